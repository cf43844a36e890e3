"""The invented wall as the tables that Padlet has exported over the years, and as Excel saves them."""

import csv
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from tests.posts.walls.make_html import html_body
from tests.posts.walls.wall import OWNER, POSTS, SECTIONS, TITLE, Post

OLD_HEADINGS = ["Subject", "Body", "Attachment", "Author", "Created At", "Updated At"]
NEW_HEADINGS = [
    "Post number",
    "Section",
    "Subject",
    "Body",
    "Attachment link",
    "Attachment caption",
    "Author",
    "Created at (UTC)",
    "Updated at (UTC)",
]
KOREAN_HEADINGS = [
    "게시물 번호",
    "섹션",
    "제목",
    "본문",
    "첨부 링크",
    "첨부파일 캡션",
    "작성자",
    "생성 시각(UTC)",
    "업데이트 시각(UTC)",
]


def csv_2013() -> bytes:
    """In the order of the wall, so that it can be compared. Padlet's own has the newest first."""
    return written([OLD_HEADINGS, *map(old_row, POSTS)]).encode()


def csv_shelf(delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    rows: list[list[str]] = []
    for section in SECTIONS:
        rows += [[section.title], OLD_HEADINGS, *map(old_row, section.posts), [""]]
    if delimiter == ";":  # as a spreadsheet saves it: every row padded
        rows = [row + [""] * (len(OLD_HEADINGS) - len(row)) for row in rows]
    return written(rows, delimiter).encode(encoding, "replace")


def csv_2025(headings: list[str] = NEW_HEADINGS, no_data: str = "No data", delimiter: str = ",") -> str:
    return written([headings, *new_rows(no_data)], delimiter)


def zip_2025() -> bytes:
    comments = [["Post number", "Comment author", "Comment", "Created at (UTC)"]]
    for number, post in enumerate(POSTS, 1):
        comments += [[str(number), note.author, note.text, str(note.written)] for note in post.comments]
    polls = [["Question", "Choice", "Votes"], ["Hvor ofte?", "Hver uke", "4"]]
    files = {"Posts_2025.csv": csv_2025(), "Replies.csv": written(comments), "Polls.csv": written(polls)}
    return zipped({name: b"\xef\xbb\xbf" + text.encode() for name, text in files.items()})


def xlsx_2022() -> bytes:
    rows = [["Title", TITLE], ["Builder", OWNER], ["Posts", str(len(POSTS))], [], [], OLD_HEADINGS]
    for section in SECTIONS:
        rows += [[section.title], *map(old_row, section.posts)]
    return workbook({"Padlet": rows})


def xlsx_plain() -> bytes:
    return workbook({"Om": [["Laget for styret"]], "Notater": [NEW_HEADINGS, *new_rows("")]})


def old_row(post: Post) -> list[str]:
    attachment = post.attachments[0] if post.attachments else ""
    times = [f"{post.written} UTC", f"{post.edited or post.written} UTC"]
    return [post.subject, html_body(post), attachment, post.label, *times]


def new_rows(no_data: str) -> list[list[str]]:
    rows = []
    for section in SECTIONS:
        for post in section.posts:
            cells = [section.title, post.subject, "\n".join(post.lines), "\n".join(post.attachments), "", post.label]
            times = [str(post.written), str(post.edited or post.written)]
            rows.append([str(len(rows) + 1), *(cell or no_data for cell in cells), *times])
    return rows


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return data.getvalue()

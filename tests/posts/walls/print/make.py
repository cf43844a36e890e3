"""Prints the invented wall as Padlet prints one, and damages copies of it.

`python -m tests.posts.walls.print.make` from the project's root makes the files again, with Debian's chromium and
fonts-dejavu. The files are in the repository, so that the tests need neither.
"""

import re
from datetime import datetime
from html import escape
from io import BytesIO
from pathlib import Path

import pikepdf
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from tests.posts.walls.wall import CREATED, INTRODUCTION, OWNER, SECTIONS, TITLE, URL, Comment, Post

HERE = Path(__file__).parent
DOT = "R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs="
HEADER = re.compile(r".*\d/\d+/25 \d+:\d\d[AP]M$")
PRINT = """<!doctype html><html lang="nb"><meta charset="utf-8"><style>
@page { size: 420px 313px; margin: 24px }
body { font: 12px/18px "DejaVu Serif"; margin: 0; orphans: 1; widows: 1 }
h1 { font-size: 24px } h2 { font-size: 20px; line-height: 30px; break-after: avoid }
h1, h2, p, ul, ol { margin: 0 } header { margin: 12px 0 8px } footer { margin: 8px 0 }
article { width: 230px; white-space: pre-wrap; text-wrap: balance; font-variant-ligatures: common-ligatures }
article span { text-transform: uppercase } aside { width: 340px; white-space: pre-wrap }
</style>"""


def when(clock: datetime) -> str:
    return f"{clock.month}/{clock.day}/{clock:%y} {clock.hour % 12 or 12}:{clock:%M%p}"


def block(block: str | list[str] | tuple[str, ...]) -> str:
    if isinstance(block, str):
        return f"<p>{escape(block)}</p>"
    tag = "ul" if isinstance(block, list) else "ol"
    return f"<{tag}>{''.join(f'<li>{escape(item)}</li>' for item in block)}</{tag}>"


def article(post: Post, number: int) -> str:
    subject = f"<p><b>{escape(post.subject)}</b></p>" if post.subject else ""
    link = f'<footer style="width: 90em">{URL}/wish/notat{number:02}</footer>' if number < 2 else ""
    header = f"<header><span>{escape(post.label)}</span> {when(post.written)}</header>"
    counters = "<footer>0 0</footer>" if number < 5 else ""
    return f"<article>{header}{subject}{''.join(map(block, post.blocks))}{counters}{link}</article>"


def aside(comment: Comment) -> str:
    header = f"<header>{escape(comment.author)} {when(comment.written)}</header>"
    return f"<aside>{header}<p>{escape(comment.text)}</p></aside>"


def page() -> str:
    created = f"{CREATED.month}/{CREATED.day}/{CREATED.year}"
    parts = [PRINT, f"<p>{OWNER} {created}</p><h1>{TITLE}</h1><p>{INTRODUCTION}</p>"]
    number = 0
    for section in SECTIONS:
        parts.append(f"<h2>{escape(section.title)}</h2>")
        for post in section.posts:
            parts += [article(post, number), *map(aside, post.comments)]
            number += 1
    return "".join(parts)


# Notes printed from an ordinary page: every line is full, no space shows where it was wrapped, and lists have bullets.
FULL = """<!doctype html><html lang="nb"><meta charset="utf-8"><title>Korkveld</title><style>
@page { size: 420px 300px; margin: 40px } body { font: 11px/15px "DejaVu Sans"; margin: 0 }
article { width: 240px } p, ul, ol { margin: 0 } h2 { font-size: 16px } header { margin-top: 14px }
</style>"""
FULL_NOTES = {
    "RAD 1": [
        "Vi vil ha noter i god tid før øvingen, og helst på papir slik at alle kan se dem uten å lete etter briller.",
        ["noter i tide", "varm kaffe", "en stol til hver av oss som ikke knirker når vi reiser oss og synger", "te"],
    ],
    "RAD 2": [
        "Det har vi sagt før. Vi sier det gjerne en gang til, og vi mener det også når vi ikke sier det høyt i timen.",
        ("låven", "garasjen til Odd, som er ryddet og har nok plass til oss alle", "skolen"),
    ],
    "RAD 3": [
        "Stolene knirker.",
        "I fjor var det 45 i koret, i år er vi 60. Kanskje blir vi flere til våren, om vi spør de unge selv.",
    ],
}


def full_page() -> str:
    parts = [FULL, "<p>Tuva Prestvik 2/1/2026</p><h1>Korkveld</h1><p>Skriv kort.</p>"]
    for number, (author, blocks) in enumerate(FULL_NOTES.items(), 1):
        heading = f"<h2>Del {number}</h2>" if number != 2 else ""
        notes = "".join(map(block, blocks))
        parts.append(
            f"{heading}<article><header>{author} 2/2/26 9:0{number}AM</header>{notes}<footer>0 0</footer></article>"
        )
    return "".join(parts)


def printed(browser, html: str, *, margins: bool = False) -> bytes:
    tab = browser.new_page()
    tab.set_content(html)
    return tab.pdf(prefer_css_page_size=True, tagged=True, display_header_footer=margins)


def without_ligatures(pdf: bytes) -> bytes:
    """The same print without the meaning of fi and fl, in the ToUnicode map and in ActualText."""
    document = pikepdf.open(BytesIO(pdf))
    for page in document.pages:
        page.Contents.write(re.sub(rb"/ActualText \(f[il]\)", b"", page.Contents.read_bytes()))
    for item in document.objects:
        if isinstance(item, pikepdf.Stream) and b"begincmap" in (cmap := item.read_bytes()):
            item.write(cmap.replace(b"<FB00>", b"[<FB00> <FFFD> <FFFD>]"))  # the range is ff, fi, fl; ff stays whole
    return saved(document)


def saved(document: pikepdf.Pdf, **options) -> bytes:
    target = BytesIO()
    document.save(target, **options)
    return target.getvalue()


def damaged_text(pdf: bytes) -> str:
    """The text layer as another program copies it: lost characters and ligatures, torn `gj`, a space on each page."""
    pages = [page.extract_text().replace("\0", "").split("\n") for page in PdfReader(BytesIO(pdf)).pages]
    lines = [line for first, *rest in pages for line in [f" {first}", *rest]]
    spaced = []
    for line in lines:
        if HEADER.match(line):
            line = re.sub(r"(\d):(\d\d[AP]M)$", "\\1\ufffd\\2", line)
            name_above = bool(spaced) and spaced[-1].isupper()  # a long name is one block with its header
            if line[0] != " ":
                spaced.insert(len(spaced) - name_above, "")
            spaced += [line, ""]
        else:
            line = re.sub("[\ufb01\ufb02]", "\ufffd", line).replace("\ufb00", "ff")
            spaced.append(re.sub(r"g(?=j[eø])", "g ", line))
    return "\n" + "\n".join(spaced) + "\n "


def make() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        wall = printed(browser, page())
        full = printed(browser, full_page(), margins=True)
        pictures = printed(browser, f'<img src="data:image/gif;base64,{DOT}" width="90" height="90">')
        browser.close()
    files = {
        "wall.pdf": wall,
        "full.pdf": full,
        "wall-damaged.pdf": without_ligatures(wall),
        "pictures.pdf": pictures,
        "locked.pdf": saved(pikepdf.open(BytesIO(pictures)), encryption=pikepdf.Encryption(owner="e", user="b")),
        "truncated.pdf": wall[: len(wall) // 3],
        "wall.txt": damaged_text(wall).encode(),
    }
    for name, data in files.items():
        (HERE / name).write_bytes(data)


if __name__ == "__main__":
    make()

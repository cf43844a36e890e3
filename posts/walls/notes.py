"""Reads notes from the rows of a table. threads.py joins the notes of all tables into a Wall.

Shelf boards (about 2018) repeat the heading row under each section's title. The spreadsheet of 2022 has a row for each
section, with only the subject filled. Newer tables have a column for the section.
"""

import re
from dataclasses import replace
from itertools import pairwise, zip_longest

from posts.walls import html, stamps
from posts.walls.columns import SourceTable, TableNote, names_and_roles, no_data
from posts.walls.contents import CellTexts, Guess, by_words, guess
from posts.walls.headings import REACTIONS, fold, is_utc, reaction, role_of
from posts.walls.links import attachment, author_and_user, is_link
from posts.walls.refused import Refused
from posts.walls.stamps import Order
from posts.walls.table import MOST_COLUMNS, QUESTION, QUESTION_WORD, ROUND, TableRow, heading_row, letters, side_by_side
from posts.walls.wall import Alarm, Entry, Stamp, WallAttachment

COUNTS = {"posts", "innlegg", "inlägg", "opslag", "indlæg", "beiträge", "publications", "julkaisut", "投稿", "게시물"}
MOST_ROWS = 200_000
CLOCKS = {
    *("klokkeslett", "klokka", "kl", "tid", "time", "klockslag", "uhrzeit", "heure", "kello", "kellonaika", "hora"),
}
TOTAL = re.compile(  # the last row of a table that somebody counted
    r"(?:sum|sum(?:ma|me)|total(?:t|e|en)?|antall|antal|i alt|gesamt|yhteensä|count)\W*\d+(?:[.,]\d+)?", re.IGNORECASE
)
FRAMES = {"frame", "area"}  # of a canvas, where a note may lie outside all of them
NO_PARENT = {"0", "null", "none", "-"}
NUMBERED = re.compile(rf"(?:{QUESTION_WORD}|slide|lysbilde|poll)\s*\d{{1,3}}\W*", re.IGNORECASE)
ADDRESS_OF_AUTHOR = re.compile(r"[<(]?[^\s@<>()]+@[^\s@<>()]+\.\w+[>)]?")
NUMBER_WORD = re.compile(r"s?n(?:umme)?r\.?$", re.IGNORECASE)
RAGGED = 0.2  # of the rows; where more of them have more cells than headings, the columns cannot be trusted


def read_all(rows: list[TableRow], section: str = "") -> list[SourceTable]:
    """The table in these rows, or the tables beside each other. Raises what `read` and table.heading_row raise."""
    heading = heading_row(rows)
    tables = [rows] if heading is None else side_by_side(rows, heading)
    return [read(table, heading, section) for table in tables]


def read(rows: list[TableRow], heading: int | None, section: str = "") -> SourceTable:
    """`heading` is the index of the heading row; None where the first row is a note, and the columns are A, B, C.

    `section` is that of rows without one. Raises Refused("table-rows" | "table-columns" | "table-ragged").
    """
    if len(rows) > MOST_ROWS:
        raise Refused("table-rows", limit=MOST_ROWS)
    headings = _letters(rows) if heading is None else _with_counts(rows[heading].trimmed, rows[heading + 1 :])
    if len(headings) > MOST_COLUMNS:
        raise Refused("table-columns", limit=MOST_COLUMNS)
    table = SourceTable(*names_and_roles(headings))
    first = 0 if heading is None else heading + 1
    above = _preamble(table, rows[: first - 1 if first else 0])
    if ROUND.fullmatch(section) and not ROUND.fullmatch(above):  # a sheet of its own for each round
        table.title = table.title or above
    else:
        section = above or section
    data = [row for row in rows[first:] if row.filled]
    titles = {id(row) for row, below in pairwise(data) if below.trimmed == headings and _is_title(row)}
    cells = [row for row in data if row.trimmed != headings and id(row) not in titles]
    table.no_data = no_data(table, cells)
    _guess(table, cells)
    table.rich = "body" in table.roles and any(html.is_html(table.get(row, "body")) for row in cells)
    order = _order(table, data)
    sections = titles | _section_rows(table, [row for row in data if row.trimmed != headings], titles)
    ragged: list[TableRow] = []
    for index, (row, filled) in enumerate(zip(data, _filled_down(table, data, sections), strict=True)):
        if row.trimmed == headings:
            continue
        if id(row) in sections:
            section = row.trimmed[-1]
        elif index == len(data) - 1 and _is_total(row):
            table.unread.append(row.unread)
        elif len(row.trimmed) > len(headings):
            ragged.append(row)
        else:
            table.notes.append(_note(table, filled, section, order))
    if len(ragged) > RAGGED * len(data):
        raise Refused("table-ragged", line=ragged[0].line, cell=ragged[0].cell)
    table.unread += [row.unread for row in ragged]
    if heading is not None and _may_be_note(headings):
        table.alarms.append(Alarm("heading", name=headings[0], line=rows[heading].line or heading + 1))
    declared = _declared(rows[: first - 1 if first else 0])
    if declared not in (None, len(table.notes)):
        table.alarms.append(Alarm("posts", declared or 0, len(table.notes)))
    return table


def _may_be_note(headings: list[str]) -> bool:
    """Whether the heading of the only column may be a note in a table without headings."""
    return len(headings) == 1 and not role_of(headings[0]) and not QUESTION.search(headings[0])


def _with_counts(headings: list[str], below: list[TableRow]) -> list[str]:
    """The headings, with an empty one above a last column that only counts."""
    last = [row.trimmed[len(headings)] for row in below if len(row.trimmed) > len(headings)]
    return [*headings, ""] if last and all(map(str.isdecimal, last)) and "" in headings else headings


def _letters(rows: list[TableRow]) -> list[str]:
    return [letters(index) for index in range(max(len(row.trimmed) for row in rows))]


def _guess(table: SourceTable, rows: list[TableRow]) -> None:
    """Tells by their cells what the columns hold. A column whose cells contradict its heading loses its role."""
    columns = [
        CellTexts(name, role, [text for row in rows if (text := table.cell(row, index))])
        for index, (name, role) in enumerate(zip(table.names, table.roles, strict=True))
    ]
    by_name = by_words(columns)
    for column in columns:
        column.role = by_name.get(column.name, column.role)
    table.roles = [column.role for column in columns]
    table.guesses = guess(columns)
    table.roles = ["" if name in table.guesses else role for name, role in zip(table.names, table.roles, strict=True)]
    if "group" in table.roles and "author" not in table.roles:  # its cells are addresses, or numbers of participants
        table.roles[table.roles.index("group")] = "author"


def _filled_down(table: SourceTable, rows: list[TableRow], sections: set[int]) -> list[TableRow]:
    """The rows, each with the section, question and group that are written once above it and left empty below."""
    filled = list(rows)
    for column, role in enumerate(table.roles):
        if role in ("section", "asked", "author") and _is_written_once(
            table, [r for r in rows if id(r) not in sections], column
        ):
            above = ""
            for index, row in enumerate(rows):
                above = "" if id(row) in sections else table.cell(row, column) or above
                cells = [*filled[index].cells, *[""] * (column + 1 - len(filled[index].cells))]
                filled[index] = replace(filled[index], cells=[*cells[:column], above, *cells[column + 1 :]])
    return filled


def _is_written_once(table: SourceTable, rows: list[TableRow], column: int) -> bool:
    """Whether an empty cell of such a column means the one above. Never where the table says what is missing.

    People write a group again in the next round, and leave many cells empty. Programs, which give each row a time, fill
    in every row what they know.
    """
    name, of_group = table.names[column], table.roles[column] == "author"
    if fold(name) in FRAMES or (of_group and role_of(name) != "group"):
        return False
    if any(row.cells[column].strip() in table.no_data for row in rows if column in row.filled):
        return False
    texts = [table.cell(row, column) for row in rows]
    written = [text for text in texts if text]
    if not written or len(written) == len(texts) or not texts[0]:
        return False
    by_program = "written" in table.roles
    if len(set(written)) == len(written):
        return not (of_group and by_program)
    in_each_row = any(text and text == below for text, below in pairwise(texts))
    return not by_program and not in_each_row and 2 * (len(texts) - len(written)) >= len(written)


def _order(table: SourceTable, rows: list[TableRow]) -> Order:
    """What is first in this table's dates. A column of dates that fit both orders is asked about."""
    columns = [role for role in ("written", "edited") if role in table.roles]
    texts = [table.get(row, role) for row in rows for role in columns]
    order = stamps.order_of(texts)
    if order == "":
        for role in columns:
            name = table.names[table.roles.index(role)]
            table.alarms.append(Alarm("dates", name=name))
            table.roles[table.roles.index(role)] = ""
            table.guesses[name] = Guess(role, sure=True)
    return order or ""


def _preamble(table: SourceTable, rows: list[TableRow]) -> str:
    """Reads what is above the headings: the board's title in B1. Returns the first section's title, just above them."""
    apart = bool(rows) and not rows[-1].filled
    rows = [row for row in rows if row.filled]
    section = rows.pop().trimmed[-1] if rows and _is_title(rows[-1]) else ""
    named = next((row for row in rows if row.filled == [0, 1] and not row.trimmed[1].isdecimal()), None)
    if named:
        table.title = named.trimmed[1]
        rows.remove(named)
    elif apart and section:
        table.title, section = section, ""
    if section.startswith("# "):  # the heading above a table in Markdown
        table.title, section = section.removeprefix("# "), ""
    table.unread += [row.unread for row in rows]
    return section


def _declared(rows: list[TableRow]) -> int | None:
    """The number of notes that the rows above the headings give, if they do."""
    pairs = [row.trimmed for row in rows if len(row.filled) == 2]
    return next((int(cells[1]) for cells in pairs if fold(cells[0]) in COUNTS and cells[1].isdecimal()), None)


def _is_title(row: TableRow) -> bool:
    """Whether the row has one cell, or `Question 2` and the question. Above headings, it is the title of a section."""
    return len(row.filled) == 1 or (len(row.filled) == 2 and bool(NUMBERED.fullmatch(row.cells[row.filled[0]].strip())))


def _section_rows(table: SourceTable, rows: list[TableRow], titles: set[int]) -> set[int]:
    """The ids of the rows that name a round, or hold only a subject, as the titles of sections do.

    One with no note below is an empty section only where notes have times: Padlet gives one to each note, and the row
    is listed as unread. In other tables, notes may be written as only a subject, and then all those rows are notes.
    """
    if "section" in table.roles or not {"author", "written"} & set(table.roles):
        return set()
    if rows and _is_total(rows[-1]):
        rows = rows[:-1]
    short = [
        (row, table.roles[row.filled[0]]) for row in rows if len(row.filled) == 1 and row.filled[0] < len(table.roles)
    ]
    rounds = {
        id(row) for row, role in short if role in ("author", "group", "subject") and ROUND.fullmatch(row.trimmed[-1])
    }
    subjects = {id(row) for row, role in short if role == "subject"} - rounds
    sections = titles | rounds | subjects
    empty = [
        row
        for row, below in zip_longest(rows, rows[1:])
        if id(row) in subjects - titles and (below is None or id(below) in sections)
    ]
    if empty and "written" not in table.roles:
        return rounds
    table.unread += [row.unread for row in empty]
    return rounds | subjects


def _is_total(row: TableRow) -> bool:
    return len(row.filled) == 1 and bool(TOTAL.fullmatch(row.trimmed[-1]))


def _note(table: SourceTable, row: TableRow, section: str, order: Order) -> TableNote:
    answers = table.get(row, "parent_number")
    answers = "" if answers.casefold() in NO_PARENT else answers
    comment = table.holds_comments or bool(answers)
    author, user_name = _author(table, row)
    subject = " ".join(_plain(table.get(row, "subject")).split())
    entry = Entry(
        section=0,
        kind="comment" if comment else "post",
        author=author,
        user_name=user_name,
        subject="" if comment else subject,
        question="" if comment else table.get(row, "asked"),
        body=_body(table, table.get(row, table.text_role)),
        written=_stamp(table, row, "written", order),
        edited=_stamp(table, row, "edited", order),
        attachments=_attachments(table, row),
        raw=row.raw,
        line=row.line,
        cell=row.cell,
    )
    _add_other_cells(entry, table, row)
    parent = table.get(row, "parent") or (subject if comment else "")
    return TableNote(entry, _section(table, row) or section, answers or table.get(row, "number"), parent)


def _section(table: SourceTable, row: TableRow) -> str:
    """Below the heading `Runde`, 2 is `Runde 2`."""
    text = table.get(row, "section")
    named = f"{table.names[table.roles.index('section')]} {text}" if text.isdecimal() else ""
    return named if ROUND.fullmatch(named) else text


def _author(table: SourceTable, row: TableRow) -> tuple[str, str]:
    """The author without addresses, and the user name. Below the heading `Bordnummer`, 4 is `Bord 4`."""
    role = "group" if table.get(row, "group") else "author"
    text = _without_address(table.get(row, role))
    if not text or role_of(heading := table.names[table.roles.index(role)]) != "group":
        return author_and_user(html.unescaped(text))
    if text.isdecimal():
        return f"{NUMBER_WORD.sub('', heading)} {text}", ""
    return " ".join(html.unescaped(text).split()), ""  # in brackets behind a group is no user name


def _without_address(name: str) -> str:
    return ADDRESS_OF_AUTHOR.sub("", name).strip()


def _plain(text: str) -> str:
    return html.to_text(text) if html.has_markup(text) else html.unescaped(text)


def _stamp(table: SourceTable, row: TableRow, role: str, order: Order) -> Stamp | None:
    """A time, local where neither the heading nor the time names a zone."""
    text = table.get(row, role)
    if role == "written" and (clock := _clock(table, row)):
        text = f"{text} {clock}"
    stamp = stamps.parse(text, order)
    if stamp:
        stamp.utc = is_utc(table.names[table.roles.index(role)]) or stamps.is_zoned(text)
    return stamp


def _clock(table: SourceTable, row: TableRow) -> str:
    """The time of the day, where it has a column of its own beside that of the date."""
    index = next((i for i, name in enumerate(table.names) if not table.roles[i] and fold(name) in CLOCKS), None)
    text = table.cell(row, index) if index is not None else ""
    return text if stamps.TIME.fullmatch(text.casefold()) and not stamps.has_clock(table.get(row, "written")) else ""


def _add_other_cells(entry: Entry, table: SourceTable, row: TableRow) -> None:
    """Adds reactions, and as fields all cells that are not in the entry yet."""
    for index, (name, role) in enumerate(zip(table.names, table.roles, strict=True)):
        text = table.cell(row, index)
        if text and role in REACTIONS:
            entry.reactions[role] = reaction(text)
        elif role == "author" and table.get(row, "group"):
            if (person := _without_address(text)) and person.casefold() != entry.author.casefold():
                entry.fields[name] = person
        elif text and not _is_in_entry(table, entry, role, text):
            entry.fields[name] = text


def _body(table: SourceTable, text: str) -> str:
    if html.has_markup(text):
        return html.to_text(text)
    if table.rich and "<" in text:
        return html.to_text(text)
    return html.trim(html.unescaped(text))


def _attachments(table: SourceTable, row: TableRow) -> list[WallAttachment]:
    links = [part for part in table.get(row, "attachment").split() if is_link(part)]
    if not links:
        return []
    captions, alts = (_split_for(table.get(row, role), len(links)) for role in ("caption", "alt"))
    return [attachment(*parts) for parts in zip(links, captions, alts, strict=True)]


def _split_for(text: str, count: int) -> list[str]:
    lines = text.split("\n")
    return lines if len(lines) == count else [text, *[""] * count][:count]


def _is_in_entry(table: SourceTable, entry: Entry, role: str, text: str) -> bool:
    """Whether the entry holds the text of this cell already."""
    if not role:
        return False
    if role in ("written", "edited"):
        return getattr(entry, role) is not None
    if role == "attachment":
        return all(map(is_link, text.split()))
    if role in ("caption", "alt"):
        return bool(entry.attachments)
    if role in ("subject", "parent_number"):
        return (entry.kind == "post") == (role == "subject")
    return role in ("author", "group", "section", "asked", table.text_role)

"""Notes from the rows of a table. threads.py puts the notes of all tables together.

Shelf boards (about 2018) repeat the heading row under each section's title; the spreadsheet of 2022 gives a section as
a row with only its subject filled; newer tables have a column for it.
"""

from html import unescape
from itertools import zip_longest

from posts.walls import html, stamps
from posts.walls.columns import Note, Table, names_and_roles, no_data
from posts.walls.headings import REACTIONS, reaction
from posts.walls.links import attachment, author_and_user, is_link
from posts.walls.refused import Refused
from posts.walls.table import Row
from posts.walls.wall import Attachment, Entry

MOST_COLUMNS = 500
MOST_ROWS = 200_000
RAGGED = 0.2  # with more rows than this reaching beyond the headings, this is no table to trust


def read(rows: list[Row], heading: int) -> Table:
    """Raises Refused("table-rows" | "table-columns" | "table-ragged")."""
    if len(rows) > MOST_ROWS:
        raise Refused("table-rows", limit=MOST_ROWS)
    headings = rows[heading].trimmed
    if len(headings) > MOST_COLUMNS:
        raise Refused("table-columns", limit=MOST_COLUMNS)
    table = Table(*names_and_roles(headings))
    section = _preamble(table, rows[:heading])
    data = [row for row in rows[heading + 1 :] if row.filled]
    table.no_data = no_data(table, data)
    table.rich = "body" in table.roles and any(html.is_html(table.get(row, "body")) for row in data)
    ragged: list[Row] = []
    for row, following in zip_longest(data, data[1:]):
        if row.trimmed == headings:
            continue
        if _is_section(table, row, bool(following) and following.trimmed == headings):
            section = row.cells[row.filled[0]].strip()
        elif len(row.trimmed) > len(headings):
            ragged.append(row)
        else:
            table.notes.append(_note(table, row, section))
    if len(ragged) > RAGGED * len(data):
        raise Refused("table-ragged", line=ragged[0].line, cell=ragged[0].cell)
    table.unread += [row.unread for row in ragged]
    return table


def _preamble(table: Table, rows: list[Row]) -> str:
    """What stands above the headings: the board's title in B1, and the first section's title just above them."""
    rows = [row for row in rows if row.filled]
    section = rows.pop().trimmed[-1] if rows and len(rows[-1].filled) == 1 else ""
    if rows and rows[0].filled == [0, 1]:
        table.title = rows.pop(0).cells[1].strip()
    table.unread += [row.unread for row in rows]
    return section


def _is_section(table: Table, row: Row, before_headings: bool) -> bool:
    if len(row.filled) != 1:
        return False
    only_subject = "subject" in table.roles and row.filled[0] == table.roles.index("subject")
    others_known = bool({"author", "written"} & set(table.roles)) and "section" not in table.roles
    return before_headings or (only_subject and others_known)


def _note(table: Table, row: Row, section: str) -> Note:
    comment = table.holds_comments
    author, user_name = author_and_user(table.get(row, "author"))
    subject = " ".join(table.get(row, "subject").split())
    entry = Entry(
        section=0,
        kind="comment" if comment else "post",
        author=author,
        user_name=user_name,
        subject="" if comment else subject,
        body=_body(table, table.get(row, table.text_role)),
        written=stamps.parse(table.get(row, "written")),
        edited=stamps.parse(table.get(row, "edited")),
        attachments=_attachments(table, row),
        raw=row.raw,
        line=row.line,
        cell=row.cell,
    )
    _add_the_rest(entry, table, row)
    parent = table.get(row, "parent") or (subject if comment else "")
    return Note(entry, table.get(row, "section") or section, table.get(row, "number"), parent)


def _add_the_rest(entry: Entry, table: Table, row: Row) -> None:
    """Reactions, and as fields all cells that have no other place."""
    for index, (name, role) in enumerate(zip(table.names, table.roles, strict=True)):
        text = table.cell(row, index)
        if text and role in REACTIONS:
            entry.reactions[role] = reaction(text)
        elif text and not _placed(table, entry, role, text):
            entry.fields[name] = text


def _body(table: Table, text: str) -> str:
    if not table.rich:
        return html.trim(text)
    return html.to_text(text) if "<" in text else html.trim(unescape(text))


def _attachments(table: Table, row: Row) -> list[Attachment]:
    links = [part for part in table.get(row, "attachment").split() if is_link(part)]
    captions, alts = (_for_each(table.get(row, role), len(links)) for role in ("caption", "alt"))
    return [attachment(*parts) for parts in zip(links, captions, alts, strict=True)]


def _for_each(text: str, count: int) -> list[str]:
    lines = text.split("\n")
    return lines if len(lines) == count else [text, *[""] * count][:count]


def _placed(table: Table, entry: Entry, role: str, text: str) -> bool:
    """Whether the cell stands in the entry already; what does not is kept among its fields."""
    if role in ("written", "edited"):
        return getattr(entry, role) is not None
    if role == "attachment":
        return all(map(is_link, text.split()))
    if role in ("caption", "alt"):
        return bool(entry.attachments)
    if role == "subject":
        return entry.kind == "post"
    return role in ("author", "section", table.text_role)

"""Puts columns whose headings no rule knew where a person says that they belong."""

from posts.walls import html, stamps
from posts.walls.links import attachment, author_and_user, is_link
from posts.walls.repair import mend
from posts.walls.wall import Entry, Section, Wall

ROLES = ("subject", "body", "author", "section", "written", "edited", "attachment", "ignore")


def map_columns(wall: Wall, roles: dict[str, str]) -> None:
    """`roles` gives one of ROLES for a heading. What cannot be moved (a date that is none) stays in `Entry.fields`."""
    sections = {section.title: index for index, section in enumerate(wall.sections)}
    for entry in wall.entries:
        for heading, role in roles.items():
            text = entry.fields.pop(heading, "")
            if role == "section" and text:
                entry.section = sections.setdefault(text, len(sections))
            elif text and not _moved(entry, role, text):
                entry.fields[heading] = text
    wall.sections += [Section(title) for title in list(sections)[len(wall.sections) :]]
    wall.columns = [column for column in wall.columns if column.name not in roles]
    _drop_unnamed(wall)
    mend(wall)
    for entry in wall.entries:
        entry.doubts = list(dict.fromkeys(entry.doubts))


def _moved(entry: Entry, role: str, text: str) -> bool:
    match role:
        case "body":
            text = html.to_text(text) if html.is_html(text) else html.trim(text)
            entry.body = f"{entry.body}\n{text}".strip()
        case "subject":
            entry.subject = " ".join(f"{entry.subject} {text}".split())
        case "author":
            author, entry.user_name = author_and_user(text)
            entry.author = f"{entry.author} {author}".strip()
        case "written" | "edited":
            setattr(entry, role, stamps.parse(text) or getattr(entry, role))
            return stamps.parse(text) is not None
        case "attachment":
            entry.attachments += [attachment(link) for link in text.split() if is_link(link)]
            return all(map(is_link, text.split()))
    return role in ROLES


def _drop_unnamed(wall: Wall) -> None:
    """The section without a name goes when every entry has found another."""
    used = {entry.section for entry in wall.entries}
    kept = [index for index, section in enumerate(wall.sections) if section.title or index in used]
    wall.sections = [wall.sections[index] for index in kept]
    for entry in wall.entries:
        entry.section = kept.index(entry.section)

"""Moves the cells of columns with unknown headings to the parts of a note that were chosen for them."""

from dataclasses import replace
from typing import Any

from posts.walls import html, stamps
from posts.walls.headings import is_last_name, is_utc
from posts.walls.links import attachment, author_and_user, is_link, restore_labels
from posts.walls.repair import repair_wall
from posts.walls.stamps import Order
from posts.walls.table import GROUP, ROUND
from posts.walls.wall import Alarm, Entry, Section, Stamp, Wall, WallQuestion

ROLES = ("subject", "body", "question", "author", "section", "written", "edited", "attachment", "ignore")


def map_columns(wall: Wall, roles: dict[str, str], order: Order = "") -> None:
    """`roles` gives one of ROLES for a heading. A cell that does not fit, such as a wrong date, stays a field.

    Each column with the role "question" becomes a section, and each of its cells a note there. `order` says what is
    first in dates that can be read in two ways. A last name comes after the first, whichever is first in the table.
    Changes the wall in place, and repairs it again.
    """
    roles = {heading: roles[heading] for heading in sorted(roles, key=is_last_name)}
    sections = {section.title: index for index, section in enumerate(wall.sections)}
    orders = {heading: order or _order(wall, heading) for heading in roles if roles[heading] in ("written", "edited")}
    for entry in wall.entries:
        for heading, role in roles.items():
            text = entry.fields.pop(heading, "") if role != "question" else ""
            if role == "section" and text:
                entry.section = sections.setdefault(text, len(sections))
            elif text and not _move(entry, role, heading, text, orders.get(heading, "")):
                entry.fields[heading] = text
    wall.sections += [Section(title) for title in list(sections)[len(wall.sections) :]]
    _split(wall, [heading for heading, role in roles.items() if role == "question"])
    wall.columns = [column for column in wall.columns if column.name not in roles]
    wall.alarms = [alarm for alarm in wall.alarms if alarm.code != "dates"] + [
        Alarm("dates", name=heading) for heading, found in orders.items() if not found and _is_left(wall, heading)
    ]
    _remove_unused_section(wall)
    restore_labels(wall)
    repair_wall(wall)
    for entry in wall.entries:
        entry.doubts = list(dict.fromkeys(entry.doubts))


def _order(wall: Wall, heading: str) -> Order:
    return stamps.order_of(entry.fields.get(heading, "") for entry in wall.entries) or ""


def _is_left(wall: Wall, heading: str) -> bool:
    """Whether times of this column are left because the order of day and month is not known."""
    return any(stamps.parse(entry.fields.get(heading, ""), "day") for entry in wall.entries)


def _move(entry: Entry, role: str, heading: str, text: str, order: Order) -> bool:
    """Adds the text to the part of the entry that `role` names. False where some of it did not fit."""
    match role:
        case "body":
            entry.body = f"{entry.body}\n{_plain(text)}".strip()
        case "subject":
            entry.subject = " ".join(f"{entry.subject} {text}".split())
        case "author":
            author, entry.user_name = (text, "") if GROUP.fullmatch(text) else author_and_user(text)
            entry.author = f"{entry.author} {author}".strip()
        case "written" | "edited":
            stamp = _stamp(heading, text, order)
            setattr(entry, role, stamp or getattr(entry, role))
            return stamp is not None
        case "attachment":
            entry.attachments += [attachment(link) for link in text.split() if is_link(link)]
            return all(map(is_link, text.split()))
    return role in ROLES


def _plain(text: str) -> str:
    return html.to_text(text) if html.is_html(text) or html.has_markup(text) else html.trim(text)


def _stamp(heading: str, text: str, order: Order) -> Stamp | None:
    stamp = stamps.parse(text, order)
    if stamp:
        stamp.utc = is_utc(heading) or stamps.is_zoned(text)
    return stamp


def _split(wall: Wall, questions: list[str]) -> None:
    """Makes a note of each answer, in a section that is called as its question.

    Where the rows have sections of their own, the answer stays in its section, and answers the question there. Where a
    heading is a group, it is the author.
    """
    if not questions:
        return
    places = {
        heading: len(wall.sections) + number
        for number, heading in enumerate(h for h in questions if not GROUP.fullmatch(h))
    }
    wall.sections += [Section(heading) for heading in places]
    split: list[Entry] = []
    moved: dict[int, int] = {}
    for index, entry in enumerate(wall.entries):
        answers = {heading: text for heading in questions if (text := entry.fields.pop(heading, ""))}
        moved[index] = len(split)
        if entry.body or entry.subject or entry.attachments or not answers:
            split.append(entry)
        split += [
            replace(
                entry,
                **_place(wall, entry, heading, places),
                subject="",
                body=_plain(text),
                attachments=[],
                fields=entry.fields.copy(),
            )
            for heading, text in answers.items()
        ]
    for entry in split:
        entry.reply_to = None if entry.reply_to is None else moved[entry.reply_to]
    wall.entries = sorted(split, key=lambda entry: entry.section) if not _has_replies(split) else split


def _place(wall: Wall, entry: Entry, heading: str, places: dict[str, int]) -> dict[str, Any]:
    """The fields of an answer that say where it belongs."""
    if heading not in places:
        return {"author": f"{entry.author} {heading}".strip()}
    section = wall.sections[entry.section]
    if not section.title or ROUND.fullmatch(heading):
        return {"section": places[heading]}
    if all(question.text != heading for question in section.questions):
        section.questions.append(WallQuestion(heading))
    return {"question": heading}


def _has_replies(entries: list[Entry]) -> bool:
    return any(entry.reply_to is not None for entry in entries)


def _remove_unused_section(wall: Wall) -> None:
    """Removes the section without a title where every entry has moved to another one."""
    used = {entry.section for entry in wall.entries}
    asked = {question.text for section in wall.sections for question in section.questions}
    remaining = [
        index
        for index, section in enumerate(wall.sections)
        if index in used or (section.title and section.title not in asked)
    ]
    wall.sections = [wall.sections[index] for index in remaining]
    new = {old: index for index, old in enumerate(remaining)}
    for entry in wall.entries:
        entry.section = new[entry.section]

"""Padlet's Markdown export, its richest format: `# board`, `## section`, `### 1. post`, `#### part of a post`.

Labels and dates are in the language of the exporter. So everything is recognized by structure: heading levels,
bullets and the form of dates, never the words of a label. Nothing is escaped, so the file is read line by line. A line
is a heading only where no note is under way: the text of a note may begin with a number sign, or hold a rule.
"""

import re
from itertools import pairwise

from posts.walls import stamps
from posts.walls.formats.markdown_post import BULLET, LABELLED, RULE, declared_comments, read_post
from posts.walls.links import author_and_user, is_link
from posts.walls.refused import Refused
from posts.walls.threads import add_thread
from posts.walls.wall import Alarm, Section, Unread, Wall

POST = re.compile(r"### \d+\. ?")
NO_POST = re.compile(
    r"(no|inge[nt]|inga|kein\w*|aucun\w*|ei|nessun\w*|geen|sin|ning[uú]n\w*|nenhum\w*) ([^\W\d_]+\s?){1,2}"
    r"|(まだ)?投稿(は|が)?(なし|ありません)|게시물\s?없음",
    re.IGNORECASE,
)
MOST_LINES = 200_000
LONGEST_HEAD = 200  # lines
LONGEST_PLACEHOLDER = 40  # characters
MOST_FOR_AUTHOR = 3  # lines from the heading of a note to the line with its author


def fits(text: str) -> bool:
    """Whether the file has the bullets of a summary, or a note with its author below its heading."""
    lines = text.split("\n", LONGEST_HEAD)[:LONGEST_HEAD]
    return _summary(lines) is not None or any(_is_post(lines, index) for index in range(len(lines)))


def read(text: str) -> Wall:
    """Raises Refused("text-long", limit=), Refused("wall-empty") and Refused("posts-missing", declared=, line=)."""
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise Refused("text-long", limit=MOST_LINES)
    body = _end_of_summary(lines)
    starts = _starts(lines, body)
    wall = Wall("markdown")
    declared = _read_head(wall, lines[:body])
    placeholders: list[Unread] = []
    for start, end in pairwise([*starts, len(lines)]):
        if POST.match(lines[start]):
            wall.sections = wall.sections or [Section("")]
            _read_post(wall, lines[start:end], start + 1)
        else:
            wall.sections.append(Section(lines[start][3:].strip()))
            placeholders += _unread(lines[start + 1 : end], start + 2)
    wall.unread += _unread(lines[body : starts[0] if starts else len(lines)], body + 1)
    posts = sum(entry.kind == "post" for entry in wall.entries)
    wall.unread += [line for line in placeholders if not _is_placeholder(line.text, sure=declared == posts)]
    if not posts:
        raise Refused("posts-missing", declared=declared, line=body + 1) if declared else Refused("wall-empty")
    if starts and _is_cut(lines, starts):
        wall.alarms.append(Alarm("cut", line=len(lines)))
    if declared is not None and declared != posts:
        wall.alarms.append(Alarm("posts", declared, posts))
    return wall


def _read_post(wall: Wall, lines: list[str], line: int) -> None:
    post, comments, unread = read_post(lines, line)
    add_thread(wall, len(wall.sections) - 1, post, comments)
    wall.unread += unread
    declared = declared_comments(lines)
    if declared != len(comments):
        wall.alarms.append(Alarm("comments", declared, len(comments), line=line))


def _is_placeholder(text: str, *, sure: bool) -> bool:
    """Whether this is Padlet's `No post` of an empty section. `sure`: the file counts no more notes than were found."""
    short = "\n" not in text and len(text) <= LONGEST_PLACEHOLDER
    return short and (sure or bool(NO_POST.fullmatch(text)))


def _is_post(lines: list[str], at: int) -> bool:
    """Whether this is the heading of a note, with a label below it."""
    if not POST.match(lines[at]):
        return False
    below = [line for line in lines[at + 1 : at + 1 + MOST_FOR_AUTHOR] if line.strip()]
    return any(map(LABELLED.match, below))


def _summary(lines: list[str]) -> int | None:
    """The index of the heading above the first bullets with labels, where one of them has a time, a link or a number.

    None where there is no such heading.
    """
    for index, line in enumerate(lines):
        if POST.match(line):
            return None
        if line.startswith("## ") and _is_summary(lines[index + 1 :]):
            return index
    return None


def _is_summary(lines: list[str]) -> bool:
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return False
    values = [match["value"].strip() for line in lines[first : first + 6] if (match := BULLET.match(line))]
    return bool(BULLET.match(lines[first])) and any(
        is_link(value) or value.isdecimal() or stamps.parse(value) for value in values
    )


def _end_of_summary(lines: list[str]) -> int:
    """The index of the first line after the bullets; without them, that of the first heading of a section or note."""
    heading = _summary(lines)
    if heading is None:
        return next(index for index, line in enumerate(lines) if line.startswith("## ") or _is_post(lines, index))
    end = next(index for index, line in enumerate(lines) if index > heading and line.strip())
    while end < len(lines) and BULLET.match(lines[end]):
        end += 1
    return end


def _starts(lines: list[str], body: int) -> list[int]:
    """The indexes of the headings of sections and posts, from the line `body` on."""
    starts: list[int] = []
    has_parts = any(line.startswith("#### ") for line in lines)
    above, in_post = "", False
    for index, line in enumerate(lines[body:], body):
        if not line.strip():
            continue
        if not in_post and (line.startswith("## ") or POST.match(line)):
            starts.append(index)
            in_post = not line.startswith("## ")
        elif in_post and RULE.fullmatch(line.rstrip()):
            in_post = has_parts and not above.lstrip().startswith(("- ", "* ", "+ ", "#### "))
        elif in_post and (line.startswith("## ") or POST.match(line)) and _ends_with_time(above):
            starts.append(index)
            in_post = not line.startswith("## ")
        above = line
    return starts


def _ends_with_time(line: str) -> bool:
    """Whether this is the last line that Padlet writes of a note: a label and a time."""
    bullet = BULLET.match(line)
    return bool(bullet and stamps.parse(bullet["value"].strip()))


def _is_cut(lines: list[str], starts: list[int]) -> bool:
    """Whether the last note ends without the time that Padlet writes below each, while another one has it."""
    posts = [(start, end) for start, end in pairwise([*starts, len(lines)]) if POST.match(lines[start])]
    ended = [any(map(_ends_with_time, lines[start:end])) for start, end in posts]
    return len(ended) > 1 and not ended[-1] and all(ended[:-1])


def _read_head(wall: Wall, lines: list[str]) -> int | None:
    """Reads what is above the first section. Returns the number of notes that the file says it has."""
    bullets = [match for line in lines if (match := BULLET.match(line))]
    plain = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip() and not BULLET.match(line)]
    title = max((place for place, (_, line) in enumerate(plain) if line.startswith("# ")), default=None)
    if title is not None:
        wall.title = plain[title][1].removeprefix("# ").strip()
        wall.introduction = "\n".join(line for _, line in plain[title + 1 :] if not line.startswith("## "))
    above = plain if title is None else plain[:title]
    wall.unread += [Unread(line, number) for number, line in above if not line.startswith("## ")]
    declared = None
    for value in (match["value"].strip() for match in bullets):
        stamp = stamps.parse(value)
        if is_link(value):
            wall.url = wall.url or value
        elif stamp:
            wall.created = wall.created or stamp
        elif value.isdecimal():
            declared = int(value[:9]) if declared is None else declared
        else:
            wall.owner = wall.owner or author_and_user(value)[0]
    return declared


def _unread(lines: list[str], line: int) -> list[Unread]:
    text = "\n".join(lines).strip("-\n ")
    offset = next((index for index, text in enumerate(lines) if text.strip("- ")), 0)
    return [Unread(text, line + offset)] if text else []

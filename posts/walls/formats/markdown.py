"""Padlet's Markdown export, the richest there is: `# board`, `## section`, `### 1. post`, `#### part of a post`.

Its labels and dates follow the exporting person's language, so everything is told by structure: heading levels, bullets
and the shape of dates, never by a label's words. Nothing in it is escaped, so it is read by lines, in order.
A heading counts only after a rule, another heading or the summary: a note's own text may begin with a number sign.
"""

import re
from itertools import pairwise

from posts.walls import stamps
from posts.walls.formats.markdown_post import read_post
from posts.walls.links import author_and_user, is_link
from posts.walls.threads import hang
from posts.walls.wall import Section, Unread, Wall

SUMMARY_LINE = re.compile(r"- \*\*(?P<label>[^*]*?)\s?[:：]\*\* ?(?P<value>.*)")
POST = re.compile(r"### \d+\. ")
LONGEST_HEAD = 200  # lines


def fits(text: str) -> bool:
    lines = text.lstrip("\n").split("\n", LONGEST_HEAD)[:LONGEST_HEAD]
    return lines[0].startswith("# ") and any(map(_link, lines))


def read(text: str) -> Wall:
    lines = text.split("\n")
    body = _end_of_summary(lines)
    starts = _starts(lines, body)
    wall = Wall("markdown")
    _read_head(wall, lines[:body])
    for start, end in pairwise([*starts, len(lines)]):
        if POST.match(lines[start]):
            wall.sections = wall.sections or [Section("")]
            post, comments, unread = read_post(lines[start:end], start + 1)
            hang(wall, len(wall.sections) - 1, post, comments)
            wall.unread += unread
        else:
            wall.sections.append(Section(lines[start][3:].strip()))
            _keep_unread(wall, lines[start + 1 : end], start + 2)
    _keep_unread(wall, lines[body : starts[0] if starts else len(lines)], body + 1)
    return wall


def _link(line: str) -> str:
    match = SUMMARY_LINE.match(line)
    return match["value"] if match and is_link(match["value"]) else ""


def _end_of_summary(lines: list[str]) -> int:
    """The first line after the bullets that the board's link stands among."""
    end = next((index for index, line in enumerate(lines) if _link(line)), 0)
    while end < len(lines) and SUMMARY_LINE.match(lines[end]):
        end += 1
    return end


def _starts(lines: list[str], body: int) -> list[int]:
    starts: list[int] = []
    may_start = True
    for index, line in enumerate(lines[body:], body):
        if may_start and (line.startswith("## ") or POST.match(line)):
            starts.append(index)
            may_start = line.startswith("## ")
        elif line.strip():
            may_start = line.rstrip() == "---"
    return starts


def _read_head(wall: Wall, lines: list[str]) -> None:
    matches = [match for line in lines if (match := SUMMARY_LINE.match(line))]
    plain = [line.strip() for line in lines if line.strip() and not SUMMARY_LINE.match(line)]
    wall.title = plain[0].removeprefix("# ").strip() if plain else ""
    wall.introduction = "\n".join(line for line in plain[1:] if not line.startswith("## "))
    for value in (match["value"].strip() for match in matches):
        stamp = stamps.parse(value)
        if is_link(value):
            wall.url = wall.url or value
        elif stamp:
            wall.created = wall.created or stamp
        elif not value.isdecimal():
            wall.owner = wall.owner or author_and_user(value)[0]


def _keep_unread(wall: Wall, lines: list[str], line: int) -> None:
    text = "\n".join(lines).strip("-\n ")
    if text:
        wall.unread.append(Unread(text, line))

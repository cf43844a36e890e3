"""One post of Padlet's Markdown, with its comments. Every part but the author and the times may be missing."""

import re
from itertools import pairwise

from posts.walls import html, stamps
from posts.walls.headings import REACTIONS, reaction, role_of
from posts.walls.links import attachment, author_and_user
from posts.walls.wall import Entry, Poll, Unread, WallAttachment

HEADING = re.compile(r"### (?P<number>\d+)\. ?(?P<subject>.*)")
LABELLED = re.compile(r"\*\*(?P<label>.+?)\s?[:：]\*\*(?P<value>.*)")
BULLET = re.compile(r" {0,3}[-*+] \*\*(?P<label>.+?)\s?[:：]\*\*(?P<value>.*)")
COMMENTS = re.compile(r"#### .*[(（](?P<count>\d{1,9})[)）]\s*")
COMMENT = re.compile(r" {0,3}[-*+] \*\*")
COMMENT_DATE = re.compile(r"\*\* ?[(（](?P<date>[^()（）]{3,40})[)）][:：] ?")
ATTACHMENT = re.compile(r"!?\[(?P<label>[^\[\]]*)\]\((?P<url>https?://\S+)\)\s*")
COMMENT_ATTACHMENT = re.compile(r"!?\[(?P<label>[^\[\]]*)\]\((?P<url>https?://\S+)\)(?: |$)")
RULE = re.compile(r"-{3,}|\*{3,}|_{3,}")
VOTES = re.compile(r"\d[\d.,\s]{0,12}")
# The heading of a post without a subject is the word for post and its number. "Gruppe 1" above the first is a subject.
POST_WORDS = {
    "post",
    "投稿",
    "게시물",
    "innlegg",
    "inlägg",
    "opslag",
    "indlæg",
    "beitrag",
    "publication",
    "oppslag",
    "julkaisu",
}


def read_post(lines: list[str], line: int) -> tuple[Entry, list[Entry], list[Unread]]:
    """The post, its comments, and the lines that are neither. `line` is the first line's number."""
    parts = [index for index in range(len(lines)) if _is_part(lines, index)]
    post, raw_lines = Entry(section=0, line=line), lines
    comments: list[Entry] = []
    unread: list[Unread] = []
    _read_content(post, lines[: parts[0] if parts else len(lines)])
    for start, end in pairwise([*parts, len(lines)]):
        if COMMENTS.fullmatch(lines[start]):
            raw_lines = lines[:start] + lines[end:]
            comments, lost = _read_comments(lines[start:end], line + start)
            unread += lost
        else:
            unread += _read_bullets(post, lines[start:end], line + start, reactions=end != len(lines))
    post.raw = "\n".join(raw_lines)
    return post, comments, unread


def _is_part(lines: list[str], at: int) -> bool:
    """Whether this is the heading of comments or of bullets with labels, and no line of the text."""
    if not lines[at].startswith("#### "):
        return False
    below = next((line for line in lines[at + 1 :] if line.strip()), "#### ")
    return bool(COMMENTS.fullmatch(lines[at]) or BULLET.match(below) or below.startswith("#### ") or RULE.match(below))


def _read_content(post: Entry, lines: list[str]) -> None:
    heading = HEADING.fullmatch(lines[0])
    labels = ((index, label) for index, line in enumerate(lines) if index and (label := LABELLED.match(line)))
    place, author = next(labels, (1, None))
    subject = [heading["subject"] if heading else "", *lines[1:place]]
    post.subject = _without_placeholder(" ".join(" ".join(subject).split()), heading["number"] if heading else "")
    if author:
        post.author, post.user_name = author_and_user(author["value"])
    rest = lines[place + 1 :] if author else lines[1:]
    _read_body(post, [line for line in rest if line.strip() and line.rstrip() != "---"])


def _without_placeholder(subject: str, number: str) -> str:
    word, _, last = subject.rpartition(" ")
    return "" if last == number and word.casefold() in POST_WORDS else subject


def _read_body(post: Entry, lines: list[str]) -> None:
    """Reads poll, body, custom fields and attachments, in this order. Any other line continues the last."""
    body: list[str] = []
    label = ""
    for line in lines:
        if match := ATTACHMENT.fullmatch(line):
            post.attachments.append(_attachment(match))
        elif match := BULLET.match(line) if label and not post.fields.get(label) else None:
            post.fields.pop(label, None)
            post.poll = post.poll or Poll(label, {})
            post.poll.votes[match["label"]] = _votes(match["value"])
        elif (match := LABELLED.match(line)) and not html.is_html(line):
            label = match["label"]
            post.fields[label] = " ".join(match["value"].split())
        elif label in post.fields and not html.is_html(line):
            post.fields[label] = f"{post.fields[label]}\n{line.strip()}".strip()
        else:
            body.append(line)
            label = ""
    if body and html.is_html(body[0]):
        post.body = html.to_text("\n".join(body))
    else:
        post.body = html.trim("\n".join(html.to_text(line) if html.is_html(line) else line for line in body))


def _votes(text: str) -> int:
    match = VOTES.search(text)
    return int(re.sub(r"\D", "", match[0])) if match else 0


def _attachment(match: re.Match[str]) -> WallAttachment:
    """Padlet's own label is one word, with or without a number. A longer label is a caption."""
    unnamed = re.fullmatch(r"\S+( \d+)?", match["label"])
    return attachment(match["url"], "" if unnamed else match["label"])


def declared_comments(lines: list[str]) -> int:
    """The number of comments that the post says it has."""
    return next((int(match["count"]) for line in lines if (match := COMMENTS.fullmatch(line))), 0)


def _read_comments(lines: list[str], first: int) -> tuple[list[Entry], list[Unread]]:
    """The comments below a heading, and the lines that belong to none. A comment of several lines is joined."""
    comments: list[Entry] = []
    others: list[tuple[Entry | None, Unread]] = []
    for number, line in enumerate(lines[1:], first + 1):
        if comment := _comment(line):
            comment.line = number
            comments.append(comment)
        elif line.strip():
            others.append((comments[-1] if comments else None, Unread(line, number)))
    if len(comments) != declared_comments(lines):
        return comments, [unread for _, unread in others]
    for comment, unread in others:
        if comment:
            comment.body = f"{comment.body}\n{unread.text.strip()}".strip()
            comment.raw += f"\n{unread.text}"
    return comments, [unread for comment, unread in others if not comment]


def _comment(line: str) -> Entry | None:
    """`- **name** (date): text`. The name may contain stars and brackets, so it ends where a date follows."""
    start = COMMENT.match(line)
    if not start:
        return None
    for date in COMMENT_DATE.finditer(line):
        if stamp := stamps.parse(date["date"]):
            comment = Entry(0, "comment", author=line[start.end() : date.start()].strip(), written=stamp, raw=line)
            text = line[date.end() :]
            while attached := COMMENT_ATTACHMENT.match(text):
                comment.attachments.append(_attachment(attached))
                text = text[attached.end() :]
            comment.body = html.trim(text)
            return comment
    return None


def _read_bullets(post: Entry, lines: list[str], first: int, *, reactions: bool) -> list[Unread]:
    """Reads reactions, or in the last part of a post its colour and its times: written first, then edited.

    Returns the lines that are no bullets.
    """
    unread = []
    for number, line in enumerate(lines[1:], first + 1):
        bullet = BULLET.match(line)
        if not bullet:
            if line.strip() and not RULE.fullmatch(line.rstrip()):
                unread.append(Unread(line, number))
            continue
        label, value = bullet["label"], bullet["value"].strip()
        role = role_of(label)
        stamp = stamps.parse(value)
        if reactions or role in REACTIONS:
            post.reactions[role if role in REACTIONS else label] = reaction(value)
        elif stamp and not post.written:
            post.written = stamp
        elif stamp and not post.edited:
            post.edited = stamp
        else:
            post.fields[label] = value
    return unread

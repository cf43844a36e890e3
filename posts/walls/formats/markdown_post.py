"""One post of Padlet's Markdown, with its comments. Each part may be missing, save the author and the times."""

import re
from itertools import pairwise

from posts.walls import html, stamps
from posts.walls.headings import REACTIONS, reaction, role_of
from posts.walls.links import attachment, author_and_user
from posts.walls.wall import Attachment, Entry, Poll, Unread

HEADING = re.compile(r"### (?P<number>\d+)\. (?P<subject>.*)")
LABELLED = re.compile(r"\*\*(?P<label>.+?)\s?[:：]\*\*(?P<value>.*)")
BULLET = re.compile(r"- \*\*(?P<label>.+?)\s?[:：]\*\*(?P<value>.*)")
COMMENTS = re.compile(r"#### .*[(（]\d+[)）]\s*")
COMMENT_DATE = re.compile(r"\*\* ?[(（](?P<date>[^()（）]{3,40})[)）][:：] ?")
ATTACHMENT = re.compile(r"!?\[(?P<label>[^\[\]]*)\]\((?P<url>https?://\S+)\)\s*")
COMMENT_ATTACHMENT = re.compile(r"!?\[(?P<label>[^\[\]]*)\]\((?P<url>https?://\S+)\)(?: |$)")
VOTES = re.compile(r"\d[\d.,\s]{0,12}")
# A post without subject is headed by the word for post and its own number. "Gruppe 1" as the first post is a subject.
POST_WORDS = {"post", "投稿", "게시물", "innlegg", "inlägg", "opslag", "indlæg", "beitrag", "publication"}


def read_post(lines: list[str], line: int) -> tuple[Entry, list[Entry], list[Unread]]:
    """The post, its comments, and what is no comment among them. `line` is the first line's number, from 1."""
    parts = [index for index, text in enumerate(lines) if text.startswith("#### ")]
    post, own = Entry(section=0, line=line), lines
    comments: list[Entry] = []
    unread: list[Unread] = []
    _read_content(post, lines[: parts[0] if parts else len(lines)])
    for start, end in pairwise([*parts, len(lines)]):
        if COMMENTS.fullmatch(lines[start]):
            own = lines[:start] + lines[end:]
            comments, unread = _read_comments(lines[start + 1 : end], line + start + 1)
        else:
            _read_bullets(post, lines[start + 1 : end], reactions=end != len(lines))
    post.raw = "\n".join(own)
    return post, comments, unread


def _read_content(post: Entry, lines: list[str]) -> None:
    heading = HEADING.fullmatch(lines[0])
    labels = ((index, found) for index, line in enumerate(lines) if index and (found := LABELLED.match(line)))
    place, author = next(labels, (1, None))
    subject = [heading["subject"] if heading else "", *lines[1:place]]
    post.subject = _without_placeholder(" ".join(" ".join(subject).split()), heading["number"] if heading else "")
    if author:
        post.author, post.user_name = author_and_user(author["value"])
    rest = lines[place + 1 :] if author else lines[1:]
    _read_body(post, [line for line in rest if line.strip() and line.rstrip() != "---"])


def _without_placeholder(subject: str, number: str) -> str:
    word, _, counted = subject.rpartition(" ")
    return "" if counted == number and word.casefold() in POST_WORDS else subject


def _read_body(post: Entry, lines: list[str]) -> None:
    """Poll, body, custom fields and attachments, in this order; a line that is none of them goes on with the last."""
    body: list[str] = []
    label = ""
    for line in lines:
        if found := ATTACHMENT.fullmatch(line):
            post.attachments.append(_attachment(found))
        elif found := BULLET.match(line) if label and not post.fields.get(label) else None:
            post.fields.pop(label, None)
            post.poll = post.poll or Poll(label, {})
            post.poll.votes[found["label"]] = _votes(found["value"])
        elif (found := LABELLED.match(line)) and not html.is_html(line):
            label = found["label"]
            post.fields[label] = " ".join(found["value"].split())
        elif label in post.fields and not html.is_html(line):
            post.fields[label] = f"{post.fields[label]}\n{line.strip()}".strip()
        else:
            body.append(line)
            label = ""
    post.body = html.to_text("\n".join(body)) if body and html.is_html(body[0]) else html.trim("\n".join(body))


def _votes(text: str) -> int:
    found = VOTES.search(text)
    return int(re.sub(r"\D", "", found[0])) if found else 0


def _attachment(found: re.Match[str]) -> Attachment:
    """Labelled with one word and perhaps a number by Padlet; anything longer is a caption."""
    unnamed = re.fullmatch(r"\S+( \d+)?", found["label"])
    return attachment(found["url"], "" if unnamed else found["label"])


def _read_comments(lines: list[str], first: int) -> tuple[list[Entry], list[Unread]]:
    comments: list[Entry] = []
    unread: list[Unread] = []
    for number, line in enumerate(lines, first):
        if comment := _comment(line):
            comment.line = number
            comments.append(comment)
        elif line.strip():
            unread.append(Unread(line, number))
    return comments, unread


def _comment(line: str) -> Entry | None:
    """`- **name** (date): text`. The name may hold stars and brackets, so the date is what tells where it ends."""
    for found in COMMENT_DATE.finditer(line) if line.startswith("- **") else ():
        if stamp := stamps.parse(found["date"]):
            comment = Entry(0, "comment", author=line[4 : found.start()].strip(), written=stamp, raw=line)
            text = line[found.end() :]
            while attached := COMMENT_ATTACHMENT.match(text):
                comment.attachments.append(_attachment(attached))
                text = text[attached.end() :]
            comment.body = html.trim(text)
            return comment
    return None


def _read_bullets(post: Entry, lines: list[str], *, reactions: bool) -> None:
    """Reactions, or in a post's last part its colour and its times: written first, then edited."""
    for found in filter(None, map(BULLET.match, lines)):
        label, value = found["label"], found["value"].strip()
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

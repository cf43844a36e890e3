"""What a print of the invented wall tells: less than the other formats do."""

from posts.walls.wall import Wall
from tests.walls.wall import SECTIONS


def found(wall: Wall) -> list[tuple]:
    return [
        (wall.sections[entry.section].title, entry.kind, entry.author, entry.written.clock, entry.body)
        for entry in wall.entries
    ]


def expected(*, emoji: str) -> list[tuple]:
    """Authors of posts in capitals, subjects as first lines; the font had no sign for an emoji."""
    rows = []
    for section in SECTIONS:
        for post in section.posts:
            lines = [post.subject] * bool(post.subject) + post.lines
            body = "\n".join(lines).replace("🙂 ", emoji)
            rows.append((section.title, "post", post.label.upper(), post.written, body))
            rows += [(section.title, "comment", note.author, note.written, note.text) for note in post.comments]
    return rows

"""What a print of the invented wall holds, which is less than in the other formats."""

from posts.walls.wall import Wall
from tests.posts.walls.wall import SECTIONS


def rows_of(wall: Wall) -> list[tuple]:
    return [
        (
            wall.sections[entry.section].title,
            entry.kind,
            entry.author,
            entry.written.clock,
            f"{entry.subject}\n{entry.body}".strip(),
        )
        for entry in wall.entries
    ]


def expected(*, emoji: str) -> list[tuple]:
    """Authors of posts are in capitals, subjects may be first lines, and the font has no glyph for an emoji."""
    rows = []
    for section in SECTIONS:
        for post in section.posts:
            lines = [post.subject] * bool(post.subject) + post.lines
            body = "\n".join(lines).replace("🙂 ", emoji)
            rows.append((section.title, "post", post.label.upper(), post.written, body))
            rows += [(section.title, "comment", note.author, note.written, note.text) for note in post.comments]
    return rows

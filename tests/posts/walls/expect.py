"""What a reader finds of the invented wall, and what it should find, in the same shape."""

from posts.walls import repair
from posts.walls.wall import Wall
from tests.posts.walls.wall import SECTIONS


def posts_of(wall: Wall) -> list[tuple]:
    """Section, subject, body, author, when written and when edited, for each post."""
    return [
        (
            wall.sections[entry.section].title,
            entry.subject,
            entry.body,
            entry.author,
            entry.written.clock if entry.written else None,
            entry.edited.clock if entry.edited else None,
        )
        for entry in wall.entries
        if entry.kind == "post"
    ]


def comments_of(wall: Wall) -> list[tuple]:
    """Place of the post that it answers among the posts, author, text and time, for each comment."""
    posts = [index for index, entry in enumerate(wall.entries) if entry.kind == "post"]
    return [
        (posts.index(entry.reply_to), entry.author, entry.body, entry.written.clock)
        for entry in wall.entries
        if entry.kind == "comment"
    ]


def expected_posts(*, sections: bool = True) -> list[tuple]:
    return [
        (section.title if sections else "", post.subject, "\n".join(post.lines), post.author, post.written, post.edited)
        for section in SECTIONS
        for post in section.posts
    ]


def expected_comments() -> list[tuple]:
    posts = [post for section in SECTIONS for post in section.posts]
    return [
        (place, comment.author, comment.text, comment.written)
        for place, post in enumerate(posts)
        for comment in post.comments
    ]


def undone(text: str, pairs: list[tuple[str, str]], refused: set[tuple[str, str]] | None = None) -> str:
    """The text with its refused repairs undone; with all of them undone where `refused` is left out."""
    texts, _ = repair.undo([text], pairs, set(pairs) if refused is None else refused)
    return texts[0]

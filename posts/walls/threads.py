"""Comments under the posts they answer; and tables to a Wall, sections in the order they appear."""

from collections import defaultdict

from posts.walls.columns import Note, Table
from posts.walls.headings import fold
from posts.walls.wall import Entry, Section, Wall


def hang(wall: Wall, section: int, post: Entry, comments: list[Entry]) -> None:
    """Adds a post with its comments under it, or a comment whose post is not known."""
    place = len(wall.entries)
    for entry in (post, *comments):
        entry.section, entry.reply_to = section, None if entry is post else place
        wall.entries.append(entry)


def assemble(format: str, tables: list[Table]) -> Wall:
    posts = [note for table in tables for note in table.notes if note.entry.kind == "post"]
    comments = [note for table in tables for note in table.notes if note.entry.kind == "comment"]
    wall = Wall(format, title=next((table.title for table in tables if table.title), ""))
    wall.unread = [piece for table in tables for piece in table.unread]
    wall.columns = list({column.name: column for table in tables for column in table.columns}.values())
    sections: dict[str, int] = {}
    threads, loose = _threads(posts, comments)
    for index, post in enumerate(posts):
        hang(wall, sections.setdefault(post.section, len(sections)), post.entry, threads[index])
    for comment in loose:
        hang(wall, sections.setdefault(comment.section, len(sections)), comment.entry, [])
    wall.sections = [Section(title) for title in sections]
    return wall


def _threads(posts: list[Note], comments: list[Note]) -> tuple[dict[int, list[Entry]], list[Note]]:
    """Comments by the index of their post: told by its number, else by a subject that only one post has."""
    by_number = {post.number: index for index, post in enumerate(posts) if post.number}
    by_subject: dict[str, list[int]] = defaultdict(list)
    for index, post in enumerate(posts):
        by_subject[fold(post.entry.subject)].append(index)
    threads: dict[int, list[Entry]] = defaultdict(list)
    loose: list[Note] = []
    for comment in comments:
        same_subject = by_subject[fold(comment.parent)] if comment.parent else []
        parent = by_number.get(comment.number, same_subject[0] if len(same_subject) == 1 else None)
        if parent is None:
            loose.append(comment)
        else:
            threads[parent].append(comment.entry)
    return threads, loose

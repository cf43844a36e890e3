"""Puts comments under the posts they answer, and joins tables into a Wall."""

from collections import defaultdict

from posts.walls.columns import SourceTable, TableNote
from posts.walls.headings import fold
from posts.walls.wall import Entry, Section, Wall, WallQuestion


def add_thread(wall: Wall, section: int, post: Entry, comments: list[Entry]) -> None:
    """Adds a post and its comments to a wall. `post` may also be a comment whose post is not known."""
    post_index = len(wall.entries)
    for entry in (post, *comments):
        entry.section, entry.reply_to = section, None if entry is post else post_index
        wall.entries.append(entry)


def assemble(format: str, tables: list[SourceTable]) -> Wall:
    """A wall of all notes in the tables, with its sections in the order in which they appear."""
    posts = [note for table in tables for note in table.notes if note.entry.kind == "post"]
    comments = [note for table in tables for note in table.notes if note.entry.kind == "comment"]
    if not posts and not any(note.number or note.parent for note in comments):  # all that the tables say
        posts, comments = comments, []
        for note in posts:
            note.entry.kind = "post"
    wall = Wall(format, title=next((table.title for table in tables if table.title), ""))
    wall.unread = [piece for table in tables for piece in table.unread]
    wall.text_columns = [name for table in tables for name, role in table.named if role in ("body", "comment")]
    wall.alarms = [alarm for table in tables for alarm in table.alarms]
    wall.columns = list({column.name: column for table in tables for column in table.columns}.values())
    sections: dict[str, int] = {}
    threads, orphans = _threads(posts, comments)
    for index, post in enumerate(posts):
        add_thread(wall, sections.setdefault(post.section, len(sections)), post.entry, threads[index])
    for comment in orphans:
        add_thread(wall, sections.setdefault(comment.section, len(sections)), comment.entry, [])
    wall.sections = [Section(title) for title in sections]
    for number, text in dict.fromkeys((e.section, e.question) for e in wall.entries if e.question):
        wall.sections[number].questions.append(WallQuestion(text))
    return wall


def _threads(posts: list[TableNote], comments: list[TableNote]) -> tuple[dict[int, list[Entry]], list[TableNote]]:
    """Comments by the index of their post, and the comments without one.

    A comment names its post by a number, or else a subject, that only one post has. Two walls may both have a number 1.
    """
    by_number: dict[str, list[int]] = defaultdict(list)
    by_subject: dict[str, list[int]] = defaultdict(list)
    for index, post in enumerate(posts):
        by_number[post.number].append(index)
        by_subject[fold(post.entry.subject)].append(index)
    threads: dict[int, list[Entry]] = defaultdict(list)
    orphans: list[TableNote] = []
    for comment in comments:
        same_number = by_number[comment.number] if comment.number else []
        same_subject = by_subject[fold(comment.parent)] if comment.parent else []
        parent = next((same[0] for same in (same_number, same_subject) if len(same) == 1), None)
        if parent is None:
            orphans.append(comment)
        else:
            threads[parent].append(comment.entry)
    return threads, orphans

import io
import time

import pytest

from posts.importing.confirm import confirm
from posts.importing.plan import ImportPlan
from posts.importing.progress import CLEAR, Progress
from posts.models import Import, Post, Source
from posts.walls.reader import read
from tests.posts.walls import make_markdown
from tests.posts.walls.wall import POSTS

DEADLINE = 10  # seconds


class Stream(io.StringIO):
    def __init__(self, *, terminal: bool):
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def until(stream: Stream, text: str) -> None:
    end = time.monotonic() + DEADLINE
    while text not in stream.getvalue():
        assert time.monotonic() < end, stream.getvalue()
        time.sleep(0.01)


def test_a_terminal_gets_one_line_that_changes_and_goes_away():
    stream = Stream(terminal=True)
    with Progress(stream, "Reading vegg.csv…", first=0, every=0.01) as progress:
        until(stream, f"{CLEAR}Reading vegg.csv… (")
        progress.sentence = "Writing the notes: 2 of 3."
        until(stream, f"{CLEAR}Writing the notes: 2 of 3. (")
    assert "\n" not in stream.getvalue()
    assert stream.getvalue().endswith(CLEAR)


def test_a_log_gets_whole_lines():
    stream = Stream(terminal=False)
    with Progress(stream, "Reading vegg.csv…", first=0, every=0.01):
        until(stream, " s)\nReading vegg.csv… (")
    assert CLEAR not in stream.getvalue()


@pytest.mark.parametrize("terminal", [False, True])
def test_what_is_short_says_nothing(terminal):
    stream = Stream(terminal=terminal)
    with Progress(stream, "Reading vegg.csv…", first=DEADLINE):
        pass
    assert stream.getvalue() == ""


def test_an_error_ends_the_line():
    stream = Stream(terminal=True)
    with pytest.raises(ValueError, match="x"), Progress(stream, "Reading", first=0, every=0.01) as progress:
        until(stream, "Reading")
        raise ValueError("x")
    assert not progress.thread.is_alive()


@pytest.mark.django_db
def test_notes_are_written_some_at_a_time_and_comments_answer_their_notes(monkeypatch):
    monkeypatch.setattr("posts.importing.loader.BATCH", 3)
    data = make_markdown.markdown().encode()
    counts = []
    imported = Import.objects.keep(read(data, "x.md"), data=data, name="x.md")
    seminar = confirm(imported, count=lambda done, of: counts.append((done, of)))
    posts = list(seminar.posts.order_by("position"))
    of = len(imported.wall.entries) - len(ImportPlan.of(imported).empty_entries)
    assert counts == [*((done, of) for done in range(3, of, 3)), (of, of)]
    assert [post.position for post in posts] == list(range(of))
    assert Source.objects.filter(post__in=posts).count() == of
    answered = [post.reply_to.author for post in posts if post.kind == Post.Kind.COMMENT]
    assert answered == [post.author for post in POSTS for comment in post.comments if comment.text]
    assert of > 3 * 3

"""What a board of 5,000 notes costs the server, beside ones of 500 and of 50, and beside plain SQL for the same rows.

`make bench`. Queries, bytes and milliseconds (the median of ten, or of three on the largest) for the first screen, for
one more, for what an open board asks when something changed, and for one theme on one note; then for the stage, the
summary and the room. In the process itself: no network, no browser. With LONG=1 also of 50,000 notes.
"""

import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import django
from django.conf import settings
from django.db import connection, reset_queries
from django.test.utils import override_settings

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))
SETTINGS = {
    "SECRET_KEY": "only-for-this-benchmark-" * 3,
    "ALLOWED_HOSTS": "testserver",
    "DJANGO_SETTINGS_MODULE": "seminar.settings",
    "LOG_LEVEL": "ERROR",
}
SIZES, TIMES = (50, 500, 5000, *([50_000] if os.environ.get("LONG") else [])), 10
ROW = "{:<28}" + "{:>10}" * 4
RESULTS = {"first": "first screen after a start", "screen": "first screen"}
RESULTS |= {"card": "one card and the counts", "tag": "one tag"}
RESULTS |= {"stage": "stage", "summary": "summary", "room": "room"}
ROWS = """SELECT p.id, p.body, p.subject, p.author, g.name, r.title FROM posts_post p
  LEFT JOIN seminar_group g ON g.id = p.group_id JOIN seminar_dialogueround r ON r.id = p.round_id
  WHERE p.seminar_id = %s AND p.state = 'visible' ORDER BY r.number, g.number, p.position, p.id LIMIT 50"""


def measure(ask, turns: int) -> tuple[float, float, int, int]:
    """Milliseconds, of them the process's own, queries, bytes."""
    ask(0)
    times, own = [], []
    for turn in range(1, turns + 1):
        reset_queries()
        started, used = time.perf_counter(), time.process_time()
        answer = ask(turn)
        times.append(1000 * (time.perf_counter() - started))
        own.append(1000 * (time.process_time() - used))
        assert answer.status_code == 200, answer.status_code
    return statistics.median(times), statistics.median(own), len(connection.queries_log), len(answer.content)


def asks(seminar) -> dict:
    from django.test import Client
    from django.urls import reverse

    from tests.bench.national import THEMES

    client = Client()
    client.force_login(seminar.members.get().person)
    names = ("board", "board_cards", "board_place", "stage", "summary", "room")
    board, cards, place, *others = (reverse(name, args=[seminar.slug]) for name in names)
    posts, themes = list(seminar.posts.all()[: TIMES + 1]), list(seminar.themes.all())
    middle = seminar.posts.by_table()[min(49, seminar.posts.count() // 2)].pk
    return {
        "first screen after a start": lambda _: after_a_start(client, board),
        "first screen": lambda _: client.get(board, secure=True),
        "first screen, newest first": lambda _: client.get(board, {"order": "newest"}, secure=True),
        "first screen, unread first": lambda _: client.get(board, {"order": "unread"}, secure=True),
        "one more": lambda _: client.get(board, {"after": middle}, secure=True),
        "one card and the counts": lambda _: client.get(cards, {"post": posts[0].pk, "newest": 0}, secure=True),
        "the same, after a change": lambda turn: after_change(seminar, posts[turn], client, cards),
        "one tag": lambda turn: client.post(
            place, {"post": posts[turn].pk, "put": themes[(turn + 3) % THEMES].pk}, secure=True
        ),
    } | {name: lambda _, page=page: client.get(page, secure=True) for name, page in zip(names[3:], others, strict=True)}


def after_a_start(client, board):
    """The first reader after the server has started pays for those who follow."""
    from seminar.models.until_changed import values
    from seminar.server.fragments import fragments
    from themes.suggestions import cache

    for remembered in (values, fragments, cache._indexes):
        remembered.clear()
    return client.get(board, secure=True)


def after_change(seminar, post, client, cards):
    """The first reader after a tag pays for those who follow."""
    theme = seminar.themes.exclude(placements__post=post).first()
    theme.add_post(post)
    return client.get(cards, {"post": post.pk, "newest": 0}, secure=True)


def raw(seminar) -> float:
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(ROWS, [seminar.pk])
            cursor.fetchall()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def main() -> None:
    os.environ.update(SETTINGS)
    os.environ.pop("DEBUG", None)
    django.setup()
    from tests.bench.common import result
    from tests.bench.national import national

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing has been collected
        stack.enter_context(override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}))
        previous = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = f"{folder}/bench.sqlite3"
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        stack.callback(connection.creation.destroy_test_db, previous, verbosity=0)
        connection.force_debug_cursor = True  # counts the queries
        print(connection.display_name)
        figures: dict[str, list[str]] = {}
        for size in SIZES:
            seminar = national(size)
            print("\n" + ROW.format(f"{size} notes", "ms", "CPU ms", "queries", "KB"))
            for name, ask in asks(seminar).items():
                ms, own, queries, size_ = measure(ask, TIMES if size <= 5000 else 3)
                print(ROW.format(name, f"{ms:.1f}", f"{own:.1f}", queries, f"{size_ / 1024:.0f}"), flush=True)
                figures.setdefault(name, []).append(
                    f"{own:.1f}" + (f" ({queries} queries)" if name == "one tag" else "")
                )
            sql = raw(seminar)
            print(ROW.format("SQL alone, first screen", f"{sql:.1f}", "", 1, ""), flush=True)
            figures.setdefault("sql", []).append(f"{sql:.1f}")
        for row, name in RESULTS.items():
            result(
                row, " / ".join(figures[name]) + " ms", " / ".join(figures["sql"]) + " ms" if row == "screen" else ""
            )


if __name__ == "__main__":
    main()

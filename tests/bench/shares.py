"""Where the processor's time goes in a save, a scribe's page, the board's first screen and a tag.

`make bench PART=shares`. The time of each kind of code as Python's profiler sees it, which makes calls of small
functions dearer than they are, scaled to the time that the request takes without the profiler.
"""

import cProfile
import pstats
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import ground

from django.db import connection  # isort: skip
from django.test import Client  # isort: skip
from django.urls import reverse  # isort: skip

from tests.bench.national import THEMES, national
from tests.bench.scribe import ScribeRequests

NOTES, TIMES = 500, 100
KINDS = {  # of code, by what is in the path of its file; the first that fits
    "templates": ("/django/template", "/templatetags/", "/lucide/"),
    "making SQL, rows": ("/django/db/", "/prepared.py"),
    "the database": ("sqlite3", "psycopg", "pq/"),
    "rest of Django": ("/django/", "/allauth/", "/django_htmx/", "/whitenoise/"),
    "our own": ("/seminar/", "/posts/", "/themes/"),
}
ROW = "{:<22}" + "{:>20}" * 4


def kind_of(place: tuple[str, int, str]) -> str:
    path, _line, name = place
    if path == "~" and (name.endswith("execute>") or "sqlite3" in name or "psycopg" in name or "SQLiteCursor" in name):
        return "the database"
    return next((kind for kind, parts in KINDS.items() if any(part in path for part in parts)), "Python")


def shares(ask) -> dict[str, float]:
    """Milliseconds by kind of code, and in all. What is built into Python counts for whoever called it."""
    for _ in range(10):
        ask()
    times = []
    for _ in range(TIMES):
        began = time.process_time()
        ask()
        times.append(1000 * (time.process_time() - began))
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(TIMES):
        ask()
    profile.disable()
    kinds: Counter[str] = Counter()
    for place, (_calls, _all, own, _sum, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if kind_of(place) == "Python" and callers:
            for caller, (_calls, _all, there, _sum) in callers.items():
                kinds[kind_of(caller)] += there
        else:
            kinds[kind_of(place)] += own
    whole = statistics.median(times)
    return {kind: whole * seconds / kinds.total() for kind, seconds in kinds.items()} | {"in all": whole}


def main() -> None:
    with ground():
        seminar = national(NOTES)
        scribe, client = ScribeRequests(seminar), Client(SERVER_NAME="127.0.0.1")
        client.force_login(seminar.members.get().person)
        board, place = (reverse(name, args=[seminar.slug]) for name in ("board", "board_place"))
        posts, themes = [*seminar.posts.all()], [*seminar.themes.all()]
        turn = iter(range(10**6))

        def tag() -> None:
            number = next(turn)
            put = {"post": posts[number % NOTES].pk, "put": themes[(number * 7 + 3) % THEMES].pk}
            assert client.post(place, put, secure=True).status_code == 200

        def screen() -> None:
            assert client.get(board, secure=True).status_code == 200

        asks = {"a note": scribe.note, "the scribe's page": scribe.page, "the board": screen, "a tag": tag}
        columns = {name: shares(ask) for name, ask in asks.items()}
        print(f"{connection.display_name}, {NOTES} notes, ms of processor\n")
        print(ROW.format("", *columns))
        for kind in [*KINDS, "Python", "in all"]:
            print(ROW.format(kind, *(f"{column.get(kind, 0):.2f}" for column in columns.values())))


if __name__ == "__main__":
    main()

"""Each format of the summary for a thousand and ten thousand notes: time, and the most memory of its process.

`make bench`, or with other sizes and formats: `exports.py 100000 csv json`. COPY of the notes to CSV in the same run is
the least that writing can cost; on SQLite it is a SELECT into a CSV file. Each format is written by its own process,
which says how much more memory it has at its peak than before it began. What Typst takes in its own process is added.
"""

import csv
import io
import os
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryFile

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.ground import ground

from django.db import connection  # isort: skip

from posts.models import Post
from seminar.models import Group, Seminar
from themes.models import Placement, Theme
from themes.summary.formats import WRITERS
from themes.summary.formats.pdf import MOST_NOTES

SIZES = [int(word) for word in sys.argv[1:] if word.isdecimal()] or [1_000, 10_000]
FORMATS = [word for word in sys.argv[1:] if not word.isdecimal()]
ROW = "{:<8}{:>10}{:>10}{:>12}{:>12}{:>10}"
COLUMNS = ("notes", "format", "s", "x COPY", "more MB", "file MB")
THEMES, GROUPS = 20, 200


def seminar_of(size: int) -> Seminar:
    """Notes of two hundred groups under twenty themes, two for each note."""
    seminar = Seminar.objects.start(title=f"Biblioteket {size}", language="nb")
    round = seminar.rounds.create(seminar=seminar, number=1, title="Hva savner dere?")
    groups = Group.objects.add_many([{"name": f"Bord {number}"} for number in range(GROUPS)], seminar=seminar)
    themes = Theme.objects.add_all([{"name": f"Tema {number}"} for number in range(THEMES)], seminar=seminar)
    posts = Post.objects.bulk_create(
        Post(
            seminar=seminar,
            round=round,
            group=groups[number % GROUPS],
            position=number,
            body=f"Vi vil øve i låven hver torsdag hele vinteren, og vi lager kaffe selv. Det er sak {number}.",
        )
        for number in range(size)
    )
    Placement.objects.bulk_create(
        Placement(seminar=seminar, theme=themes[(number + step) % THEMES], post=post)
        for number, post in enumerate(posts)
        for step in (0, 7)
    )
    return seminar


def copy(seminar: Seminar) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            query = f"COPY (SELECT * FROM posts_post WHERE seminar_id = {seminar.pk}) TO STDOUT WITH CSV"
            with cursor.copy(query) as source:
                b"".join(bytes(part) for part in source)
        else:
            cursor.execute("SELECT * FROM posts_post WHERE seminar_id = %s", [seminar.pk])
            csv.writer(io.StringIO()).writerows(cursor.fetchall())


def written(seminar: Seminar, format: str) -> tuple[float, float, float]:
    """Seconds, and MB of memory and of the file, measured in a process of its own."""
    reading, writing = os.pipe()
    connection.close()
    child = os.fork()
    if child == 0:
        before = memory(resource.RUSAGE_SELF)
        start = time.perf_counter()
        with TemporaryFile() as file:
            file.writelines(WRITERS[format].pieces(Seminar.objects.get(pk=seminar.pk)))
            size = file.tell()
        seconds = time.perf_counter() - start
        more = memory(resource.RUSAGE_SELF) - before + memory(resource.RUSAGE_CHILDREN)
        os.write(writing, f"{seconds} {more} {size / 1e6}".encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as answer:
        return tuple(map(float, answer.read().split()))


def memory(whose: int) -> float:
    return resource.getrusage(whose).ru_maxrss / 1024


def run(size: int) -> None:
    seminar = seminar_of(size)
    start = time.perf_counter()
    copy(seminar)
    least = time.perf_counter() - start
    print(ROW.format(size, "COPY", f"{least:.3f}", "1", "", ""), flush=True)
    for format in FORMATS or WRITERS:
        if format == "pdf" and size > MOST_NOTES:
            print(ROW.format(size, format, "refused", "", "", ""), flush=True)
            continue
        seconds, more, file = written(seminar, format)
        figures = (f"{seconds:.2f}", f"{seconds / least:.0f}", f"{more:.0f}", f"{file:.1f}")
        print(ROW.format(size, format, *figures), flush=True)


if __name__ == "__main__":
    with ground():
        print(connection.vendor)
        print(ROW.format(*COLUMNS))
        for size in SIZES:
            run(size)

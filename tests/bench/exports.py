"""Each format of the summary for several sizes of a seminar: time, and the most memory of the process that writes it.

`make bench` takes 1,000 and 10,000 notes of every format, and 100,000 of some; or name sizes and formats: `exports.py
100000 csv json`. COPY of the notes to CSV in the same run is the least that writing can cost; on SQLite it is a
SELECT into a CSV file. Each format is written by its own process, which says how much more memory it has at its peak
than before it began. What Typst takes in its own process is added.

"bare" is the least that the format can cost in this language: the same rows, already read, through the writer alone.
"rows" is the least that reading can: what the CSV file asks of the database, asked again by the driver alone.
"""

import csv
import gc
import io
import os
import resource
import sys
import time
import zipfile
from pathlib import Path
from tempfile import TemporaryFile

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import ground, result

import msgspec  # isort: skip
from django.db import connection  # isort: skip

from posts.models import Post
from seminar.models import Group, Seminar
from themes.models import Placement, Theme
from themes.summary.formats import WRITERS
from themes.summary.formats.pdf import MOST_NOTES
from themes.summary.formats.xlsx import LEVEL, write_sheet
from themes.summary.sheets import Sheet
from themes.summary.summary import Summary
from themes.summary.table import note_rows

SIZES = [int(word) for word in sys.argv[1:] if word.isdecimal()] or [1_000, 10_000, 100_000]
FORMATS = [word for word in sys.argv[1:] if not word.isdecimal()]
ROW = "{:<8}{:>10}{:>10}{:>12}{:>12}{:>10}{:>10}"
COLUMNS = ("notes", "format", "s", "x COPY", "more MB", "file MB", "CPU s")
THEMES, GROUPS = 20, 200
COMPARED = 10_000  # notes, in the table with goals
MOST_BARE = 10_000  # notes, since their rows are all in memory
LARGE = ["csv", "xlsx", "json", "docx"]  # formats of which there are goals for more


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


def written(seminar: Seminar, format: str) -> tuple[float, float, float, float]:
    """Seconds, MB of memory and of the file, and seconds of processor, measured in a process of its own."""
    reading, writing = os.pipe()
    connection.close()
    child = os.fork()
    if child == 0:
        gc.freeze()  # as the server does; a collection of all that is loaded would come in some files and not in others
        before = memory(resource.RUSAGE_SELF)
        start, busy = time.perf_counter(), processor()
        with TemporaryFile() as file:
            file.writelines(WRITERS[format].pieces(Seminar.objects.get(pk=seminar.pk)))
            size = file.tell()
        seconds, busy = time.perf_counter() - start, processor() - busy
        more = memory(resource.RUSAGE_SELF) - before + memory(resource.RUSAGE_CHILDREN)
        os.write(writing, f"{seconds} {more} {size / 1e6} {busy}".encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as answer:
        return tuple(map(float, answer.read().split()))


def rows(seminar: Seminar) -> tuple[float, float]:
    """Seconds, and seconds of processor."""
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        for _piece in WRITERS["csv"].pieces(seminar):
            pass
    start, busy = time.perf_counter(), processor()
    with connection.cursor() as cursor:
        for sql, params in asked:
            if sql.startswith("SELECT"):
                cursor.execute(sql, params)
                cursor.fetchall()
    return time.perf_counter() - start, processor() - busy


def bare(seminar: Seminar) -> None:
    """The rows of the tables through Python's own writer of CSV, our writer of Excel's XML, and the encoder of JSON."""
    summary = Summary.of(seminar)
    cells = [["" if cell is None else str(cell) for cell in row] for row in note_rows(summary)]
    data = [msgspec.to_builtins(note) for note in summary.notes]
    writers = {
        "csv": lambda: csv.writer(io.StringIO(), quoting=csv.QUOTE_ALL).writerows(cells),
        "xlsx": lambda: write_sheet(zipfile.ZipFile(io.BytesIO(), "w", 8, compresslevel=LEVEL), "a", Sheet("a", cells)),
        "json": lambda: [msgspec.json.encode(one) for one in data],
    }
    for name, write in writers.items():
        if not FORMATS or name in FORMATS:
            start, busy = time.perf_counter(), processor()
            write()
            seconds, busy = time.perf_counter() - start, processor() - busy
            print(ROW.format(len(data), f"{name} bare", f"{seconds:.3f}", "", "", "", f"{busy:.2f}"), flush=True)


def processor() -> float:
    """Seconds, with those of Typst. A busy machine changes them less than those on the clock."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def memory(whose: int) -> float:
    return resource.getrusage(whose).ru_maxrss / 1024


def run(size: int) -> None:
    seminar = seminar_of(size)
    start, busy = time.perf_counter(), processor()
    copy(seminar)
    least = time.perf_counter() - start
    print(ROW.format(size, "COPY", f"{least:.3f}", "1", "", "", f"{processor() - busy:.3f}"), flush=True)
    seconds, busy = rows(seminar)
    print(ROW.format(size, "rows", f"{seconds:.3f}", f"{seconds / least:.0f}", "", "", f"{busy:.3f}"), flush=True)
    if size <= MOST_BARE:
        bare(seminar)
    for format in FORMATS or (WRITERS if size <= MOST_BARE else LARGE):
        if format == "pdf" and size > MOST_NOTES:
            print(ROW.format(size, format, "refused", "", "", "", ""), flush=True)
            continue
        seconds, more, file, busy = written(seminar, format)
        figures = (f"{seconds:.2f}", f"{seconds / least:.0f}", f"{more:.0f}", f"{file:.1f}", f"{busy:.2f}")
        print(ROW.format(size, format, *figures), flush=True)
        if size == COMPARED:
            result(f"export-{format}", f"{seconds:.2f} s, {seconds / least:.0f}x, {more:.0f} MB", f"{least:.3f} s")


if __name__ == "__main__":
    with ground():
        print(connection.vendor)
        print(ROW.format(*COLUMNS))
        for size in SIZES:
            run(size)

"""A wall of ten thousand notes: what reading, preview and writing cost, in CPU and memory.

`make bench`, or with other sizes: `imports.py 1000`. COPY of the rows that the import wrote into the same tables, in
the same run, is the least that writing can cost; on SQLite it is an INSERT … SELECT.
"""

import csv
import resource
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import ground, result

from django.db import connection, transaction  # isort: skip

from posts.importing.confirm import confirm
from posts.importing.plan import ImportPlan
from posts.importing.repairs import repairs_by_kind
from posts.models import Import
from posts.walls.refused import Refused
from posts.walls.sandbox import TIMES, parse

SIZES = [int(number) for number in sys.argv[1:]] or [10_000]
HEADINGS = ["Section", "Subject", "Body", "Author", "Created at (UTC)"]
TABLES = ("posts_post", "posts_source")
ROW = "{:<12}" + "{:>12}" * 8
COLUMNS = ("notes", "read s", "keep s", "preview s", "write s", "COPY s", "write/COPY", "CPU s", "most MB")


def wall(size: int) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for number in range(size):
        body = f"Vi vil øve i låven hver torsdag hele vinteren, og vi lager kaffe selv. Det er sak {number}."
        clock = f"2026-02-{1 + number // 1440 % 28:02} {number // 60 % 24:02}:{number % 60:02}:00"
        writer.writerow([f"Del {number % 5}", "", body, f"Bord {number % 200}", clock])
    return text.getvalue().encode()


def cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))


def timed(action: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def look(imported: Import) -> tuple:
    plan = ImportPlan.of(imported)
    assert len(plan.matches.new) == len(plan.wall.entries)
    return plan, plan.proposals, plan.rounds, repairs_by_kind(plan.wall)


@contextmanager
def undone():
    """Writes that leave nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def copy(rows: dict[str, bytes]) -> None:
    """The same rows into the same tables, with their indexes and constraints."""
    with connection.cursor() as cursor:
        for table in reversed(TABLES):
            cursor.execute(f"DELETE FROM {table}")
        for table in TABLES:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} FROM STDIN") as target:
                    target.write(rows[table])
            else:
                cursor.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")


def rows_of(table: str) -> bytes:
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")
            return b""
        with cursor.copy(f"COPY {table} TO STDOUT") as source:
            return b"".join(bytes(part) for part in source)


def run(size: int) -> None:
    data = wall(size)
    used = cpu()
    try:
        read, parsed = timed(lambda: parse(data, "bench.csv", TIMES))
    except Refused as refused:
        print(f"{size:<12}refused: {refused.code}", flush=True)
        return
    keep, imported = timed(lambda: Import.objects.keep(parsed, data=data, name="bench.csv"))
    preview, _ = timed(lambda: look(imported))
    write, _ = timed(lambda: confirm(imported))
    used = cpu() - used
    with undone():
        rows = {table: rows_of(table) for table in TABLES}
        least, _ = timed(lambda: copy(rows))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = (f"{seconds:.2f}" for seconds in (read, keep, preview, write, least))
    print(ROW.format(size, *times, f"{write / least:.1f}", f"{used:.1f}", f"{most:.0f}"), flush=True)
    if size == SIZES[-1]:
        result("import", f"{used:.1f} s of processor, writing {write / least:.1f}x", f"{least:.2f} s")
    imported.undo()


if __name__ == "__main__":
    with ground():
        print(connection.vendor)
        print(ROW.format(*COLUMNS))
        for size in SIZES:
            run(size)

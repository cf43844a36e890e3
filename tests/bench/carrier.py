"""What it costs to carry the news of a change from one process to the others: PostgreSQL's NOTIFY beside Redis.

`make bench`. Processes commit what a save commits, two rows, as fast as they can, each in a seminar of its own: without
news, with NOTIFY in the transaction, and with PUBLISH to Redis after the commit. Others listen. The delay is that from
before the commit to when a listener has the news. PostgreSQL only; Redis at its usual port.
"""

import multiprocessing
import socket
import statistics
import sys
from pathlib import Path
from time import monotonic

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import ground, load

import psycopg  # isort: skip
from django.db import connection  # isort: skip
from psycopg.conninfo import make_conninfo  # isort: skip

from seminar.live.listening import connection_parameters

WRITERS, LISTENERS, SECONDS, REPEATS = 4, 4, 4, 3
TEXT = "Vi vil ha ein benk ved brua, og lys på vegen dit. " * 6
REDIS = ("127.0.0.1", 6379)
CHANNEL = "carrier"
TABLES = """
CREATE TABLE IF NOT EXISTS carrier_post (id bigserial PRIMARY KEY, seminar int, body text);
CREATE TABLE IF NOT EXISTS carrier_change (
    id bigserial PRIMARY KEY, seminar int, post bigint, made timestamptz DEFAULT now()
);
"""


def redis(*words: str) -> bytes:
    """A command in Redis' protocol (RESP 2)."""
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word.encode()) for word in words)


def write(database: str, carrier: str, seminar: int, start, results) -> None:
    with psycopg.connect(database) as connection, socket.create_connection(REDIS) as news:
        start.wait()
        end, commits = monotonic() + SECONDS, 0
        while monotonic() < end:
            message = f"[{seminar}, {monotonic()}]"
            with connection.transaction():
                post = connection.execute(
                    "INSERT INTO carrier_post (seminar, body) VALUES (%s, %s) RETURNING id", (seminar, TEXT)
                ).fetchone()[0]
                connection.execute("INSERT INTO carrier_change (seminar, post) VALUES (%s, %s)", (seminar, post))
                if carrier == "NOTIFY":
                    connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, message))
            if carrier == "Redis":
                news.sendall(redis("PUBLISH", CHANNEL, message))
                news.recv(64)
            commits += 1
    results.put(("commits", commits))


def listen(database: str, carrier: str, ready, results) -> None:
    delays = []
    messages = notified(database, ready) if carrier == "NOTIFY" else published(ready)
    for message in messages:
        delays.append(monotonic() - float(message.strip("[]").split(", ")[1]))
    results.put(("delays", delays))


def notified(database: str, ready):
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        ready.wait()
        for notification in connection.notifies(timeout=SECONDS + 2):
            yield notification.payload


def published(ready):
    with socket.create_connection(REDIS) as news:
        news.sendall(redis("SUBSCRIBE", CHANNEL))
        lines = news.makefile("r", newline="\r\n")
        for _ in range(6):
            lines.readline()
        ready.wait()
        news.settimeout(SECONDS + 2)
        end = monotonic() + SECONDS + 1
        try:
            while monotonic() < end:
                if (line := lines.readline().rstrip()).startswith("["):
                    yield line
        except TimeoutError:
            return


def run(database: str, carrier: str) -> tuple[float, list[float]]:
    """Commits a second, and the delays in seconds."""
    listeners = LISTENERS if carrier else 0
    results, start = multiprocessing.Queue(), multiprocessing.Barrier(WRITERS + listeners)
    processes = [
        multiprocessing.Process(target=write, args=(database, carrier, number, start, results))
        for number in range(WRITERS)
    ] + [multiprocessing.Process(target=listen, args=(database, carrier, start, results)) for _ in range(listeners)]
    for process in processes:
        process.start()
    found = [results.get(timeout=SECONDS + 30) for _ in processes]
    for process in processes:
        process.join()
    commits = sum(number for kind, number in found if kind == "commits")
    delays = [delay for kind, some in found if kind == "delays" for delay in some]
    if carrier and len(delays) != commits * LISTENERS:
        sys.exit(f"{carrier}: {len(delays)} messages came of {commits * LISTENERS}.")
    return commits / SECONDS, delays


def main() -> None:
    if connection.vendor != "postgresql":
        sys.exit("Set DATABASE_URL to a PostgreSQL database.")
    print(f"{load()}; {WRITERS} writers, {LISTENERS} listeners, median of {REPEATS}")
    with ground():
        database = make_conninfo(**connection_parameters())
        connection.cursor().execute(TABLES)
        carriers = ["", "NOTIFY", "Redis"]
        rates, delays = {name: [] for name in carriers}, {name: [] for name in carriers}
        for _ in range(REPEATS):
            for name in carriers:
                rate, some = run(database, name)
                rates[name].append(rate)
                delays[name] += some
        print(f"{'news by':<10}{'commits/s':>12}{'of none':>10}{'p50 ms':>10}{'p99 ms':>10}")
        for name in carriers:
            rate = statistics.median(rates[name])
            share = rate / statistics.median(rates[""])
            cuts = statistics.quantiles(delays[name], n=100) if delays[name] else [0] * 99
            print(f"{name or 'none':<10}{rate:>12.0f}{share:>10.2f}{cuts[49] * 1e3:>10.1f}{cuts[98] * 1e3:>10.1f}")


if __name__ == "__main__":
    main()

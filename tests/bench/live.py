"""From one person's click to everybody's page: how long, for how many, and what an open stream costs.

`make bench`. Notes are put under a theme at a steady pace on the real server, and each reader notes when the change
comes. Beside it, in the same run, the floor: a bare uvloop program that only sends the same bytes to
as many. Load and server share the machine, over loopback, without TLS: compare the ratios, not the milliseconds.
"""

import asyncio
import os
import statistics
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import HERE, SECURE, cpu, ground, memory, result

from django.db import connection, connections  # isort: skip

LOADS = ((300, 20, 100), (1000, 20, 100), (2900, 4, 20))  # readers, posts a second, posts
POSTS = 100
LONGEST = 300  # seconds
COLUMNS = ("", "readers", "p50 ms", "p95 ms", "p99 ms", "CPU us/event", "KB/stream", "threads")
ROW = "{:<12}" + "{:>14}" * 7
TOKEN = "t" * 32


class Floor:
    def follow(self, number: int) -> list[bytes]:
        return [b"GET / HTTP/1.1\r\n\r\n"] * number

    def __init__(self):
        self.process = subprocess.Popen([sys.executable, HERE / "floor.py"], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def posts(self) -> dict[int, bytes]:
        return {subject: b"POST %d" % subject for subject in range(POSTS)}


class Rundebord:
    """The real server, and a seminar whose notes are put under a new theme in each round."""

    def __init__(self, log: Path):
        from tests import make
        from tests.bench.crowd import sessions_of
        from tests.seminar.live.listener import session_of
        from tests.seminar.server.serving import Server

        person = make.person("Aud")
        self.seminar, self.themes = make.seminar(by=person), 0
        for number in range(POSTS):
            make.post(self.seminar, f"Notat {number}: vi treng ein varm stad å vere.")
        self.make, self.session = make, session_of(person)
        self.sessions = sessions_of(person, max(load[0] for load in LOADS))
        server = Server(log)
        self.process, self.port, self.stop = server.process, server.port, server.stop

    def follow(self, number: int) -> list[bytes]:
        """Each with a session of its own."""
        self.seminar.refresh_from_db()
        line = f"GET /s/{self.seminar.slug}/live?after={self.seminar.last_change} HTTP/1.1"
        return [self.head(line).replace(self.session.encode(), key.encode()) for key in self.sessions[:number]]

    def posts(self) -> dict[int, bytes]:
        self.themes += 1
        body = f"csrfmiddlewaretoken={TOKEN}&put={self.make.theme(self.seminar, f'Tema {self.themes}').pk}"
        about = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}", "Connection: close")
        path = f"/s/{self.seminar.slug}/posts/%s/themes/"
        return {
            post.pk: self.head(f"POST {path % post.uid} HTTP/1.1", *about) + body.encode()
            for post in self.seminar.posts.all()
        }

    def head(self, *lines: str) -> bytes:
        """As a proxy with TLS forwards it."""
        cookies = f"Cookie: __Host-sessionid={self.session}; __Host-csrftoken={TOKEN}"
        proxy = ("Host: 127.0.0.1", "Origin: https://127.0.0.1", SECURE.strip(), "HX-Request: true")
        return "\r\n".join([*lines, *proxy, cookies, "", ""]).encode()


async def measure(name: str, server, number: int, each_second: int, most: int) -> list[float]:
    """One row of the table: p50, p95, p99, and the server's own CPU for each event that arrived. No name: no row."""
    from tests.bench.crowd import Readers, post_all

    pid, readers = server.process.pid, Readers()
    posts, follow = await asyncio.to_thread(prepare, server, number)
    empty = memory(pid)
    await readers.come(server.port, follow)
    await asyncio.sleep(1)
    weight, threads, used = (memory(pid) - empty) / number, len(os.listdir(f"/proc/{pid}/task")), cpu(pid)
    posts = dict(list(posts.items())[:most])
    sent = await post_all(server.port, posts, each_second=each_second)
    await asyncio.sleep(1)
    used = cpu(pid) - used
    readers.leave()
    delays = [1000 * (moment - sent[subject]) for subject, arrivals in readers.arrivals.items() for moment in arrivals]
    assert len(delays) == number * len(posts), f"{len(delays)} of {number * len(posts)} events came, or came once"
    cuts = statistics.quantiles(delays, n=100)
    figures = [cuts[49], cuts[94], cuts[98], used * 1e6 / len(delays), weight]
    if name:
        load = f"{number} x {each_second}/s"
        print(ROW.format(name, load, *(f"{figure:.1f}" for figure in figures), threads), flush=True)
    await asyncio.sleep(1)
    return figures


def prepare(server, number: int) -> tuple[dict[int, bytes], list[bytes]]:
    try:
        return server.posts(), server.follow(number)
    finally:
        connections.close_all()


async def compare(floor: Floor, rundebord: Rundebord) -> None:
    for server in (floor, rundebord):
        await measure("", server, 50, 20, 20)  # what is loaded once belongs to no stream
    print(ROW.format(*COLUMNS))
    for load in LOADS:
        lowest = await measure("floor", floor, *load)
        ours = await measure("Rundebord", rundebord, *load)
        ratios = [f"{our / low:.1f}" for our, low in zip(ours, lowest, strict=True)]
        print(ROW.format("  ratio", "", *ratios, ""))
        delays = ("/".join(f"{figure:.0f}" for figure in figures[:3]) + " ms" for figures in (ours, lowest))
        result(f"live-{load[0]}", *delays)
        result(f"event-{load[0]}", *(f"{figures[3]:.0f} us" for figures in (ours, lowest)))
    result("stream", *(f"{figures[4]:.1f} KB" for figures in (ours, lowest)))


def main() -> None:
    with ExitStack() as stack:
        folder = stack.enter_context(ground())
        floor = Floor()
        stack.callback(floor.process.terminate)
        rundebord = Rundebord(folder / "server.log")
        stack.callback(lambda: print(f"\nThe server stopped within {rundebord.stop():.1f} s."))
        print(f"{connection.display_name}\n")
        uvloop.run(asyncio.wait_for(compare(floor, rundebord), LONGEST))


if __name__ == "__main__":
    main()

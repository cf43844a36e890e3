"""As many open streams as one process takes: whether all are there and get the news, and what each weighs.

`make bench PART=streams`. Each is followed by a session of its own. Then a note is placed, which every one of them must
hear of, and the server is stopped while all are open.
"""

import asyncio
import resource
import sys
import time
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import SECURE, cpu, ground, memory, result

from django.db import connection  # isort: skip

from seminar.live.hub import MAX_STREAMS
from tests import make
from tests.bench.crowd import Readers, sessions_of
from tests.seminar.server.serving import Server

BEFORE, LONGEST = 100, 400  # streams that load what is loaded once; seconds


def main() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with ground() as folder:
        aud = make.person("Aud")
        seminar = make.seminar(by=aud)
        theme, post = make.theme(seminar), make.post(seminar)
        head = f"GET /s/{seminar.slug}/live?after={seminar.last_change} HTTP/1.1\r\nHost: 127.0.0.1\r\n{SECURE}"
        requests = [f"{head}Cookie: __Host-sessionid={key}\r\n\r\n".encode() for key in sessions_of(aud, MAX_STREAMS)]
        server = Server(folder / "server.log")
        try:
            figures = uvloop.run(asyncio.wait_for(hold(server, requests, lambda: theme.add_post(post)), LONGEST))
        finally:
            server.stop()
        opened, used, kilobytes, arrived, seconds_to_stop = figures
        print(f"{connection.display_name}\n")
        print(f"{MAX_STREAMS} open after {opened:.0f} s, {1000 * used:.1f} ms of processor and {kilobytes:.1f} KB each")
        print(f"a Change reached all within {arrived:.2f} s; the server stopped within {seconds_to_stop:.1f} s")
        result("streams", f"{MAX_STREAMS:,}, {kilobytes:.1f} KB each")
        result("stop-streams", f"{seconds_to_stop:.1f} s")


async def hold(server: Server, requests: list[bytes], place) -> tuple[float, float, float, float, float]:
    readers, pid = Readers(), server.process.pid
    await readers.come(server.port, requests[:BEFORE])
    await asyncio.sleep(1)
    empty, used, began = memory(pid), cpu(pid), time.perf_counter()
    await readers.come(server.port, requests[BEFORE:])
    opened, used = time.perf_counter() - began, cpu(pid) - used
    await asyncio.sleep(1)
    kilobytes = (memory(pid) - empty) / (len(requests) - BEFORE)
    sent = time.perf_counter()
    await asyncio.to_thread(place)
    while sum(map(len, readers.arrivals.values())) < len(requests):
        await asyncio.sleep(0.1)
    last = max(moment for moments in readers.arrivals.values() for moment in moments)
    return opened, used / (len(requests) - BEFORE), kilobytes, last - sent, await asyncio.to_thread(server.stop)


if __name__ == "__main__":
    main()

"""What it takes to start: until the server answers, also after it was killed, and the memory it then has.

`make bench PART=start`. The packages are installed already; what they weigh is in docs/weight.md.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import cpu, ground, memory, result

from django.db import connection  # isort: skip

from tests.seminar.server.serving import Server

TIMES = 3


def first_page(server: Server) -> None:
    with urlopen(Request(f"{server.url}/healthz", headers={"X-Forwarded-Proto": "https"})) as answer:
        assert answer.status == 200


def main() -> None:
    with ground() as folder:
        print(f"{connection.display_name}\n")
        bare = []
        for _ in range(TIMES):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", "import django, uvicorn, uvloop"], check=True)
            bare.append(time.perf_counter() - began)
        began = time.perf_counter()
        server = Server(folder / "server.log")
        try:
            first_page(server)
            first, used, weight = (
                time.perf_counter() - began,
                cpu(server.process.pid),
                memory(server.process.pid) / 1024,
            )
            again = []
            for _ in range(TIMES):
                server.kill()
                began = time.perf_counter()
                server.start()
                first_page(server)
                again.append(time.perf_counter() - began)
        finally:
            server.stop()
        floor, killed = statistics.median(bare), statistics.median(again)
        print(
            f"first answer after {first:.1f} s, {used:.1f} s of processor, {weight:.0f} MB; after a kill {killed:.1f} s"
        )
        result("start", f"{killed:.1f} s", f"{floor:.1f} s (importing Django and uvicorn)")
        result("memory", f"{weight:.0f} MB")


if __name__ == "__main__":
    main()

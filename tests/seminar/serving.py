"""The real server, `manage.py serve`, as a process of its own on this run's database."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from django.db import connection

ROOT = Path(__file__).parents[2]


class Server:
    def __init__(self, log: Path, port: int | None = None):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        with log.open("a") as out:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": database_url()},
                stdout=out,
                stderr=out,
            )
        until(self.answers, "the server answers", seconds=20)

    def answers(self) -> bool:
        try:
            return urlopen(f"{self.url}/healthz", timeout=1).status == 200
        except (URLError, OSError):
            return False

    def stop(self) -> float:
        """Seconds from the signal to the end."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        return time.monotonic() - started


def database_url() -> str:
    """Of the test database, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    who, secret = quote(database["USER"], safe=""), quote(database["PASSWORD"], safe="")
    return f"postgres://{who}:{secret}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(true, what: str, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"after {seconds} s it is still not so that {what}"
        time.sleep(0.02)

"""The real server, `manage.py serve`, as a process of its own on this run's database."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).parents[3]
# Seconds. Where four tests share two processors and one disk, PostgreSQL may take ten for a commit, and a
# page that waits four times as long as its last answer took is later still.
PATIENCE = 60


class Server:
    """`settings` are added to its environment. `limits` are the most it may use of each resource. `within` is a command
    that runs another, such as one that enters a network namespace, which has the address `host`.
    """

    def __init__(
        self,
        log: Path,
        port: int | None = None,
        settings: dict | None = None,
        limits: dict | None = None,
        host: str = "127.0.0.1",
        within: list[str] | None = None,
    ):
        self.host, self.port, self.within = host, port or free_port(), within or []
        self.url = f"http://{host}:{self.port}"
        self.log, self.settings, self.limits = log, settings or {}, limits or {}
        self.start()

    def start(self) -> None:
        with self.log.open("a") as out:
            self.process = subprocess.Popen(
                [*self.within, sys.executable, "manage.py", "serve", "--host", self.host, "--port", str(self.port)],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": database_url()} | self.files_folder() | self.settings,
                stdout=out,
                stderr=out,
                preexec_fn=self.limit if self.limits else None,
                start_new_session=True,
            )
        until(self.answers, "the server answers", seconds=60)

    def files_folder(self) -> dict[str, str]:
        """Servers of several databases have a folder each, since each removes the files that its own does not know."""
        return {"FILES_FOLDER": str(self.log.parent / "files")}

    def limit(self) -> None:
        for kind, most in self.limits.items():
            resource.setrlimit(kind, (most, most))

    def answers(self) -> bool:
        """It listens when it has started. A request for a page could wait behind many others."""
        assert self.process.poll() is None, self.log.read_text()[-2000:]
        with suppress(OSError), socket.create_connection((self.host, self.port), 1):
            return True
        return False

    @contextmanager
    def with_settings(self, settings: dict):
        """Restarts it with these as well: SQLite allows no second server."""
        previous = self.settings
        self.stop()
        self.settings = previous | settings
        self.start()
        try:
            yield self
        finally:
            self.stop()
            self.settings = previous
            self.start()

    def stop(self) -> float:
        """Seconds from the signal to the end."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        return time.monotonic() - started

    def kill(self) -> None:
        """Kills every process of the server, without a chance to finish. It may have been killed before."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)


def database_url() -> str:
    """The URL of the test database, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user, password = quote(database["USER"], safe=""), quote(database["PASSWORD"], safe="")
    return f"postgres://{user}:{password}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(true, what: str, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"after {seconds} s it is still not so that {what}"
        time.sleep(0.02)

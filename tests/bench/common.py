"""What all benchmarks share: production settings, a database of their own, and the cost of a process."""

import os
import re
import sys
import tempfile
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

import django

HERE = Path(__file__).parent
SETTINGS = {
    "SECRET_KEY": "only-for-this-benchmark-" * 3,
    "ALLOWED_HOSTS": "127.0.0.1",
    "BEHIND_TLS_PROXY": "on",
    "DJANGO_SETTINGS_MODULE": "seminar.settings",
    "LOG_LEVEL": "WARNING",
}
OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()"""
SECURE = "X-Forwarded-Proto: https\r\n"

sys.path.insert(0, str(HERE.parents[1]))
os.environ.update(SETTINGS)
os.environ.pop("DEBUG", None)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402


@contextmanager
def ground():
    """A temporary folder and an empty database."""
    call_command("collectstatic", interactive=False, verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        previous = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = f"{folder}/bench.sqlite3"
        with redirect_stdout(StringIO()):  # it says that the cache's table exists
            connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            yield Path(folder)
        finally:
            if connection.vendor == "postgresql":  # a session of the server that was stopped may end later than it
                with connection.cursor() as cursor:
                    cursor.execute(OTHERS)
            connection.creation.destroy_test_db(previous, verbosity=0)


def memory(pid: int) -> int:
    """KB in use."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])


def cpu(pid: int) -> float:
    """Seconds of processor time so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def result(row: str, ours: str, baseline: str = "") -> None:
    """Prints a figure that run.py puts into the table of all rows, under this name of its ROWS."""
    print(f">> {row} | {ours} | {baseline}", flush=True)


def load() -> str:
    """The machine's load, without which figures mean little."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} when it began"

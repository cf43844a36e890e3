"""A process that reads a stranger's file reaches neither the server's files nor the network."""

import socket
import subprocess
import sys

import pytest

from seminar.server.confinement import ROOT, landlock_version
from tests.conftest import missing

TRY = """
import socket, sys
sys.path.insert(0, sys.argv[1])
import posts.walls.sandbox_worker as worker
worker.read = lambda data, name: [attempt(*one) for one in TRIES]

def attempt(what, call):
    try:
        call()
    except OSError:
        return
    print("reached", what, file=sys.stderr)

TRIES = [
    ("the database", lambda: open(sys.argv[2])),
    ("the environment of the server", lambda: open(f"/proc/{sys.argv[3]}/environ")),
    ("the passwords", lambda: open("/etc/passwd")),
    ("the folder", lambda: __import__("os").listdir(sys.argv[1])),
    ("a new file", lambda: open("/tmp/new-file", "w")),
    ("the network", lambda: socket.create_connection(("127.0.0.1", int(sys.argv[4])), 2)),
    ("another network", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 53))),
]
try:
    worker.main()
except Exception:
    pass  # there is no wall
print("tried", file=sys.stderr)
"""


@pytest.mark.once
def test_the_reader_of_files_reaches_no_database_no_secret_and_no_network(tmp_path):
    if landlock_version() < 4:
        missing("this kernel has no Landlock of version 4")
    database = ROOT / "rundebord.sqlite3.secret"
    database.write_text("secret")
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            command = [sys.executable, "-c", TRY, ROOT, database, "1", server.getsockname()[1]]
            child = subprocess.run(
                list(map(str, command)), input=b'"wall.csv"\nx', capture_output=True, cwd=tmp_path, env={}, timeout=60
            )
    finally:
        database.unlink()
    assert child.stderr.decode().splitlines() == ["tried"]

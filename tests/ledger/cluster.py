"""A PostgreSQL of the test's own, which can be stopped at any moment."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.seminar.server.serving import database_url, free_port

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
# PostgreSQL does not run as root.
AS_POSTGRES = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
TO_CONNECT = ("HOST", "PORT", "NAME", "USER", "PASSWORD")


class Cluster:
    """`network` is one that may connect too, such as 10.77.0.0/24."""

    def __init__(self, folder: Path, network: str = ""):
        self.folder, self.port, self.bin = folder, free_port(), PROGRAMS[-1].parent
        self.addresses = "*" if network else "127.0.0.1"
        if AS_POSTGRES:
            shutil.chown(folder, "postgres")
        self.run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "-D", folder / "data")
        if network:
            with (folder / "data/pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {network} trust\n")
        self.start()

    def start(self) -> None:
        options = f"-c port={self.port} -c listen_addresses='{self.addresses}' -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-w", "-D", self.folder / "data", "-l", self.folder / "log", "-o", options, "start")

    def stop(self) -> None:
        """As in a power cut: nothing is finished, and the next start has to recover."""
        self.run("pg_ctl", "-w", "-D", self.folder / "data", "-m", "immediate", "stop")

    def run(self, program: str, *arguments, stdin: bytes | None = None) -> None:
        command = [*AS_POSTGRES, self.bin / program, *map(str, arguments)]
        subprocess.run(command, check=True, cwd=self.folder, input=stdin, stdout=subprocess.DEVNULL, timeout=60)

    @contextmanager
    def in_use(self):
        """Within it, Django and the servers it starts use this cluster, with a copy of the tables of the run's own."""
        dump = [self.bin / "pg_dump", "--no-owner", database_url()]
        tables = subprocess.run(dump, check=True, capture_output=True, timeout=60).stdout
        self.run("psql", "-q", f"--port={self.port}", "-h127.0.0.1", "-Upostgres", "-vON_ERROR_STOP=1", stdin=tables)
        previous = {name: connection.settings_dict[name] for name in TO_CONNECT}
        own = ("127.0.0.1", self.port, "postgres", "postgres", "")
        connection.close()
        connection.settings_dict.update(zip(TO_CONNECT, own, strict=True))
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(previous)

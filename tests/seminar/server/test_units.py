"""The shipped units of systemd, and security.txt."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from tests.conftest import missing
from tests.seminar.server.serving import ROOT

pytestmark = pytest.mark.once
UNITS = ROOT / "docs/systemd"


def test_systemd_finds_no_fault_in_the_units(tmp_path):
    if not shutil.which("systemd-analyze"):
        missing("systemd-analyze is not installed")
    units = []
    for unit in UNITS.iterdir():
        text = unit.read_text().replace("/opt/rundebord/.venv/bin/python", sys.executable)
        units.append(tmp_path / unit.name)
        units[-1].write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", *map(str, units)]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert (len(units), done.returncode, done.stderr.decode()) == (3, 0, "")


def test_systemd_calls_neither_service_exposed():
    if not shutil.which("systemd-analyze"):
        missing("systemd-analyze is not installed")
    for unit in UNITS.glob("*.service"):
        command = ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=40", str(unit)]
        done = subprocess.run(command, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stdout.decode()[-200:]


def test_the_commands_of_the_units_run_as_they_are_written_there(ready_database, tmp_path):
    """With other paths, and not by systemd, which runs as the first process of a machine or not at all."""
    database, folder = tmp_path / "notes.sqlite3", tmp_path / "backup"
    shutil.copy(ready_database.removeprefix("sqlite:///"), database)
    folder.mkdir()
    lines = [
        line
        for unit in ("rundebord.service", "rundebord-nightly.service")
        for line in re.findall(r"^ExecStart(?:Pre)?=(.*)$", (UNITS / unit).read_text(), re.MULTILINE)
    ]
    commands = [line for line in lines if "manage.py serve" not in line]  # tests/bench/proxies.py runs that one
    assert (len(lines), len(commands)) == (3, 2)
    for line in commands:
        line = line.replace("/opt/rundebord/.venv/bin/python", sys.executable)
        line = line.replace("/var/lib/rundebord/backup", str(folder)).replace("$$", "$").replace("%%", "%")
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DEBUG": "on"}
        done = subprocess.run(shlex.split(line), cwd=ROOT, env=environment, capture_output=True, timeout=120)
        assert done.returncode == 0, (line, done.stderr.decode())
    [backup] = folder.iterdir()
    assert re.fullmatch(r"\w{2,4}\.?\.jsonl\.gz", backup.name) and backup.stat().st_size > 1000


def test_whoever_finds_a_weakness_reads_where_to_report_it(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    answer = client.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"].startswith("text/plain")
    assert lines["Contact"] == "mailto:security@example.org" and lines["Expires"].endswith("Z")
    assert lines["Canonical"].endswith("/.well-known/security.txt")

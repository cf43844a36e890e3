"""The shipped units of systemd, and security.txt."""

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


def test_the_units_name_commands_that_exist():
    text = "".join(unit.read_text() for unit in UNITS.iterdir())
    for command in ("serve", "migrate", "purge", "backup"):
        assert f"manage.py {command} " in text or f"manage.py {command}\n" in text


def test_whoever_finds_a_weakness_reads_where_to_report_it(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    answer = client.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"].startswith("text/plain")
    assert lines["Contact"] == "mailto:security@example.org" and lines["Expires"].endswith("Z")
    assert lines["Canonical"].endswith("/.well-known/security.txt")

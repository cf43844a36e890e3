"""What a command imports when it starts: timers run some every night."""

import os
import subprocess
import sys

import pytest

from tests.seminar.server.serving import ROOT

pytestmark = pytest.mark.once
LOADED = """
import sys
from contextlib import suppress
from django.core.management import execute_from_command_line
for command in sys.argv[1:]:
    with suppress(SystemExit):
        execute_from_command_line(["manage.py", *command.split()])
    print(f"\\n{command.split()[0]}:", "seminar.urls" if "seminar.urls" in sys.modules else "no view")
"""


def test_a_command_that_serves_no_page_imports_no_view(ready_database, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "doctor", f"backup {tmp_path}/backup"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": ready_database, "DEBUG": "on"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and (tmp_path / "backup").exists(), done.stderr
    assert {"doctor: no view", "backup: no view"} <= set(done.stdout.splitlines()), done.stdout

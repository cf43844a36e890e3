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
with suppress(SystemExit):
    execute_from_command_line(["manage.py", *sys.argv[1:]])
print("\\nseminar.urls" if "seminar.urls" in sys.modules else "\\nno view")
"""


@pytest.mark.parametrize("command", ["doctor", "backup {folder}/backup"])
def test_a_command_that_serves_no_page_imports_no_view(command, ready_database, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *command.format(folder=tmp_path).split()],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": ready_database, "DEBUG": "on"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "no view"), done.stderr

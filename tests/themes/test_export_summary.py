import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tests.themes.day import SAID, day

ROOT = Path(__file__).parents[2]


def manage(*args: str, database: str = "sqlite:///:memory:") -> subprocess.CompletedProcess:
    """The command as a person runs it, in a process of its own."""
    env = os.environ | {"DEBUG": "on", "DATABASE_URL": database, "LANGUAGE_CODE": "en"}
    return subprocess.run([sys.executable, "manage.py", *args], cwd=ROOT, env=env, capture_output=True, timeout=60)


@pytest.mark.django_db
def test_the_file_goes_where_it_is_asked_to(tmp_path):
    call_command("export_summary", day().slug, format="md", output=str(tmp_path / "report.md"))
    assert SAID in (tmp_path / "report.md").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


@pytest.mark.django_db
def test_without_a_place_the_bytes_go_to_standard_output(capfdbinary):
    call_command("export_summary", day().slug, format="json")
    assert json.loads(capfdbinary.readouterr().out)["format"] == "rundebord"


@pytest.mark.django_db
def test_an_unknown_seminar_is_refused_in_a_sentence():
    make.seminar("Noko anna")
    with pytest.raises(CommandError, match="finst-ikkje"):
        call_command("export_summary", "finst-ikkje", format="md")


@pytest.mark.django_db
def test_a_place_that_cannot_be_written_is_refused_and_leaves_what_was_there(tmp_path):
    seminar = day()
    (tmp_path / "folder").mkdir()
    with pytest.raises(CommandError, match="folder"):
        call_command("export_summary", seminar.slug, format="md", output=str(tmp_path / "folder"))
    with pytest.raises(CommandError, match="nowhere"):
        call_command("export_summary", seminar.slug, format="md", output=str(tmp_path / "nowhere" / "report.md"))
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_database_without_tables_ends_in_one_sentence_and_exit_code_1(tmp_path):
    done = manage("export_summary", "x", "--format", "md", database=f"sqlite:///{tmp_path}/empty.sqlite3")
    assert done.returncode == 1
    assert done.stderr.decode() == "The database is not ready: run “manage.py migrate” first.\n"
    assert done.stdout == b""


def test_an_unreachable_database_ends_in_one_sentence_and_exit_code_1():
    done = manage("export_summary", "x", "--format", "md", database="postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert done.stderr.decode() == (
        "The database cannot be reached. Check DATABASE_URL, and that the database is running.\n"
    )


def test_from_the_command_line_a_refusal_is_only_its_sentence_and_exit_code_1(ready_database):
    done = manage("export_summary", "finst-ikkje", "--format", "md", database=ready_database)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == "There is no seminar called “finst-ikkje”.\n"


def test_a_format_that_is_not_there_is_a_wrong_argument():
    done = manage("export_summary", "x", "--format", "exe")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_help_tells_of_every_option():
    told = manage("export_summary", "--help").stdout.decode()
    assert all(word in told for word in ["SLUG", "--format {docx,md,csv,json}", "--output FILE", "the kind of file"])

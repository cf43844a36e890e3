import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line

from tests import make
from tests.themes.board.day import SAID, day
from themes.summary.formats import WRITERS

ROOT = Path(__file__).parents[3]


def manage(*args: str, database: str = "sqlite:///:memory:") -> subprocess.CompletedProcess:
    """Runs the command in a process of its own, as a person does."""
    env = os.environ | {"DEBUG": "on", "DATABASE_URL": database, "LANGUAGE_CODE": "en"}
    return subprocess.run([sys.executable, "manage.py", *args], cwd=ROOT, env=env, capture_output=True, timeout=60)


@pytest.mark.django_db
def test_the_file_is_written_to_the_given_path(tmp_path):
    call_command("export_summary", day().slug, format="md", output=str(tmp_path / "report.md"))
    assert SAID in (tmp_path / "report.md").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


@pytest.mark.django_db
def test_without_a_path_the_file_goes_to_standard_output(capfdbinary):
    call_command("export_summary", day().slug, format="json")
    assert json.loads(capfdbinary.readouterr().out)["format"] == "rundebord"


@pytest.mark.django_db
def test_an_unknown_seminar_is_refused_with_a_sentence():
    make.seminar("Noko anna")
    with pytest.raises(CommandError, match="finst-ikkje"):
        call_command("export_summary", "finst-ikkje", format="md")


@pytest.mark.django_db
def test_a_path_that_cannot_be_written_is_refused_and_nothing_else_is_changed(tmp_path):
    seminar = day()
    (tmp_path / "folder").mkdir()
    with pytest.raises(CommandError, match="folder"):
        call_command("export_summary", seminar.slug, format="md", output=str(tmp_path / "folder"))
    with pytest.raises(CommandError, match="nowhere"):
        call_command("export_summary", seminar.slug, format="md", output=str(tmp_path / "nowhere" / "report.md"))
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_database_without_tables_ends_in_one_sentence_and_exit_code_1(tmp_path):
    process = manage("export_summary", "x", "--format", "md", database=f"sqlite:///{tmp_path}/empty.sqlite3")
    assert process.returncode == 1
    assert process.stderr.decode() == "The database is not ready. Run “manage.py migrate” first.\n"
    assert process.stdout == b""


def test_an_unreachable_database_ends_in_one_sentence_and_exit_code_1():
    process = manage("export_summary", "x", "--format", "md", database="postgres://nobody@127.0.0.1:1/none")
    assert process.returncode == 1
    assert process.stderr.decode() == (
        "The database cannot be reached. Check DATABASE_URL, and that the database is running.\n"
    )


def test_on_the_command_line_a_refusal_is_one_sentence_and_exit_code_1(ready_database):
    process = manage("export_summary", "finst-ikkje", "--format", "md", database=ready_database)
    assert (process.returncode, process.stdout) == (1, b"")
    assert process.stderr.decode() == "There is no seminar called “finst-ikkje”.\n"


def test_an_unknown_format_is_a_wrong_argument(capsys):
    with pytest.raises(SystemExit) as end:
        execute_from_command_line(["manage.py", "export_summary", "x", "--format", "exe"])
    assert end.value.code == 2
    assert "invalid choice: 'exe'" in capsys.readouterr().err


def test_help_describes_every_option(capsys):
    with pytest.raises(SystemExit):
        execute_from_command_line(["manage.py", "export_summary", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    options = ["SLUG", f"--format {{{','.join(WRITERS)}}}", "--output FILE", "the kind of file"]
    assert all(option in text for option in options)

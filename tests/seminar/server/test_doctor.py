"""Broken installations, and the sentence with which each is named."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys

import pytest

from seminar.server import doctor
from tests.seminar.server.serving import ROOT
from tests.seminar.server.test_production import PRODUCTION, SECRET

pytestmark = pytest.mark.once
SOUND = PRODUCTION | {"EMAIL_URL": "submission://a:b@mail.example:587", "DEFAULT_FROM_EMAIL": "notes@example.org"}


def ask(environment: dict[str, str], *command: str, script=("manage.py",)) -> tuple[int, str]:
    """The exit code, and all that was said."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | environment
    done = subprocess.run(
        [sys.executable, *script, *(command or ["doctor"])],
        cwd=ROOT,
        env=environment | {"LANGUAGE_CODE": environment.get("LANGUAGE_CODE", "en")},
        capture_output=True,
        timeout=120,
    )
    said = (done.stdout + done.stderr).decode()
    assert "Traceback" not in said, said
    return done.returncode, said


@pytest.fixture
def database(ready_database, tmp_path):
    """A file of its own, migrated and empty."""
    return shutil.copy(ready_database.removeprefix("sqlite:///"), tmp_path / "notes.sqlite3")


BROKEN = [
    ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    ({"DEBUG": "on", "ALLOWED_HOSTS": "notes.example.org"}, "DEBUG=on for notes.example.org"),
    ({"TIME_ZONE": "Europe/Olso"}, "TIME_ZONE is Europe/Olso"),
    ({"LANGUAGE_CODE": "no"}, "LANGUAGE_CODE is no"),
    ({"DATABASE_URL": "nonsense://"}, "A setting cannot be read"),
    ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN can be guessed"),
    ({"DATABASE_URL": "mysql://a@b/c"}, "DATABASE_URL begins with sqlite:/// or postgres://"),
    ({"LISTEN_DATABASE_URL": "db.example:5432"}, "LISTEN_DATABASE_URL begins with postgres://"),
    ({"EMAIL_URL": "mail.example"}, "EMAIL_URL begins with submission://"),
    ({"LOG_LEVEL": "chatty"}, "LOG_LEVEL is CHATTY"),
    ({"SESSION_IDLE_HOURS": "two"}, "A setting cannot be read"),
    ({"SESSION_IDLE_HOURS": "0"}, "SESSION_IDLE_HOURS is 0"),
    ({"NORTHERN_SAMI": "maybe"}, "A setting cannot be read"),
    ({"CSRF_TRUSTED_ORIGINS": "notes.example.org"}, "CSRF_TRUSTED_ORIGINS has notes.example.org"),
    ({"OIDC_ISSUER": "https://login.example"}, "OIDC_CLIENT_ID"),
    ({"OIDC_ISSUER": "login.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}, "issuer login.example"),
]


@pytest.mark.parametrize("change, sentence", BROKEN)
def test_settings_that_cannot_work_are_named(change, sentence):
    code, said = ask({"SECRET_KEY": SECRET} | change)
    assert code == 1 and sentence in said and said.count("\n") == 1


def test_every_fault_of_an_installation_is_named_at_once(database, tmp_path):
    faulty = {
        "SECRET_KEY": SECRET,
        "TRUSTED_PROXIES": "127.0.0.1,proxy.example",
        "DATABASE_URL": f"sqlite:///{database}",
        "ERASURE_JOURNAL": str(tmp_path / "no folder" / "journal"),
    }
    code, said = ask(faulty)
    assert code == 1
    for sentence in (
        "ALLOWED_HOSTS is empty",
        "BEHIND_TLS_PROXY is off",
        "“proxy.example”, which is no address",
        "EMAIL_URL is not set",
        "journal of deletions cannot be written",
    ):
        assert sentence in said, said


# One process looks at each of these files.
LOOK = """
import sys
import django
from django.core.management import call_command
from django.db import connection
django.setup()
for connection.settings_dict["NAME"] in sys.argv[1:]:
    try:
        call_command("doctor")
    except SystemExit as end:
        print("exit code", end.code)
    print("next file")
"""


def test_an_sqlite_database_that_cannot_be_used_is_named(database, tmp_path):
    sqlite3.connect(tmp_path / "empty.sqlite3").execute("CREATE TABLE a (b)").connection.close()
    (tmp_path / "damaged.sqlite3").write_bytes(b"no database " * 1000)
    overwritten = shutil.copy(database, tmp_path / "overwritten.sqlite3")
    with open(overwritten, "r+b") as file:
        file.seek(4096 * 8)
        file.write(b"\xff" * 4096 * 8)
    from_tomorrow = sqlite3.connect(database)
    from_tomorrow.execute(
        "INSERT INTO seminar_change (seminar_id, number, verb, subject_kind, subject_id, at, data)"
        " VALUES (1, 1, 'seminar.started', 'seminar', 1, '2099-01-01 00:00:00', '{}')"
    )
    from_tomorrow.commit()
    from_tomorrow.close()
    expected = {
        tmp_path / "none/notes.sqlite3": ["The folder of the database does not exist"],
        tmp_path / "none.sqlite3": ["There is no database yet"],
        tmp_path / "empty.sqlite3": ["The database is not ready"],
        tmp_path / "damaged.sqlite3": ["The database cannot be used"],
        overwritten: ["damaged", "cannot be used"],
        database: ["before the last change in the database"],
    }
    before = sorted(tmp_path.glob("*.sqlite3"))
    python = ["-c", LOOK, *map(str, expected)]
    code, said = ask(SOUND | {"DJANGO_SETTINGS_MODULE": "seminar.settings"}, *python, script=())
    *answers, _rest = said.split("next file\n")
    assert (code, len(answers)) == (0, len(expected)), said
    for (file, sentences), answer in zip(expected.items(), answers, strict=True):
        assert "exit code 1" in answer and any(sentence in answer for sentence in sentences), (file, answer)
    assert sorted(tmp_path.glob("*.sqlite3")) == before


def test_a_postgresql_that_does_not_answer_is_named():
    code, said = ask(SOUND | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"})
    assert code == 1 and "The database cannot be used" in said, said


def test_a_sound_installation_has_no_fault(database):
    code, said = ask(SOUND | {"DATABASE_URL": f"sqlite:///{database}"}, "collectstatic", "--no-input", "-v0")
    assert code == 0, said
    code, said = ask(SOUND | {"DATABASE_URL": f"sqlite:///{database}"})
    wrong = [line for line in said.splitlines() if line.startswith("Wrong")]
    assert [line for line in wrong if "is free on the disk" not in line] == []
    assert ("Nothing is wrong." in said) == (code == 0)


def test_a_disk_that_is_nearly_full_and_static_files_that_are_missing_are_named(settings, monkeypatch, tmp_path):
    settings.DEBUG, settings.STATIC_ROOT = False, tmp_path
    assert ["static files are missing" in sentence for sentence in doctor.static_files()] == [True]
    monkeypatch.setattr(doctor, "LEAST_FREE", shutil.disk_usage(tmp_path).free * 2)
    assert ["Less than 1 GB" in sentence for sentence in doctor.disk()] == [True]


@pytest.mark.parametrize("host", ["https://notes.example.org", "notes.example.org:443", "*"])
def test_a_host_that_fits_no_request_or_every_one_is_named(settings, host):
    settings.ALLOWED_HOSTS = [host]
    [sentence] = doctor.hosts()
    assert host in sentence
    settings.ALLOWED_HOSTS = ["notes.example.org", ".example.org", "[::1]"]
    assert list(doctor.hosts()) == []


def test_an_address_that_is_none_and_a_journal_that_is_a_folder_are_named(settings, tmp_path):
    settings.DEFAULT_FROM_EMAIL, settings.ERASURE_JOURNAL = "notes.example.org", str(tmp_path)
    assert "no email address" in next(doctor.mail())
    assert "journal of deletions cannot be written" in next(doctor.journal_of_deletions())


def test_a_port_that_is_taken_is_one_sentence_with_the_way_out(database):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = ask({"DEBUG": "on", "DATABASE_URL": f"sqlite:///{database}"}, "serve", "--port", str(port))
    lines = [line for line in said.splitlines() if "Landlock" not in line]
    assert code == 1 and len(lines) == 1
    assert f"make run PORT={port + 1}" in lines[0]


def test_a_backup_that_is_old_or_missing_is_named(settings, tmp_path):
    assert list(doctor.backups()) == []  # where no folder is named, nothing is known
    settings.BACKUP_FOLDER = str(tmp_path)
    assert "no backup" in next(doctor.backups())
    file = tmp_path / "Mon.jsonl.gz"
    file.write_bytes(b"")
    assert list(doctor.backups()) == []
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert "is from 2023-11-14 22:13 UTC" in next(doctor.backups())


def test_the_folder_for_long_files_must_be_one(settings, tmp_path):
    settings.FILES_FOLDER = str(tmp_path / "made" / "later")
    assert not list(doctor.files_folder())
    (tmp_path / "file").write_text("")
    settings.FILES_FOLDER = str(tmp_path / "file" / "files")
    [sentence] = doctor.files_folder()
    assert "so long files of a summary cannot be made" in sentence

"""`manage.py import_padlet`, called as a script calls it."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line

from posts.models import Erasure, Import, Post
from posts.models.splitting import PartText
from seminar.models import Seminar
from tests import make
from tests.posts.walls.make_markdown import markdown
from tests.posts.walls.make_tables import zip_2025
from themes.models import Theme

ROOT = Path(__file__).parents[3]


@pytest.fixture
def file(tmp_path):
    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def run(*arguments, capsys) -> tuple[str, str]:
    call_command("import_padlet", *map(str, arguments))
    out = capsys.readouterr()
    return out.out, out.err


@pytest.mark.django_db
def test_the_last_line_of_standard_output_is_the_slug(file, capsys):
    out, err = run(file("vegg.zip", zip_2025()), capsys=capsys)
    assert out.splitlines()[-1] == Seminar.objects.get().slug
    assert "11" in err


@pytest.mark.django_db
def test_a_dry_run_writes_the_report_and_nothing_else(file, tmp_path, capsys):
    path = tmp_path / "report.json"
    run(file("vegg.zip", zip_2025()), "--dry-run", "--report", path, capsys=capsys)
    report = json.loads(path.read_text())
    assert (report["counts"]["entries"], len(report["entries"])) == (12, 12)
    assert (Seminar.objects.count(), Post.objects.count(), Import.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_a_second_run_adds_nothing_to_the_same_seminar(file, capsys):
    path = file("vegg.zip", zip_2025())
    first, _ = run(path, capsys=capsys)
    second, _ = run(path, capsys=capsys)
    assert (first, Post.objects.count()) == (second, 11)


@pytest.mark.django_db
def test_it_says_how_many_notes_were_deleted_for_good(file, capsys):
    path = file("vegg.md", markdown().encode())
    run(path, capsys=capsys)
    Erasure.objects.ask(Post.objects.first(), by=None).carry_out()
    _, err = run(path, capsys=capsys)
    assert (Post.objects.count(), err.splitlines()[-1]) == (10, "1 note was deleted for good and is left out.")


@pytest.mark.django_db
def test_a_wall_can_be_added_to_a_given_seminar(file, capsys):
    seminar = make.seminar("Fra før")
    run(file("vegg.zip", zip_2025()), "--seminar", seminar.slug, capsys=capsys)
    assert (seminar.posts.count(), Seminar.objects.count()) == (11, 1)


@pytest.mark.django_db
def test_an_exported_seminar_is_imported_without_loss(file, capsys, tmp_path):
    run(file("vegg.md", markdown().encode()), "--accept-groups", capsys=capsys)
    seminar = Seminar.objects.get()
    suppe = Theme.objects.add(seminar=seminar, name="Suppe", definition="Det å spise sammen")
    varm = Theme.objects.add(seminar=seminar, name="Varm suppe", parent=suppe)
    varm.add_post(seminar.posts.first(), proposed=True)
    mark_the_first_words(seminar, varm)
    seminar.posts.filter(pk=seminar.posts.last().pk).update(late=True)
    whole, again, same, gone, *_ = seminar.posts.all()
    whole.split([PartText("Eitt."), PartText("Tvo.")])
    again.split([PartText("Eitt."), PartText("Tvo.")])
    again.unsplit()
    same.merge(again)
    gone.withdraw(by=make.scribe(seminar))
    states = {"visible": 10, "split": 1, "joined": 2, "merged": 1, "withdrawn": 1}
    assert Counter(seminar.posts.values_list("state", flat=True)) == states
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    call_command("export_summary", seminar.slug, "--format", "json", "--output", str(first))
    run(first, capsys=capsys)
    assert (Seminar.objects.count(), Post.objects.count()) == (1, 15)
    Post.objects.all().delete()
    Theme.objects.all().delete()
    seminar.delete()
    run(first, capsys=capsys)
    call_command("export_summary", seminar.slug, "--format", "json", "--output", str(second))
    assert second.read_bytes() == first.read_bytes()
    marked = json.loads(second.read_bytes())["posts"]
    assert [len(post.get("suggested", [])) for post in marked if "passages" in post] == [1]
    assert sum(post.get("late", False) for post in marked) == 1


def mark_the_first_words(seminar, theme) -> None:
    post = seminar.posts.first()
    place = {"start": 0, "end": 3, "revision": post.revision}
    assert seminar.passages.mark(theme, post, **place, by=make.person("Aud"))


COLUMNS = (
    "Qwx,Rør,Når\nNoter i god tid før øving,Ja,03/04/2026 10:00\nStoler som ikke knirker her,Nei,05/04/2026 10:00\n"
)


@pytest.mark.django_db
def test_a_table_without_a_sure_text_is_refused_with_its_columns_until_one_is_chosen(file, tmp_path, capsys):
    path, report = file("tabell.csv", COLUMNS.encode()), tmp_path / "report.json"
    with pytest.raises(CommandError) as error:
        run(path, "--report", report, capsys=capsys)
    assert all(f"“{name}”" in str(error.value) for name in ("Qwx", "Rør", "Når"))
    assert not Post.objects.exists()
    found = json.loads(report.read_text())
    assert [column["role"] for column in found["columns"]] == ["body", "", "written"]
    assert found["entries"][0]["body"] == "Noter i god tid før øving"
    assert found["alarms"][0]["code"] == "dates"
    capsys.readouterr()
    _, err = run(path, "--text-column", "Qwx", "--date-order", "day", capsys=capsys)
    assert "two ways" not in err
    assert [(post.body[:5], post.written_at.month) for post in Post.objects.all()] == [("Noter", 4), ("Stole", 4)]
    with pytest.raises(CommandError):
        run(path, "--text-column", "Feil", capsys=capsys)


@pytest.mark.django_db
def test_what_the_file_says_and_was_not_found_is_on_standard_error(file, capsys):
    _, err = run(file("vegg.md", markdown().replace("**Posts:** 8", "**Posts:** 9").encode()), capsys=capsys)
    assert "Notes in the file: 9 by its own count, 8 found." in err


@pytest.mark.django_db
def test_another_wall_from_the_same_address_is_refused_unless_its_seminar_is_named(file, capsys):
    run(file("vegg.md", markdown().encode()), capsys=capsys)
    other = markdown().split("### 1.")[0] + "### 1. Ny\n**Author:** Aud\n\n<p>Alt er nytt.</p>\n\n---\n"
    with pytest.raises(CommandError) as error:
        run(file("annen.md", other.encode()), capsys=capsys)
    assert Seminar.objects.get().slug in str(error.value)
    run(file("annen.md", other.encode()), "--seminar", Seminar.objects.get().slug, capsys=capsys)
    assert Post.objects.count() == 12


def command(*arguments, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DEBUG": "on", "LANGUAGE_CODE": "en"} | environment,
        capture_output=True,
        text=True,
    )


def test_a_refusal_is_exit_code_1_and_one_sentence(file, tmp_path, ready_database):
    login = file("login.csv", b"<!DOCTYPE html><html><body>Log in</body></html>")
    refused = command("import_padlet", login, DATABASE_URL=ready_database)
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert "CommandError" not in refused.stderr
    with pytest.raises(CommandError) as absent:
        call_command("import_padlet", str(tmp_path / "not-there.csv"))
    assert "not-there.csv" in str(absent.value) and "\n" not in str(absent.value)


def test_wrong_arguments_are_exit_code_2():
    with pytest.raises(SystemExit) as end:
        execute_from_command_line(["manage.py", "import_padlet"])
    assert end.value.code == 2


def test_a_database_without_tables_is_reported_in_one_sentence(file, tmp_path):
    result = command("import_padlet", file("vegg.zip", zip_2025()), DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite3")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1] == "The database is not ready. Run “manage.py migrate” first."
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("setting", [{"DATABASE_URL": "foo"}, {"DEBUG": "maybe"}])
def test_an_invalid_setting_is_reported_in_one_sentence(setting):
    result = command("check", **setting)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)


def test_nothing_starts_without_a_secret_key():
    result = command("check", DEBUG="off")
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "SECRET_KEY" in result.stderr


@pytest.mark.django_db
def test_the_real_export_is_imported_correctly(seed, capsys):
    run(seed, "--time-zone", "Europe/Oslo", capsys=capsys)
    seminar = Seminar.objects.get()
    assert [round.posts.count() for round in seminar.rounds.all()] == [30, 36]
    assert [seminar.posts.filter(kind=kind).count() for kind in ("post", "comment")] == [14, 52]
    raw = seed.read_text("utf-8")
    before_the_rounds = raw[: raw.index(seminar.rounds.first().title)].splitlines()
    assert seminar.title in before_the_rounds
    assert seminar.introduction.split() == " ".join(before_the_rounds).partition(seminar.title)[2].split()
    assert "\n" not in seminar.introduction
    assert (str(seminar.date), seminar.source_url.startswith("https://padlet.com/")) == ("2025-05-05", True)
    oslo = ZoneInfo("Europe/Oslo")
    times = [f"{post.written_at.astimezone(oslo):%-m/%-d/%y %-I:%M%p}" for post in seminar.posts.all()]
    header = re.compile(r"(5/5/25)\s+(\d{1,2})\D(\d\d)([AP]M)$", re.MULTILINE)
    assert times == [f"{day} {hour}:{minute}{half}" for day, hour, minute, half in header.findall(raw)]
    run(seed, capsys=capsys)
    assert (Seminar.objects.count(), Post.objects.count()) == (1, 66)


@pytest.mark.parametrize("year", ["0", "99999", "-5"])
def test_a_year_before_padlet_or_far_in_the_future_is_refused(file, year):
    with pytest.raises(CommandError) as error:
        call_command("import_padlet", str(file("vegg.zip", zip_2025())), f"--year={year}")
    assert "\n" not in str(error.value)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("report", [".", "/", "vegg.zip"])
def test_a_report_that_cannot_be_written_is_an_error_and_overwrites_nothing(file, tmp_path, report):
    wall = file("vegg.zip", data := zip_2025())
    target = tmp_path / report if report == "vegg.zip" else report
    with pytest.raises(CommandError) as error:
        call_command("import_padlet", str(wall), "--dry-run", "--report", str(target))
    assert "\n" not in str(error.value)
    assert wall.read_bytes() == data


@pytest.mark.django_db
def test_what_was_not_read_is_counted_on_standard_error(file, capsys):
    table = b"Subject,Body,Author\n,Sang, dans og te,Bord 1\n,Te,Bord 2\n,Kaffe,Bord 3\n,Noter,Bord 4\n,Rom,Bord 5\n"
    _, err = run(file("x.csv", table), capsys=capsys)
    assert "1 part of the file could not be read." in err

"""Files of a large seminar: asked for on the page, made by a process of their own, fetched and removed."""

import subprocess
import sys
import urllib.request
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import Erasure
from seminar.models import NotPossible
from seminar.server.one_state import one_state
from tests import make
from tests.seminar.server.serving import until
from tests.themes.board.day import SAID, day
from tests.world import person_client
from themes.files import making
from themes.files.folder import folder, open_part, place
from themes.management.commands.make_file import write
from themes.models import SummaryFile
from themes.models.summary_file import AT_ONCE, DAYS_KEPT, LOST_AFTER, MOST_UNFINISHED
from themes.summary.formats import WRITERS
from themes.summary.progress import listening

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_folder(settings, tmp_path):
    settings.FILES_FOLDER = str(tmp_path / "files")


@pytest.fixture
def few_at_once(monkeypatch):
    """Every seminar is a large one."""
    for name, writer in list(WRITERS.items()):
        monkeypatch.setitem(WRITERS, name, replace(writer, most_at_once=1))
    monkeypatch.setattr("themes.summary.views.FEWEST_LONG", 1)


@pytest.fixture
def seminar():
    return day()


@pytest.fixture
def aud(seminar):
    person = make.person("Aud")
    make.member(seminar, person, "organizer")
    return person


def ask(seminar, by, format="csv", query="", for_editors=True):
    return SummaryFile.objects.ask(seminar=seminar, by=by, format=format, query=query, for_editors=for_editors)


def made(seminar, by, **choices):
    """A file that is ready."""
    file = ask(seminar, by, **choices)
    SummaryFile.objects.filter(pk=file.pk).update(started_at=timezone.now())
    with one_state():
        write(file)
    making._publish(file)
    file.refresh_from_db()
    return file


def address(seminar, rest=""):
    return f"/s/{seminar.slug}/files/{rest}"


def test_a_file_of_many_notes_is_asked_for_and_one_of_few_is_fetched_at_once(seminar, aud, few_at_once):
    client = person_client(aud)
    page = client.get(f"/s/{seminar.slug}/summary/").content.decode()
    assert f'action="/s/{seminar.slug}/files/"' in page and 'name="format" value="docx"' in page
    for _twice in range(2):
        answer = client.post(address(seminar), {"format": "docx", "names": "masked", "form": "whole"})
        assert answer.url == address(seminar)
    [file] = SummaryFile.objects.all()
    assert (file.format, file.query, file.for_editors) == ("docx", "names=masked&form=whole", True)
    round = seminar.rounds.first().pk
    short = client.post(address(seminar), {"format": "docx", "form": "short", "round": round})
    assert short.url == f"/s/{seminar.slug}/summary/docx/?form=short&round={round}"
    assert client.get(f"/s/{seminar.slug}/summary/docx/").url == f"/s/{seminar.slug}/summary/"
    assert client.post(address(seminar), {"format": "exe"}).status_code == 404
    assert client.post(address(seminar), {"format": "docx", "names": "?"}).status_code == 400


def test_of_a_small_seminar_the_page_leads_to_the_file_itself(seminar, aud):
    page = person_client(aud).get(f"/s/{seminar.slug}/summary/").content.decode()
    assert f'formaction="/s/{seminar.slug}/summary/docx/"' in page and address(seminar) not in page


@pytest.mark.parametrize("format", WRITERS)
def test_a_file_that_was_made_says_what_the_download_says(seminar, aud, format):
    client = person_client(aud)
    file = made(seminar, aud, format=format)
    answer = client.get(address(seminar, f"{file.uid}/"))
    direct = client.get(f"/s/{seminar.slug}/summary/{format}/")
    assert answer["Content-Type"] == direct["Content-Type"]
    ours, theirs = b"".join(answer), b"".join(direct)
    assert len(ours) == file.size
    if format in ("csv", "json", "qdc"):  # the others say when they were made
        assert ours == theirs
    assert abs(len(ours) - len(theirs)) <= len(theirs) / 20 + 10
    assert (folder().stat().st_mode & 0o777, place(file.uid).stat().st_mode & 0o777) == (0o700, 0o600)


def test_nobody_else_can_fetch_it_or_know_that_it_is_there(seminar, aud):
    file = made(seminar, aud)
    bjarte, cora, dag = map(make.person, ("Bjarte", "Cora", "Dag"))
    make.member(seminar, bjarte, "organizer")
    make.member(seminar, cora, "viewer")
    for person in (bjarte, cora, dag):
        client = person_client(person)
        assert client.get(address(seminar, f"{file.uid}/")).status_code == 404
        assert client.post(address(seminar, f"{file.uid}/removal/")).status_code == 404
        assert file.uid not in client.get(address(seminar)).content.decode()
    assert person_client(dag).get(address(seminar)).status_code == 404
    assert person_client(dag).post(address(seminar), {"format": "csv"}).status_code == 404


def test_who_is_no_longer_an_editor_cannot_fetch_what_editors_were_given(seminar, aud):
    file = made(seminar, aud)
    seminar.members.filter(person=aud).update(role="viewer")
    assert person_client(aud).get(address(seminar, f"{file.uid}/")).status_code == 404
    waiting = ask(seminar, aud, format="docx")
    with pytest.raises(NotPossible):
        write(waiting)


def test_a_file_that_is_not_ready_cannot_be_fetched_and_one_whose_bytes_are_gone_says_so(seminar, aud):
    client = person_client(aud)
    waiting, ready = ask(seminar, aud, format="docx"), made(seminar, aud)
    assert client.get(address(seminar, f"{waiting.uid}/")).status_code == 404
    place(ready.uid).unlink()
    assert client.get(address(seminar, f"{ready.uid}/")).url == address(seminar)


def test_the_page_says_how_far_each_file_is(seminar, aud):
    client = person_client(aud)
    client.cookies["django_language"] = "en"
    assert "no file of this seminar" in client.get(address(seminar)).content.decode()
    first, second = ask(seminar, aud, format="docx"), ask(seminar, aud, format="odt")
    SummaryFile.objects.filter(pk=first.pk).update(started_at=timezone.now())
    assert first.see(42)
    page = client.get(address(seminar)).content.decode()
    assert '<progress max="100" value="42"' in page and "Waiting for its turn" in page
    first.fail()
    second.finish(2_000_000)
    page = client.get(address(seminar)).content.decode()
    assert "could not be made" in page and "Ready, 1.9" in page and "<progress" not in page


def test_how_much_is_written_is_told_while_it_is_written(seminar, aud):
    for format in ("csv", "json", "xlsx", "docx", "odt", "md", "qdpx"):
        shares = []
        with listening(shares.append):
            write(ask(seminar, aud, format=format))
        SummaryFile.objects.all().delete()
        assert len(shares) > 1 and shares == sorted(shares) and 0 <= shares[0] < shares[-1] <= 1, format


def test_the_queue_is_fair_to_people(seminar, aud):
    bjarte, cora = make.person("Bjarte"), make.person("Cora")
    auds = [ask(seminar, aud, query=str(number)) for number in range(3)]
    bjartes, coras = ask(seminar, bjarte), ask(seminar, cora)
    claim = SummaryFile.objects.claim
    assert [claim(), claim(), claim()] == [auds[0], bjartes, None] and AT_ONCE == 2
    auds[0].finish(1)
    assert claim() == coras  # who has had none
    bjartes.finish(1)
    assert claim() == auds[1]
    coras.finish(1)
    assert claim() is None  # one of a person is made at a time


def test_nobody_can_ask_for_any_number(seminar, aud):
    for number in range(MOST_UNFINISHED):
        ask(seminar, aud, query=str(number))
    with pytest.raises(NotPossible):
        ask(seminar, aud, query="one more")
    assert person_client(aud).post(address(seminar), {"format": "csv", "names": "masked"}).status_code == 302


def test_what_was_lost_is_made_again_once(seminar, aud):
    file = ask(seminar, aud)
    for failed in (False, True):
        assert SummaryFile.objects.claim() == file
        SummaryFile.objects.update(seen_at=timezone.now() - LOST_AFTER * 2)
        SummaryFile.objects.release_lost()
        file.refresh_from_db()
        assert file.failed == failed
    assert SummaryFile.objects.claim() is None


@pytest.mark.parametrize("what", ["note", "seminar", "person", "time", "by hand"])
def test_a_file_goes_with_what_it_holds(seminar, aud, what, django_capture_on_commit_callbacks):
    file = made(seminar, aud)
    assert SAID.encode() in place(file.uid).read_bytes()
    note = seminar.posts.visible().first()
    with django_capture_on_commit_callbacks(execute=True):
        if what == "note":
            Erasure.objects.ask(note, by=aud, days=0).carry_out()
        elif what == "seminar":
            Erasure.objects.ask(seminar, by=None, days=0).carry_out()
        elif what == "person":
            make.member(seminar, make.person("Bjarte"), "organizer")
            Erasure.objects.ask(aud, by=None, days=0).carry_out()
        elif what == "by hand":
            person_client(aud).post(address(seminar, f"{file.uid}/removal/"))
        else:
            SummaryFile.objects.update(finished_at=timezone.now() - timedelta(days=DAYS_KEPT, minutes=1))
            making.make_files()
    assert list(folder().iterdir()) == [] and not SummaryFile.objects.exists()


def test_a_file_that_nobody_wants_any_more_is_not_made_to_the_end(seminar, aud):
    ask(seminar, aud)
    file = SummaryFile.objects.claim()
    with open_part(file) as part:
        part.write(SAID.encode())
    sleeping = [sys.executable, "-c", "import time; time.sleep(600)"]
    process = subprocess.Popen(sleeping, stdout=subprocess.PIPE)
    making.os.set_blocking(process.stdout.fileno(), False)
    assert not making.follow(file, process) and process.poll() is None
    SummaryFile.objects.all().delete()
    assert making.follow(file, process) and process.poll() is not None
    making.remove_unwanted()
    assert list(folder().iterdir()) == []


def test_a_process_that_fails_is_said_and_leaves_nothing(seminar, aud):
    ask(seminar, aud)
    file = SummaryFile.objects.claim()
    open_part(file).close()
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(1)"], stdout=subprocess.PIPE)
    process.wait()
    assert making.follow(file, process)
    file.refresh_from_db()
    making.remove_unwanted()
    assert file.failed and list(folder().iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_the_server_makes_it_by_itself(server, seminar, aud):
    file = ask(seminar, aud)
    until(lambda: SummaryFile.objects.filter(pk=file.pk).exclude(finished_at=None).exists(), "it has ended", seconds=60)
    file.refresh_from_db()
    assert file.is_ready
    direct = b"".join(person_client(aud).get(f"/s/{seminar.slug}/summary/csv/"))
    cookie = person_client(aud).cookies["sessionid"].value
    request = urllib.request.Request(
        f"{server.url}{address(seminar, f'{file.uid}/')}", headers={"Cookie": f"sessionid={cookie}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.read() == direct and len(direct) == file.size

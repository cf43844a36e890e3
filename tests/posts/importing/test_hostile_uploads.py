"""Uploads of one person, however many and however hard to read, hold up nobody else."""

import json
import os
import signal
import time
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from posts.importing.upload import reading_for
from posts.models import Import
from posts.models.import_ import DAYS_KEPT, MOST_WAITING
from posts.walls.reader import read
from posts.walls.refused import Refused
from seminar.server.thread_pools import ThreadPools
from tests import make
from tests.posts.walls.hostile import hostile_files
from tests.seminar.live.listener import cookie_of, session_of
from tests.seminar.server.serving import until
from tests.world import person_client

CSV = b"Subject,Body\nEit ord,Fleire ord\n"
UPLOADS = 12 if os.environ.get("LONG") else 4
BOUNDARY = "rundebord"


def readers_of(server) -> list[int]:
    """The processes in which the server has files read."""
    lists = Path(f"/proc/{server.process.pid}/task").glob("*/children")
    return [int(pid) for children in lists for pid in children.read_text().split()]


def upload(client, data: bytes = CSV):
    return client.post(reverse("upload"), {"file": SimpleUploadedFile("vegg.csv", data)})


@pytest.mark.django_db
def test_a_second_file_of_the_same_person_is_refused_while_one_is_read_and_others_are_not():
    aud, bjarte = make.person("Aud"), make.person("Bjarte")
    with reading_for(aud.pk):
        answer = upload(person_client(aud))
        assert answer.status_code == 422 and "Another file of yours is being read" in answer.content.decode()
        assert upload(person_client(bjarte)).status_code == 302
        with pytest.raises(Refused), reading_for(aud.pk):
            pass
    assert upload(person_client(aud)).status_code == 302


@pytest.mark.django_db
def test_a_person_keeps_20_previews_and_old_ones_are_deleted():
    aud, bjarte = make.person("Aud"), make.person("Bjarte")
    wall = read(CSV, "vegg.csv")
    for person in [aud] * MOST_WAITING + [bjarte]:
        Import.objects.keep(wall, data=CSV, name="vegg.csv", by=person)
    answer = upload(person_client(aud))
    assert answer.status_code == 422 and "20 of your files wait for review" in answer.content.decode()
    seminar = make.seminar(by=aud)
    pasted = {"round": make.round(seminar).pk, "group": make.group(seminar).pk, "text": "Ein benk"}
    answer = person_client(aud).post(reverse("paste", args=[seminar.slug]), pasted)
    assert answer.status_code == 422 and "20 of your files wait for review" in answer.content.decode()
    Import.objects.filter(by=bjarte).update(read_at=timezone.now() - timedelta(days=DAYS_KEPT, minutes=1))
    Import.objects.filter(pk=Import.objects.waiting(aud).first().pk).delete()
    assert upload(person_client(aud)).status_code == 302
    assert (Import.objects.waiting(aud).count(), Import.objects.waiting(bjarte).count()) == (MOST_WAITING, 0)


@pytest.mark.once
def test_imports_reports_pages_and_saves_wait_in_lines_of_their_own():
    pools = ThreadPools(None)
    requests = [
        ("POST", "/import/"),
        ("GET", "/s/a/summary/docx/"),
        ("GET", "/s/a/board/"),
        ("PUT", "/s/a/write/drafts/"),
    ]
    lines = [pools.pool({"method": method, "path": path}) for method, path in requests]
    assert len(set(map(id, lines))) == len(lines)


@pytest.mark.django_db(transaction=True)
def test_a_report_is_handed_out_while_one_person_uploads_files_that_take_long_to_read(server):
    seminar = make.seminar(by=make.person("Aud"))
    make.post(seminar)
    attacker, viewer = make.person("Dag"), make.person("Cora")
    make.member(seminar, viewer, "viewer")
    # A file is given up after WALL_SECONDS, which a busy machine can spend on the report itself.
    assert any(report_before_the_file_is_read(server, seminar, attacker, viewer) for _ in range(3))


def report_before_the_file_is_read(server, seminar, attacker, viewer) -> bool:
    """Whether `viewer` gets a report while the server reads a file of `attacker`, who sends others meanwhile."""
    text = "## Runde\n\nEin lang tekst med ord i, og eit namn.\n\n" * 90_000
    client = person_client(attacker)
    token = client.get(reverse("upload")).cookies["csrftoken"].value
    cookie = f"csrftoken={token}; sessionid={client.cookies['sessionid'].value}"
    parts = {"csrfmiddlewaretoken": token, 'file"; filename="vegg.md': text}
    body = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    )
    statuses: list[int] = []

    def send() -> None:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
        headers = {"Cookie": cookie, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        connection.request("POST", "/import/", f"{body}--{BOUNDARY}--\r\n".encode(), headers)
        statuses.append(connection.getresponse().status)

    threads = [Thread(target=send) for _ in range(UPLOADS)]
    for thread in threads:
        thread.start()
    until(lambda: readers_of(server), "a file is being read", seconds=30)
    for pid in readers_of(server):
        os.kill(pid, signal.SIGSTOP)  # so that it takes as long as the test
    until(lambda: len(statuses) >= UPLOADS - 1, "all but the one that is read are answered", seconds=60)
    assert set(statuses) == {422}
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    reader = person_client(viewer)
    connection.request(
        "GET", f"/s/{seminar.slug}/summary/docx/", headers={"Cookie": f"sessionid={reader.cookies['sessionid'].value}"}
    )
    report = connection.getresponse()
    assert (report.status, report.read(2)) == (200, b"PK")
    in_time = len(statuses) == UPLOADS - 1
    for pid in readers_of(server):
        os.kill(pid, signal.SIGCONT)
    for thread in threads:
        thread.join(120)
    assert len(statuses) == UPLOADS
    return in_time


LONGEST = 20  # seconds that others wait; the files take minutes, and the machine may have other work


@pytest.mark.skipif(not os.environ.get("LONG"), reason="LONG=1 uploads twelve files that take minutes to read")
@pytest.mark.django_db(transaction=True)
def test_twelve_hostile_files_of_twelve_people_hold_up_nobody(server):
    aud = make.person("Aud")
    seminar = make.seminar(by=aud)
    make.round(seminar).open()
    make.post(seminar)
    scribe = make.scribe(seminar, make.group(seminar))
    answers: list[int] = []

    def send(session: str, name: str, data: bytes) -> None:
        cookie = f"csrftoken={'a' * 32}; sessionid={session}"
        start = f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{"a" * 32}\r\n'
        start += f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        headers = {"Cookie": cookie, "Content-Type": "multipart/form-data; boundary=x"}
        answers.append(fetch(server, "POST", "/import/", start.encode() + data + b"\r\n--x--\r\n", headers)[0])

    files = hostile_files()
    sessions = [session_of(make.person(f"Dag{number}")) for number in range(len(files))]
    uploads = zip(sessions, files.items(), strict=True)
    threads = [Thread(target=send, args=[session, *file]) for session, file in uploads]
    note = json.dumps({"round": seminar.rounds.get().uid, "body": "Ein benk"}).encode()
    base, member = f"/s/{seminar.slug}", {"Cookie": f"sessionid={session_of(aud)}"}
    device = {"Cookie": cookie_of(scribe), "Content-Type": "application/json"}
    for thread in threads:
        thread.start()
    waited = []
    while any(thread.is_alive() for thread in threads):
        waited += [
            fetch(server, "GET", "/healthz"),
            fetch(server, "GET", f"{base}/board/", headers=member),
            fetch(server, "GET", f"{base}/summary/docx/", headers=member),
            fetch(server, "PUT", f"{base}/write/notes/{uuid4()}/", note, device),
        ]
        time.sleep(1)
    assert len(answers) == len(files) and set(answers) <= {302, 422}
    assert {status for status, _seconds in waited} == {200}
    assert max(seconds for _status, seconds in waited) < LONGEST


def fetch(server, method: str, path: str, body: bytes = b"", headers: dict | None = None) -> tuple[int, float]:
    """The status, and how many seconds the answer took."""
    began = time.monotonic()
    connection = HTTPConnection("127.0.0.1", server.port, timeout=600)
    connection.request(method, path, body or None, headers or {})
    answer = connection.getresponse()
    answer.read()
    return answer.status, time.monotonic() - began

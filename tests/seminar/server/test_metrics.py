"""The numbers for a monitoring system: who gets them, what they count, and that they are OpenMetrics."""

import asyncio
import http.client
import json
import os
import re
import time
from uuid import uuid4

import pytest
from django.db import connection

from seminar.live.stream import Live
from seminar.server import health, metrics
from seminar.server.mail import counted
from seminar.server.thread_pools import ThreadPools
from tests import make
from tests.ledger.loop import run as run_alone
from tests.seminar.live.listener import Listener, cookie_of, session_of
from tests.seminar.server.serving import until

TOKEN = "only-for-this-test-0123456789"
SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="[^"\\\n]*",?)+)\})? (-?[0-9.e+-]+|\+Inf)')
ENDINGS = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"], "gauge": [""]}


def parse(text: str) -> dict[str, float]:
    """The samples by name and labels. Fails where the text is not OpenMetrics 1.0, as far as we use it."""
    lines, samples, names, kind, name = text.split("\n"), {}, set(), "", ""
    assert lines[-2:] == ["# EOF", ""] and lines.count("# EOF") == 1
    for line in lines[:-2]:
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in names, f"{name} comes twice"
            names.add(name)
        elif line.startswith("# UNIT "):
            assert line == f"# UNIT {name} {name.rpartition('_')[2]}"
        elif line.startswith("# HELP "):
            assert line.startswith(f"# HELP {name} ")
        else:
            found = SAMPLE.fullmatch(line)
            assert found and found[1].removeprefix(name) in ENDINGS[kind], line
            sample = line.rpartition(" ")[0]
            assert sample not in samples
            samples[sample] = float(found[3])
    for sample, value in samples.items():  # a histogram counts up to its count
        if 'le="+Inf"' in sample:
            assert value == samples[sample.replace("_bucket", "_count").replace(',le="+Inf"', "")]
    return samples


def get(port: int, token: str | None) -> tuple[int, str, str]:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    asking.request("GET", "/metrics", headers={"Authorization": f"Bearer {token}"} if token else {})
    answer = asking.getresponse()
    return answer.status, answer.getheader("Content-Type"), answer.read().decode()


@pytest.mark.django_db(transaction=True)
def test_whoever_has_the_token_reads_numbers_that_count_and_name_nobody(server, tmp_path):
    backup = tmp_path / "Mon.jsonl.gz"
    backup.write_bytes(b"")
    os.utime(backup, (1_700_000_000, 1_700_000_000))
    assert get(server.port, TOKEN)[0] == 404  # where no token is set, nobody has it
    with server.with_settings({"METRICS_TOKEN": TOKEN, "BACKUP_FOLDER": str(tmp_path)}):
        assert {get(server.port, token)[0] for token in (None, "", "wrong", TOKEN + "x")} == {404}
        aud = make.person("Aud")
        seminar = make.seminar(by=aud)
        make.round(seminar).open()
        scribe = make.scribe(seminar, make.group(seminar), "Signe")
        listener = Listener(server.url, seminar, f"sessionid={session_of(aud)}", seminar.last_change)
        until(lambda: listener.status == 200, "the stream is open")
        note = json.dumps({"round": seminar.rounds.get().uid, "body": "Ein benk"})
        device = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        headers = {"Cookie": cookie_of(scribe), "Content-Type": "application/json"}
        device.request("PUT", f"/s/{seminar.slug}/write/notes/{uuid4()}/", note, headers)
        assert device.getresponse().status == 200
        status, kind, text = get(server.port, TOKEN)
        listener.stop()
    samples = parse(text)
    assert (status, kind) == (200, "application/openmetrics-text; version=1.0.0; charset=utf-8")
    assert samples['rundebord_requests_total{kind="save",status="200"}'] == 1
    assert samples['rundebord_requests_total{kind="page",status="404"}'] >= 4
    assert samples['rundebord_requests_open{kind="stream"}'] == 1
    assert samples['rundebord_request_seconds_bucket{kind="save",le="+Inf"}'] == 1
    assert samples['rundebord_threads{kind="page"}'] == 2 and samples['rundebord_threads_busy{kind="page"}'] == 0
    assert samples["rundebord_stream_up"] == 1
    assert samples['rundebord_mails_total{result="failed"}'] == 0 and set(counted) == {"sent", "failed"}
    assert ("rundebord_disk_free_bytes" in samples) == (connection.vendor == "sqlite")
    assert samples["rundebord_database_up"] == 1 and 0 < samples["rundebord_database_seconds"] < 3
    assert samples["rundebord_last_backup_timestamp_seconds"] == 1_700_000_000
    assert "rundebord_last_purge_timestamp_seconds" not in samples  # it deletes nothing in its first hour
    assert samples["process_resident_memory_bytes"] > 10_000_000
    assert not any(words in text for words in (seminar.slug, seminar.title, "Signe", "Aud", "benk", TOKEN))


@pytest.fixture
def answer_of(settings):
    """The numbers of an application, while it runs inside `asyncio.run`."""
    settings.METRICS_TOKEN = TOKEN
    scope = {"type": "http", "method": "GET", "path": "/metrics", "headers": [(b"authorization", f"Bearer {TOKEN}".encode())]}  # fmt: skip  # noqa: E501

    async def answer(application) -> dict[str, float]:
        sent = []

        async def send(message) -> None:
            sent.append(message)

        await application(scope, None, send)
        return parse(sent[1]["body"].decode())

    return answer


def test_it_answers_while_every_thread_is_busy_and_says_how_many_wait(answer_of, monkeypatch):
    monkeypatch.setattr(health, "ask", lambda: health.NO_ANSWER)

    async def look() -> dict[str, float]:
        pools = ThreadPools(None)
        application = metrics.Metrics(Live(pools), pools, re.compile("never"), health.Database())

        def wait(environ):
            time.sleep(0.4)

        pools.pages.respond = wait
        calls = [asyncio.create_task(pools.pages.call({})) for _ in range(5)]
        await asyncio.sleep(0.1)
        numbers = await answer_of(application)
        await asyncio.gather(*calls)
        return numbers

    numbers = run_alone(look())
    assert numbers['rundebord_threads_busy{kind="page"}'] == 2
    assert numbers['rundebord_requests_waiting{kind="page"}'] == 3
    assert numbers["rundebord_stream_up"] == 0  # it has not started
    assert numbers["rundebord_database_up"] == 0 and "rundebord_database_seconds" not in numbers


def test_no_backup_folder_gives_no_number(settings, tmp_path):
    for folder in ("", str(tmp_path), str(tmp_path / "missing")):
        settings.BACKUP_FOLDER = folder
        assert metrics.newest_backup() is None

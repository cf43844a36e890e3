"""What a scribe's two requests cost the server's processor: saving a note or a draft, and opening the page.

`make bench PART=scribe`. In the process itself, through the middleware that each of them passes, for 500 devices of a
national seminar in turn. The baseline is the database's own part: the two rows of a note in one transaction.
"""

import json
import statistics
import sys
import time
from collections import deque
from io import BytesIO
from itertools import count, cycle
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import ground, result

from django.core.handlers.wsgi import WSGIHandler  # isort: skip
from django.db import connection, transaction  # isort: skip
from django.test import RequestFactory  # isort: skip

from seminar.server.saves import Saves
from tests.bench.national import national, open_round
from tests.seminar.live.listener import cookie_of

NOTES, TIMES = 5000, 200
ROW = "{:<34}{:>10}{:>10}"


class ScribeRequests:
    def __init__(self, seminar):
        self.seminar, self.round, self.number = seminar, open_round(seminar), count(1)
        self.scribe = seminar.scribes.first().pk
        self.questions = cycle(self.round.questions.values_list("uid", flat=True))
        self.cookies = cycle([cookie_of(scribe) for scribe in seminar.scribes.select_related("seminar")])
        self.written: deque = deque()  # notes: uid, revision, question and cookie
        self.saves, self.pages, self.factory = Saves(), WSGIHandler(), RequestFactory()

    def ask(self, application, method: str, path: str, data: dict | None = None, cookie: str = "") -> bytes:
        body = json.dumps(data).encode() if data else b""
        path, headers = f"/s/{self.seminar.slug}/write/{path}", {"HTTP_COOKIE": cookie or next(self.cookies)}
        headers |= {"HTTP_HOST": "127.0.0.1", "HTTP_ACCEPT_ENCODING": "gzip", "HTTP_ACCEPT_LANGUAGE": "nb"}
        environ = self.factory.generic(method, path, body, "application/json", secure=True, **headers).environ
        environ["wsgi.input"], answers = BytesIO(body), []
        content = application(environ, lambda status, headers: answers.append(status))
        try:
            assert answers[0].startswith("200"), answers[0]
            return b"".join(content)
        finally:
            content.close()

    def note(self) -> None:
        uid, question, cookie = uuid4(), next(self.questions), next(self.cookies)
        data = {"round": self.round.uid, "question": question, "base": 0}
        data["body"] = f"Ein raud benk ved brua, nummer {next(self.number)}"
        answer = json.loads(self.ask(self.saves, "PUT", f"notes/{uid}/", data, cookie))
        assert answer["kept"] == "saved" and answer["current"] == data["body"]
        self.written.append((uid, answer["revision"], question, cookie))

    def edit(self) -> None:
        """Another text for a note, from the device that wrote it."""
        uid, revision, question, cookie = self.written.popleft()
        data = {"round": self.round.uid, "question": question, "base": revision}
        data["body"] = f"Ein grøn benk ved brua, nummer {next(self.number)}"
        answer = json.loads(self.ask(self.saves, "PUT", f"notes/{uid}/", data, cookie))
        assert answer["kept"] == "saved" and answer["current"] == data["body"]
        self.written.append((uid, answer["revision"], question, cookie))

    def draft(self) -> None:
        data = {"round": self.round.uid, "question": next(self.questions), "version": next(self.number)}
        data["body"] = f"Ein kladd, nummer {data['version']}"
        assert json.loads(self.ask(self.saves, "PUT", "drafts/", data))["current"] == data["body"]

    def page(self) -> None:
        assert self.ask(self.pages, "GET", "")

    def rows(self) -> None:
        """What the database has to do for a note, by hand."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE seminar_seminar SET introduction = introduction WHERE id = %s", [self.seminar.pk])
            cursor.execute("UPDATE seminar_scribe SET name = name WHERE id = %s", [self.scribe])


def measure(ask) -> tuple[float, float]:
    """Milliseconds of processor: the median, and the least."""
    times = []
    for _ in range(5):
        ask()
    for _ in range(TIMES):
        began = time.process_time()
        ask()
        times.append(1000 * (time.process_time() - began))
    return statistics.median(times), min(times)


def main() -> None:
    with ground():
        scribe = ScribeRequests(national(NOTES))
        print(f"{connection.display_name}, {NOTES} notes, ms of processor in {TIMES} requests\n")
        print(ROW.format("", "median", "least"))
        asks = {"a note": scribe.note, "another text for it": scribe.edit}
        asks |= {"a draft": scribe.draft, "the scribe's page": scribe.page}
        asks["two rows in a transaction, by hand"] = scribe.rows
        figures = {name: [f"{ms:.2f}" for ms in measure(ask)] for name, ask in asks.items()}
        for name, times in figures.items():
            print(ROW.format(name, *times))
        [*roads_of_scribe, by_hand] = (f"{median} ms (least {least})" for median, least in figures.values())
        for row, ours in zip(("save", "edit", "draft", "page"), roads_of_scribe, strict=True):
            result(row, ours, by_hand if row == "save" else "")


if __name__ == "__main__":
    main()

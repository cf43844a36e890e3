"""A mail server that takes every connection and never says a word."""

import socket
import time
from http.client import HTTPConnection
from threading import Thread
from urllib.parse import urlencode

import pytest

from tests import make
from tests.seminar.server.serving import until
from tests.seminar.server.slow_clients import FORM

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
TOKEN = "a" * 32
PEOPLE = 6  # more than there are threads for pages or for mail
SECONDS = 8  # less than a page would take if it waited for the mail server


@pytest.fixture
def silent_port():
    listening, taken = socket.create_server(("127.0.0.1", 0)), []

    def accept() -> None:
        while True:
            try:
                taken.append(listening.accept()[0])
            except OSError:
                return

    thread = Thread(target=accept, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    for connection in [listening, *taken]:
        connection.close()


def ask(port: int, method: str, path: str, **fields) -> tuple[int, str, float]:
    """Status, text and seconds."""
    connection, begun = HTTPConnection("127.0.0.1", port, timeout=40), time.monotonic()
    headers = {"Cookie": f"csrftoken={TOKEN}", "Content-Type": FORM, "Accept-Language": "en"}
    connection.request(method, path, urlencode(fields | {"csrfmiddlewaretoken": TOKEN}), headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, time.monotonic() - begun


def test_whoever_asks_for_a_code_is_answered_and_so_are_all_others_and_the_log_says_that_no_mail_went_out(
    server, silent_port
):
    people = [make.person(f"Kari{number}") for number in range(PEOPLE)]
    with server.with_settings({"EMAIL_URL": f"smtp://127.0.0.1:{silent_port}"}):
        before = len(server.log.read_text())
        for person in people:
            status, _text, seconds = ask(server.port, "POST", "/account/login/code/", email=person.email)
            assert (status, seconds < SECONDS) == (302, True)
        for path in ("/accessibility/", "/account/login/"):
            status, _text, seconds = ask(server.port, "GET", path)
            assert (status, seconds < SECONDS) == (200, True)

        def log() -> str:
            return server.log.read_text()[before:]

        until(lambda: "An email was not sent" in log(), "the log says so", seconds=40)

        def page() -> str:
            return ask(server.port, "GET", "/account/login/code/")[1]

        until(lambda: "cannot send email just now" in page(), "the page says so", seconds=10)
        assert not any(person.email in log() for person in people)

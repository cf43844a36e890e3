"""What clients do wrong does not fill the log, and faults of the server are all in it."""

import logging
import sys

import pytest
from django.urls import reverse

from seminar.server.logs import MOST_A_MINUTE, ClientFaults, WithoutKeys

pytestmark = pytest.mark.once


def record(logger: str, **fields) -> logging.LogRecord:
    try:
        raise ValueError("evil.example")
    except ValueError:
        made = logging.LogRecord(logger, logging.ERROR, __file__, 1, "Invalid host: %s", ("x",), sys.exc_info())
    made.__dict__.update(fields)
    return made


@pytest.mark.parametrize(
    "logger, fields", [("django.security.DisallowedHost", {}), ("django.request", {"status_code": 404})]
)
def test_scanners_get_ten_lines_a_minute_without_a_traceback(monkeypatch, logger, fields):
    monkeypatch.setattr("seminar.server.logs.time.monotonic", lambda: 600)
    faults, records = ClientFaults(), [record(logger, **fields) for _ in range(1000)]
    passed = [one for one in records if faults.filter(one)]
    assert len(passed) == MOST_A_MINUTE and "more of this kind" in passed[-1].msg
    assert not any(one.exc_info for one in passed)
    monkeypatch.setattr("seminar.server.logs.time.monotonic", lambda: 660)
    assert faults.filter(record(logger, **fields))


def test_every_fault_of_the_server_keeps_its_line_and_its_traceback():
    faults, records = ClientFaults(), [record("django.request", status_code=500) for _ in range(100)]
    assert all(faults.filter(one) and one.exc_info for one in records)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("join", ["KX47PM2Q"]),
        ("result", ["KX47PM2Q"]),
        ("linked_file", ["vaarmoete", "KX47PM2Q"]),
        ("account_reset_password_from_key", ["1a", "KX47PM2Q"]),
    ],
)
def test_no_code_or_key_in_an_address_is_logged(name, parts):
    made, address = record("uvicorn.access"), reverse(name, args=parts)
    made.msg, made.args = f"GET {address} %s", (f"{address}?next=1",)
    WithoutKeys().filter(made)
    assert "KX47PM2Q" not in made.getMessage() and "next=1" in made.getMessage()

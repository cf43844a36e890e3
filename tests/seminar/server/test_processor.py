"""The server keeps to one processor, and what it starts to make files is free to use any."""

import os
from pathlib import Path

import pytest

from tests.seminar.server.serving import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
ALL = os.sched_getaffinity(0)


def processors(pid: int) -> dict[str, list[set[int]]]:
    """The processors that each thread of a process may use, by the name of the thread."""
    found: dict[str, list[set[int]]] = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        name = (task / "comm").read_text().strip()
        found.setdefault(name, []).append(os.sched_getaffinity(int(task.name)))
    return found


@pytest.mark.parametrize(("one", "number"), [("on", 1), ("off", len(ALL))])
def test_the_server_keeps_to_one_processor_unless_it_may_not(server, one, number):
    with server.with_settings({"ONE_PROCESSOR": one}):
        own = os.sched_getaffinity(server.process.pid)
        assert len(own) == number
        # The clock's thread starts the processes that make files, and may use all of them.
        until(lambda: any(ALL in sets for sets in processors(server.process.pid).values()), "the clock has begun")
        used = {frozenset(some) for sets in processors(server.process.pid).values() for some in sets}
        assert used == {frozenset(ALL), frozenset(own)}

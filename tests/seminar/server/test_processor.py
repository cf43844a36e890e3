"""The server keeps to one processor, and what it starts to make files is free to use any."""

import os
from pathlib import Path

import pytest

from seminar.server import processor
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


def test_of_a_machine_that_has_slow_processors_too_a_fast_one_is_chosen(tmp_path, monkeypatch):
    monkeypatch.setattr(processor, "CPUS", tmp_path)
    assert processor.fastest({0, 1}) == [0, 1]
    for number, frequency in enumerate([3_400_000, 4_800_000, 4_800_000, 3_400_000]):
        file = tmp_path / f"cpu{number}/cpufreq/cpuinfo_max_freq"
        file.parent.mkdir(parents=True)
        file.write_text(f"{frequency}\n")
    assert processor.fastest({0, 1, 2, 3}) == [1, 2]
    assert processor.fastest({0, 3}) == [0, 3]

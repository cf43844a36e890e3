"""Keeps the threads of the server on one processor, since only one of them runs Python at a time.

On several processors each hand-over from one thread to another wakes a processor. In a virtual machine that takes
longer than what most threads then do: docs/weight.md has the figures.
"""

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path

CPUS = Path("/sys/devices/system/cpu")
CAN_CHOOSE = hasattr(os, "sched_setaffinity")  # Linux
EVERYWHERE = os.sched_getaffinity(0) if CAN_CHOOSE else set()
# A thread that makes a page gives way to one that saves a note after so long.
SECONDS_AT_A_TIME = 0.001


def run_on_one_processor() -> None:
    """The calling thread, and those that it starts from now on."""
    sys.setswitchinterval(SECONDS_AT_A_TIME)
    if CAN_CHOOSE:
        os.sched_setaffinity(0, {secrets.choice(fastest(EVERYWHERE))})


def run_on_all_processors() -> None:
    """The calling thread, and the processes that it starts from now on."""
    if CAN_CHOOSE:
        os.sched_setaffinity(0, EVERYWHERE)


def fastest(numbers: set[int]) -> list[int]:
    """Of these processors those with the highest frequency, since some machines have slow ones too."""
    frequencies = dict.fromkeys(numbers, 0)
    for number in numbers:
        with suppress(OSError, ValueError):
            frequencies[number] = int((CPUS / f"cpu{number}/cpufreq/cpuinfo_max_freq").read_text())
    return [number for number, frequency in frequencies.items() if frequency == max(frequencies.values())]

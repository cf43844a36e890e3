"""From an empty folder to the first page: the files of the last commit, and `make run`.

`make bench PART=empty`. Seconds until the page answers, and the MB of the folder then.
The packages come from the index, or from pip's cache where there is one.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import SETTINGS, result
from tests.seminar.server.serving import ROOT, free_port

LONGEST = 600  # seconds
PYTHON = Path(sys.base_prefix) / "bin" / "python3"


def main() -> None:
    own = {name: value for name, value in os.environ.items() if name not in {*SETTINGS, "DATABASE_URL", "VIRTUAL_ENV"}}
    with tempfile.TemporaryDirectory() as folder:
        files = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, stdout=subprocess.PIPE, check=True)
        subprocess.run(["tar", "x"], cwd=folder, input=files.stdout, check=True)
        began, port = time.monotonic(), free_port()
        command = ["make", "run", f"PORT={port}", f"PYTHON={PYTHON}"]
        log = Path(folder) / "make.log"
        with log.open("w") as out:
            process = subprocess.Popen(command, cwd=folder, env=own, stdout=out, stderr=out, start_new_session=True)
        try:
            packages = until(Path(folder, ".venv", ".run").exists, began, process, log)
            seconds = until(lambda: answers(port), began, process, log)
            megabytes = sum(file.lstat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 1e6
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)
    print(f"first page after {seconds:.1f} s, of them {packages:.1f} s for the packages; {megabytes:.0f} MB")
    result("empty", f"{seconds:.0f} s, {megabytes:.0f} MB", f"{packages:.0f} s (installing the packages)")


def until(true, began: float, process: subprocess.Popen, log: Path) -> float:
    """Seconds since it began."""
    while not true():
        assert process.poll() is None and time.monotonic() - began < LONGEST, log.read_text()[-2000:]
        time.sleep(0.05)
    return time.monotonic() - began


def answers(port: int) -> bool:
    with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/") as answer:
        return answer.status == 200
    return False


if __name__ == "__main__":
    main()

"""Runs parts of the benchmark and writes what they print to docs/benchmarks.md, which nobody edits.

    python tests/bench/run.py board roads     (or `make bench PART="board roads"`; all parts without)

With DATABASE_URL it runs on PostgreSQL. A part has one section for each database, which is replaced. It fails where
a part does, which is where an answer was wrong, never because it was slow; then its section stays as it was.
"""

import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
PARTS = ["roads", "board", "live", "suggest", "imports", "exports", "ledger", "herd", "visit", "slow"]
HEAD = """# Benchmarks

Written by `make bench` (tests/bench/run.py). Figures are those of the machine and the moment that each section names,
so that what counts are the ratios within a section: to the baseline of the same run, and between sizes.
"""
SECTION = re.compile(r"^## .*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
LOOPS = 20


def main(parts: list[str]) -> int:
    unknown = set(parts) - set(PARTS)
    if unknown:
        sys.exit(f"There is no part {min(unknown)}. The parts are: {', '.join(PARTS)}.")
    failed = [part for part in parts if not run(part)]
    if failed:
        print(f"Something was wrong in: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


def run(part: str) -> bool:
    """Returns False where the part found something wrong."""
    quiet, began = loop_times(), load()
    process = subprocess.Popen(
        [sys.executable, str(HERE / f"{part}.py")], cwd=ROOT, text=True, stdout=subprocess.PIPE, bufsize=1
    )
    lines = []
    for line in process.stdout or ():
        print(line, end="", flush=True)
        lines.append(line)
    if process.wait():
        return False
    noise = loop_times() + quiet
    place = f"{os.cpu_count()} cores, load {began} when it began and {load()} when it ended"
    steady = f"a fixed loop took 1.0 to {max(noise) / min(noise):.1f} times its best"
    write(part, "".join(lines).strip(), f"{place}; {steady}")
    return True


def write(part: str, text: str, circumstances: str) -> None:
    database = "PostgreSQL" if "postgres" in os.environ.get("DATABASE_URL", "") else "SQLite"
    title = f"## {part.capitalize()}, {database}\n"
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    section = f"{title}\n{now}, commit {commit()}. {circumstances}.\n\n```\n{text}\n```\n\n"
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    sections = {one.split("\n", 1)[0] + "\n": one for one in SECTION.findall(old)} | {title: section}
    PAGE.write_text(f"{HEAD}\n{''.join(sections[one] for one in sorted(sections))}".rstrip() + "\n", encoding="utf-8")


def commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()

    changed = git("status", "--porcelain", "--", "*.py", "*.html", "*.js")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + (" with changes" if changed else "")


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def loop_times() -> list[float]:
    """Seconds of processor for the same work, again and again: on a quiet machine always the same."""
    times = []
    for _ in range(LOOPS):
        began = time.process_time()
        sum(number * number for number in range(100_000))
        times.append(time.process_time() - began)
    return times


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or PARTS))

"""Runs parts of the benchmark and writes what they print to docs/benchmarks.md, which nobody edits.

    python tests/bench/run.py board scribe     (or `make bench PART="board scribe"`; those of the table without)

Each part runs on SQLite, and then on PostgreSQL where one answers at POSTGRES_URL; with DATABASE_URL only there. A part
has one section for each database, which is replaced, and the table at the top is made of what the sections say. It
fails where a part does, which is where an answer was wrong, never because it was slow; then its section stays.
"""

import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path

import psycopg

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
IN_THE_TABLE = ["scribe", "saves", "facilitators", "live", "streams", "herd", "board"]
IN_THE_TABLE += ["exports", "imports", "empty", "start", "soak"]
PARTS = [*IN_THE_TABLE, "suggest", "prints", "ledger", "shares", "proxies", "visit", "slow"]
ONLY_SQLITE = {"empty"}  # which brings its own
DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
POSTGRES_URL = os.environ.get("POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
# What is measured, and the aim. A ratio is to the baseline of the same run; the aims for times are of a quiet machine.
ROWS = {
    "live-1000": ("POST to visible, 1,000 readers, 20 a second, p50/p95/p99", "p95 2x on SQLite, 3x on PostgreSQL"),
    "live-2900": ("the same, 2,900 readers, 4 a second", "p95 1.3x"),
    "live-300": ("the same, 300 readers, 20 a second", ""),
    "streams": ("Streams that one process holds", "9,000"),
    "stop-streams": ("SIGTERM with that many open", "3 s"),
    "stream": ("Memory for each idle stream", "12 KB"),
    "event-1000": ("Processor for each delivered event, 1,000 readers", "1.5x"),
    "event-300": ("the same, 300 readers", "1.5x"),
    "save": ("Processor for a saved note, in the process", "2 ms"),
    "edit": ("the same, another text for it", "2 ms"),
    "draft": ("the same, a draft", "2 ms"),
    "page": ("Processor for the scribe's page, in the process", "4 ms"),
    "saves": ("Saves, 16 at a time, on the server", "1/12 on SQLite, 1/2 on PostgreSQL"),
    "saves-followed": ("the same while 300 streams follow", "0.9x"),
    "scribes": ("1,000 scribes saving every 5 s, p95", "250 ms"),
    "facilitators": ("500 scribes saving every 5 s while 20 facilitators look, p95", ""),
    "facilitators-page": ("the same, median of what their pages ask for", ""),
    "herd": ("1,000 open page and stream within 5 s, p95 of the page", "2 s"),
    "stop": ("SIGTERM with 1,000 streams open", "3 s"),
    "first": ("Board, first screen after a start, processor, of 50, 500 and 5,000 notes", "1 s"),
    "screen": ("Board, first screen, processor, of 50, 500 and 5,000 notes", "10 ms; at 5,000 notes 1.1x of 50"),
    "card": ("Board, a card and the counts, processor", "5 ms; 1.1x"),
    "tag": ("One tag, processor", "5 ms, 10 queries"),
    "stage": ("The stage, processor", ""),
    "summary": ("The summary, processor", ""),
    "room": ("The room, processor", ""),
    "export-csv": ("CSV of 10,000 notes with themes: time, to COPY, memory", "3x, 10 MB"),
    "export-xlsx": ("XLSX", "5x, 20 MB"),
    "export-json": ("JSON", "6x, 20 MB"),
    "export-docx": ("DOCX", "12x, 20 MB"),
    "import": ("Import of a CSV of 10,000", "writing 2x of COPY"),
    "empty": ("`make run`, from an empty folder to the first page", "25 s, 250 MB"),
    "start": ("Start after a kill, to the first answer", ""),
    "memory": ("Memory of the server that has started", ""),
    "soak": ("Memory while 1,000 scribes save", "flat"),
}
RESULT = re.compile(r"^>> (.*?) \| (.*?) \| ?(.*)$", re.MULTILINE)
HEAD = """# Benchmarks

Written by `make bench` (tests/bench/run.py). Figures are those of the machine and the moment that each section names,
so that what counts are the ratios within a section: to the baseline of the same run, and between sizes.
"""
SECTION = re.compile(r"^## .*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
TABLE = "## All rows\n"
LOOPS = 20


def main(parts: list[str]) -> int:
    unknown = set(parts) - set(PARTS)
    if unknown:
        sys.exit(f"There is no part {min(unknown)}. The parts are: {', '.join(PARTS)}.")
    wanted = [(part, kind) for kind in databases() for part in parts if kind == "sqlite" or part not in ONLY_SQLITE]
    failed = [f"{part} on {DATABASES[kind]}" for part, kind in wanted if not run(part, kind)]
    if failed:
        print(f"Something was wrong in: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


def databases() -> list[str]:
    if url := os.environ.get("DATABASE_URL"):
        return ["postgres" if "postgres" in url else "sqlite"]
    with suppress(psycopg.OperationalError), psycopg.connect(POSTGRES_URL, connect_timeout=3):
        return ["sqlite", "postgres"]
    return ["sqlite"]


def run(part: str, kind: str) -> bool:
    """Returns False where the part found something wrong."""
    quiet, began = loop_times(), load()
    url = {"DATABASE_URL": POSTGRES_URL} if kind == "postgres" else {}
    process = subprocess.Popen(
        [sys.executable, str(HERE / f"{part}.py")],
        cwd=ROOT,
        env=url | os.environ,
        text=True,
        stdout=subprocess.PIPE,
        bufsize=1,
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
    write(f"## {part.capitalize()}, {DATABASES[kind]}\n", "".join(lines).strip(), f"{place}; {steady}")
    return True


def write(title: str, text: str, circumstances: str) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    section = f"{title}\n{now}, commit {commit()}. {circumstances}.\n\n```\n{text}\n```\n\n"
    with PAGE.open("a+", encoding="utf-8") as page:
        flock(page, LOCK_EX)  # another part may be running
        page.seek(0)
        sections = {one.split("\n", 1)[0] + "\n": one for one in SECTION.findall(page.read())} | {title: section}
        sections.pop(TABLE, None)
        texts = [one.rstrip() for _, one in sorted(sections.items())]
        page.truncate(0)
        page.write("\n\n".join([HEAD.rstrip(), table(texts), *texts]) + "\n")


def table(sections: list[str]) -> str:
    """Every row that has been measured, on both databases."""
    measured = {
        (row, section.split("\n", 1)[0].rpartition(", ")[2]): (ours, baseline)
        for section in sections
        for row, ours, baseline in RESULT.findall(section)
    }
    lines = ["| What | Aim | SQLite | its baseline | PostgreSQL | its baseline |", "|---|---|---|---|---|---|"]
    for row, (what, aim) in ROWS.items():
        cells = [cell for kind in DATABASES.values() for cell in measured.get((row, kind), ("", ""))]
        if any(cells):
            lines.append(f"| {' | '.join([what, aim, *cells])} |")
    return f"{TABLE}\n" + "\n".join(lines)


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
    sys.exit(main(sys.argv[1:] or IN_THE_TABLE))

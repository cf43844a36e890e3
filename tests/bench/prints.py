"""Generated walls, printed by Chromium: how many of their lines are read as they were written, and in what time.

`make bench PART=prints`, or with another number of prints: `prints.py 20`. See tests/posts/walls/print/generated.py.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import sync_playwright

from tests.conftest import HEADLESS
from tests.posts.walls.print.generated import pdf_of, score_of, style_of

PRINTS = range(60, 60 + (int(sys.argv[1]) if len(sys.argv) > 1 else 120))  # the reader was written by the first sixty
ROW = "{:<26}" + "{:>10}" * 5


def main() -> None:
    kinds: dict[str, list] = {}
    spent = 0.0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(HEADLESS), args=["--no-sandbox", "--disable-gpu"])
        for seed in PRINTS:
            pdf = pdf_of(browser, seed)
            began = time.process_time()
            score = score_of(pdf, seed)
            spent += time.process_time() - began
            style = style_of(seed)
            for kind in ("all", "last spaces printed" if style.spaces == "pre-wrap" else "no last spaces"):
                kinds.setdefault(kind, []).append(score)
        browser.close()
    print(ROW.format("", "prints", "lines", "right", "%", "faulty"))
    for kind, scores in kinds.items():
        right, lines = sum(score.right for score in scores), sum(score.lines for score in scores)
        faulty = sum(bool(score.faults) for score in scores)
        print(ROW.format(kind, len(scores), lines, right, f"{right / lines:.2%}", faulty))
    print(f"CPU of reading: {spent / len(PRINTS):.2f} s a print")


if __name__ == "__main__":
    main()

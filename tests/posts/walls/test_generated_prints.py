"""Generated walls, printed by Chromium in many ways: every note comes out whole, and nearly every line as it was."""

import os

import pytest

from tests.posts.walls.print.generated import Score, pdf_of, score_of

pytestmark = [pytest.mark.browser, pytest.mark.once]
PRINTS = range(60, 180 if os.environ.get("LONG") else 66)
CERTAIN = 0.97  # of the lines


def test_generated_walls_that_are_printed_are_read(chromium):
    scores: dict[int, Score] = {seed: score_of(pdf_of(chromium, seed), seed) for seed in PRINTS}
    right, lines = sum(score.right for score in scores.values()), sum(score.lines for score in scores.values())
    print(f"{right} of {lines} lines in {len(scores)} prints, {right / lines:.1%}")
    assert {seed: score.faults for seed, score in scores.items() if score.faults} == {}
    assert right >= CERTAIN * lines, {seed: score.wrong for seed, score in scores.items()}

"""How often a suggested theme is one that a person chose, beside the plain way of doing it; and how quickly.

`make bench`. Notes come in the order they were written, and the suggestions for each are made before its themes are
told: nothing that is measured can see an answer. Three walls were labelled by hand before any figure was looked at. The
real one is kept outside the project (../shared/seeds) and its labels go by number, under eight and under fourteen
themes; it is left out where it is not there. The other two are invented.

Three rows a wall. "plain" is the cosine of pieces of four and five letters, weighted by how rare they are. "chosen
elsewhere" takes the weights, out of those in WEIGHTS, that did best on the other walls. "as it is" are the weights that
Rundebord comes with.

Both of these flatter. The design itself (pieces of four letters, the weight of a name, the smoothing, the threshold,
the range of WEIGHTS) was settled by comparing variants on all of these walls, and "as it is" was picked on them too.
The themes of the real wall were worded by one person who had read its notes. A wall that nobody has seen will do
worse.
"""

import gc
import hashlib
import itertools
import json
import math
import random
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from posts.walls.read import read  # noqa: E402
from posts.words import words  # noqa: E402
from themes.suggestions.desk import Desk, Heading, Note  # noqa: E402
from themes.suggestions.learner import Learner, Weights  # noqa: E402

SEED = HERE.parents[2] / "shared" / "seeds" / "000_8606f77156206415.txt"
DEMO = HERE.parents[1] / "themes" / "demo"
GRID = {"definition": (3, 6), "stems": (0.3, 0.5, 1), "shared": (0, 0.5, 1), "long": (0, 0.5), "size": (0.8, 1)}
WEIGHTS = [Weights(**dict(zip(GRID, values, strict=True))) for values in itertools.product(*GRID.values())]
ROW = "{:<22}{:<18}{:>8}{:>8}{:>10}{:>16}"
NOTES, THEMES, PAGE = 5000, 30, 50


@dataclass
class Wall:
    """`notes` are (text, the themes it stands under); `kin` says which walls are the same notes under other themes."""

    name: str
    kin: str
    headings: list[Heading]
    notes: list[tuple[str, frozenset[int]]]


class Plain:
    """The baseline."""

    def __init__(self):
        self.texts, self.seen, self.under = 0, Counter(), {}

    def name(self, theme: int, name: str, definition: str) -> None:
        self.see(f"{name} {definition}")
        self.under[theme] = _grams(f"{name} {definition}")

    def see(self, text: str) -> None:
        self.texts += 1
        self.seen.update(_grams(text).keys())

    def place(self, text: str, themes: frozenset[int]) -> None:
        for theme in themes:
            self.under[theme].update(_grams(text))

    def suggest(self, text: str) -> list[int]:
        query = self._weighted(_grams(text))
        scores = {theme: _cosine(query, self._weighted(grams)) for theme, grams in self.under.items()}
        return sorted((theme for theme in scores if scores[theme]), key=lambda theme: -scores[theme])[:3]

    def _weighted(self, grams: Counter) -> dict[str, float]:
        return {gram: n * (math.log((1 + self.texts) / (1 + self.seen[gram])) + 1) for gram, n in grams.items()}


class Ours(Learner):
    def suggest(self, text: str) -> list[int]:
        return [one.theme for one in super().suggest(text)]


def measure(wall: Wall, learner) -> tuple[float, float, float]:
    """The parts of the labelled notes whose first, and one of the first three, is right; and that get any."""
    first = third = any_ = labelled = 0
    for theme, heading in enumerate(wall.headings):
        learner.name(theme, *heading)
    for text, themes in wall.notes:
        found = learner.suggest(text)
        if themes:
            labelled += 1
            first += found[:1] != [] and found[0] in themes
            third += not themes.isdisjoint(found)
            any_ += found != []
        learner.see(text)
        learner.place(text, themes)
    return first / labelled, third / labelled, any_ / labelled


def walls() -> list[Wall]:
    found = [_demo(), _harbour()]
    if not SEED.exists():
        print("Left out: the real wall is not beside this checkout (../shared/seeds).\n")
        return found
    return [*_seed(), *found]


def _seed() -> list[Wall]:
    data, told = SEED.read_bytes(), json.loads((HERE / "walls" / "seed.json").read_text(encoding="utf-8"))
    assert hashlib.sha256(data).hexdigest() == told["sha256"], "the labels belong to another file"
    texts = _texts(data)
    return [
        Wall(
            f"real, {len(told[name]['themes'])} themes",
            "real",
            [Heading(**theme) for theme in told[name]["themes"]],
            list(zip(texts, map(frozenset, told[name]["labels"]), strict=True)),
        )
        for name in ("eight", "fourteen")
    ]


def _demo() -> Wall:
    told = json.loads((DEMO / "tags.json").read_text(encoding="utf-8"))
    names = {theme["name"]: index for index, theme in enumerate(told["themes"])}
    labels = [frozenset(names[name] for name in note["themes"]) for note in told["notes"]]
    texts = _texts((DEMO / "wall.txt").read_bytes())
    headings = [Heading(theme["name"], theme["definition"]) for theme in told["themes"]]
    return Wall("demo", "demo", headings, list(zip(texts, labels, strict=True)))


def _harbour() -> Wall:
    headings, notes = [], []
    for line in (HERE / "walls" / "harbour.txt").read_text(encoding="utf-8").splitlines():
        if " = " in line:
            headings.append(Heading(*line.split(" = ", 1)[1].split(": ", 1)))
        elif " | " in line:
            numbers, text = line.split(" | ", 1)
            notes.append((text, frozenset(int(number) - 1 for number in numbers.split(","))))
    return Wall("harbour", "harbour", headings, notes)


def _texts(data: bytes) -> list[str]:
    return [f"{entry.subject}\n{entry.body}" for entry in read(data, "wall").entries]


def _grams(text: str) -> Counter:
    edged = f" {' '.join(words(text))} "
    return Counter(edged[i : i + size] for size in (4, 5) for i in range(len(edged) - size + 1))


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    length = math.sqrt(sum(x * x for x in one.values()) * sum(x * x for x in other.values()))
    return sum(x * other[gram] for gram, x in one.items() if gram in other) / (length or 1)


def compare(found: list[Wall]) -> None:
    given = {wall.name: {weights: measure(wall, Ours(weights)) for weights in WEIGHTS} for wall in found}
    print(ROW.format("wall", "", "top-1", "top-3", "coverage", "top-1 of those"))
    for wall in found:
        others = [one.name for one in found if one.kin != wall.kin]
        best = max(WEIGHTS, key=lambda weights: sum(sum(given[name][weights][:2]) for name in others))
        rows = {"plain": measure(wall, Plain()), "as it is": measure(wall, Ours())}
        rows["chosen elsewhere"] = given[wall.name][best]
        name = f"{wall.name} ({len(wall.notes)})"
        for way in ("plain", "chosen elsewhere", "as it is"):
            first, third, any_ = rows[way]
            figures = (f"{figure:.2f}" for figure in (first, third, any_, first / any_))
            print(ROW.format(name, way, *figures))
            name = ""


def time_it(found: list[Wall]) -> None:
    """Notes whose words are drawn from those of real notes under one or two themes, with a tail of rare words."""
    draw = random.Random(4)
    subjects = [
        [word for text, under in wall.notes if theme in under for word in text.split()]
        for wall in found
        for theme in range(len(wall.headings))
    ]
    subjects = list(itertools.islice(itertools.cycle(filter(None, subjects)), THEMES))
    every = [word for subject in subjects for word in subject]

    def note() -> Note:
        under = draw.sample(range(THEMES), draw.choice((1, 1, 2)))
        own = [word for theme in under for word in subjects[theme]]
        return Note(" ".join(draw.choice(own if draw.random() < 0.5 else every) + _rare(draw) for _ in range(35)), 1)

    notes = [note()._replace(themes=frozenset({draw.randrange(THEMES)})) for _ in range(NOTES - PAGE)]
    notes += [note() for _ in range(PAGE)]
    gc.collect()
    before, start, desk = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time(), Desk()
    desk.name({theme: Heading(" ".join(subject[:3])) for theme, subject in enumerate(subjects)})
    for key, one in enumerate(notes):
        desk.note(key, one)
    built, size = time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    page = range(NOTES - PAGE, NOTES)
    print(
        f"\n{NOTES} notes, {THEMES} themes: read in {built:.1f} s, {size / 1024:.0f} MB; all times are the processor's"
    )
    for what, ask in (("suggestions", desk.suggestions), ("the same point", desk.alike)):
        print(f"{what} for a page of {PAGE}: {min(_ms(lambda ask=ask: list(map(ask, page))) for _ in range(5)):.0f} ms")
    print(f"one note told anew: {min(_ms(lambda: desk.note(7, notes[7])) for _ in range(5)):.1f} ms")
    print(f"words that stand out: {min(_ms(lambda: desk.standing_out(1, [])) for _ in range(3)):.0f} ms")


def _rare(draw: random.Random) -> str:
    return f" {''.join(draw.choices('aeiourstnlkdgm', k=8))}" if draw.random() < 0.05 else ""


def _ms(doing) -> float:
    start = time.process_time()
    doing()
    return 1000 * (time.process_time() - start)


def main() -> None:
    found = walls()
    compare(found)
    time_it(found)


if __name__ == "__main__":
    main()

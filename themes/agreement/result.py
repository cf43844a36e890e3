"""The result of a comparison: the agreement on each theme, and the notes on which the two differ."""

from collections import defaultdict
from dataclasses import dataclass

from seminar.models import Person, Seminar
from themes.agreement.kappa import PairCounts, counts, differing, mean
from themes.models import Compared, Comparison, Judgement, Theme


@dataclass(frozen=True)
class ThemeAgreement:
    theme: Theme
    counts: PairCounts


@dataclass(frozen=True)
class Difference:
    """A post with the themes that each person chose.

    `placed` is the person whose choice the post's present placements match, or None. `compared.post` is the post.
    """

    compared: Compared
    first: list[Theme]
    second: list[Theme]
    placed: Person | None = None


@dataclass(frozen=True)
class Result:
    """`notes` of the `size` notes were judged by both, `alike` of them with the same themes.

    `kappa` is the mean over the `defined` themes that have a kappa; None where none has.
    """

    size: int
    notes: int
    themes: list[ThemeAgreement]
    kappa: float | None
    defined: int
    alike: int
    differences: list[Difference]

    @classmethod
    def of(cls, comparison: Comparison) -> "Result":
        """Takes a fixed number of queries."""
        themes = {theme.pk: theme for theme in comparison.all_themes()}
        first, second = _choices(comparison)
        rows = {row.pk: row for row in comparison.compared.select_related("post__group", "post__round")}
        agreements = [ThemeAgreement(theme, counts(pk, first, second)) for pk, theme in themes.items()]
        kappas = [agreement.counts.kappa for agreement in agreements]
        differing_rows = [rows[pk] for pk in differing(first, second)]
        notes = len(first.keys() & second.keys())
        return cls(
            size=len(rows),
            notes=notes,
            themes=agreements,
            kappa=mean(kappas),
            defined=sum(kappa is not None for kappa in kappas),
            alike=notes - len(differing_rows),
            differences=_differences(comparison, differing_rows, (first, second), themes),
        )


def _choices(comparison: Comparison) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """For each of the two: the themes chosen, by Compared, in the order of the posts. All are primary keys."""
    judgements = Judgement.objects.filter(compared__comparison=comparison).order_by("compared__place")
    choices: dict[int, dict[int, set[int]]] = {person.pk: {} for person in comparison.people}
    for compared, by in judgements.values_list("compared", "by"):
        choices[by][compared] = set()
    through = Judgement.themes.through.objects.filter(judgement__compared__comparison=comparison)
    for compared, by, theme in through.values_list("judgement__compared", "judgement__by", "theme"):
        choices[by][compared].add(theme)
    return choices[comparison.first_id], choices[comparison.second_id]


def _differences(
    comparison: Comparison,
    rows: list[Compared],
    choices: tuple[dict[int, set[int]], dict[int, set[int]]],
    themes: dict[int, Theme],
) -> list[Difference]:
    successors = _successors(comparison.seminar)
    offered = {successors[pk] for pk in themes}
    placed_themes: defaultdict[int, set[int]] = defaultdict(set)
    placements = comparison.seminar.placements.filter(post__in=[row.post_id for row in rows])
    for post, theme in placements.values_list("post", "theme"):
        placed_themes[post].add(theme)
    differences = []
    for row in rows:
        current = placed_themes[row.post_id] & offered
        placed = None
        for person, chosen in zip(comparison.people, choices, strict=True):
            if placed is None and {successors[pk] for pk in chosen[row.pk]} - {None} == current:
                placed = person
        first, second = ([theme for pk, theme in themes.items() if pk in chosen[row.pk]] for chosen in choices)
        differences.append(Difference(row, first, second, placed))
    return differences


def _successors(seminar: Seminar) -> dict[int, int | None]:
    """What `Theme.successor` returns for every theme of the seminar, in one query: primary keys by primary key."""
    rows = Theme.all_objects.filter(seminar=seminar).values_list("pk", "state", "merged_into")
    themes = {pk: (state, merged_into) for pk, state, merged_into in rows}

    def successor(pk: int) -> int | None:
        while themes[pk][1]:
            pk = themes[pk][1]
        return pk if themes[pk][0] in Theme.CURRENT else None

    return {pk: successor(pk) for pk in themes}

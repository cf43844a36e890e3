"""What a comparison came to: a line for each theme, and the notes to talk about."""

from collections import defaultdict
from dataclasses import dataclass

from themes.agreement import Counts, counts, differing, mean
from themes.models import Comparison, Judgement, Theme


@dataclass(frozen=True)
class Line:
    theme: Theme
    counts: Counts


@dataclass(frozen=True)
class Difference:
    """A post with what each chose; `placed` is the person whose themes it stands under now, if it does."""

    compared: object
    first: list[Theme]
    second: list[Theme]
    placed: object = None


@dataclass(frozen=True)
class Result:
    """`notes` were judged by both, of `size`. `kappa` is the mean over the themes that have one, `defined` many."""

    size: int
    notes: int
    lines: list[Line]
    kappa: float | None
    defined: int
    alike: int
    differences: list[Difference]

    @classmethod
    def of(cls, comparison: Comparison) -> "Result":
        """In a fixed number of queries."""
        themes = {theme.pk: theme for theme in comparison.all_themes()}
        first, second = _chosen(comparison)
        rows = {row.pk: row for row in comparison.compared.select_related("post__group", "post__round")}
        lines = [Line(theme, counts(pk, first, second)) for pk, theme in themes.items()]
        kappas = [line.counts.kappa for line in lines]
        apart = differing(first, second)
        both = len(first.keys() & second.keys())
        return cls(
            size=len(rows),
            notes=both,
            lines=lines,
            kappa=mean(kappas),
            defined=sum(kappa is not None for kappa in kappas),
            alike=both - len(apart),
            differences=_differences(comparison, [rows[pk] for pk in apart], (first, second), themes),
        )


def _chosen(comparison: Comparison) -> tuple[dict[int, set], dict[int, set]]:
    """For each of the two: the themes chosen, by the compared post, in the order of the posts."""
    told = Judgement.objects.filter(compared__comparison=comparison).order_by("compared__place")
    chosen: dict[int, dict[int, set]] = {person.pk: {} for person in comparison.people}
    for compared, by in told.values_list("compared", "by"):
        chosen[by][compared] = set()
    through = Judgement.themes.through.objects.filter(judgement__compared__comparison=comparison)
    for compared, by, theme in through.values_list("judgement__compared", "judgement__by", "theme"):
        chosen[by][compared].add(theme)
    return chosen[comparison.first_id], chosen[comparison.second_id]


def _differences(comparison: Comparison, rows: list, chosen: tuple, themes: dict) -> list[Difference]:
    heirs = _heirs(comparison.seminar)
    now = defaultdict(set)
    placed = comparison.seminar.placements.filter(post__in=[row.post_id for row in rows])
    for post, theme in placed.values_list("post", "theme"):
        now[post].add(theme)
    offered = {heirs.get(pk) for pk in themes}
    told = []
    for row in rows:
        stands = now[row.post_id] & offered
        wanted = [{heirs.get(pk) for pk in mine[row.pk]} - {None} for mine in chosen]
        as_one = next((who for who, theirs in zip(comparison.people, wanted, strict=True) if theirs == stands), None)
        words = [[theme for pk, theme in themes.items() if pk in mine[row.pk]] for mine in chosen]
        told.append(Difference(row, *words, placed=as_one))
    return told


def _heirs(seminar) -> dict[int, int | None]:
    """For each theme there ever was, the one that stands for it now: itself, or what it was merged into."""
    rows = Theme.ever.filter(seminar=seminar).values_list("pk", "state", "merged_into")
    ever = {pk: (state, into) for pk, state, into in rows}

    def heir(pk: int) -> int | None:
        while ever[pk][1]:
            pk = ever[pk][1]
        return pk if ever[pk][0] in Theme.STANDING else None

    return {pk: heir(pk) for pk in ever}

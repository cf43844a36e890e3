"""Notes that say the same in nearly the same words, so that a reader meets them once."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from posts.text.stemming import stem, words
from themes.suggestions.features import content_words
from themes.summary.data import SummaryNote

LEAST_SHARED = 0.6  # of the stems that either of two notes has
MOST_COMPARED = 5_000  # different notes: it takes three seconds, and four times as long for twice as many
FEW_STEMS = 3  # notes with fewer in common are alike only where all of their stems are the same
# Two notes that differ in one of these say the opposite, whatever else they share.
NEGATIONS = frozenset(
    [
        "ikke",
        "ikkje",
        "ingen",
        "inga",
        "inkje",
        "ingenting",
        "aldri",
        "uten",
        "utan",
        "verken",
        "korkje",
        "not",
        "no",
        "nothing",
        "never",
        "without",
    ]
)

Stems = frozenset[str]


def alike(notes: Iterable[SummaryNote]) -> tuple[tuple[str, ...], ...]:
    """The uids of notes that are nearly the same as the first of them, where several groups wrote them.

    Each note is in one of these at most. The order is that of the notes. Where there are more than MOST_COMPARED, only
    those with all stems in common are found.
    """
    by_stems: defaultdict[str, list[SummaryNote]] = defaultdict(list)  # in one text, since a set takes much memory
    for note in notes:
        if stems := _stems(note):
            by_stems[" ".join(sorted(stems))].append(note)
    texts = list(by_stems)
    similar = _clusters(texts) if len(texts) <= MOST_COMPARED else ([text] for text in texts)
    clusters = ([note for text in some for note in by_stems[text]] for some in similar)
    return tuple(tuple(note.uid for note in cluster) for cluster in clusters if len(voices(cluster)) > 1)


def together(notes: Iterable[SummaryNote], alike: Iterable[tuple[str, ...]]) -> list[tuple[SummaryNote, ...]]:
    """The notes in their order; with the first of some that are alike, from several groups, come the others.

    A note without words is left out.
    """
    notes = [note for note in notes if note.has_words]
    cluster_of = {uid: number for number, uids in enumerate(alike) for uid in uids}
    clusters: defaultdict[object, list[SummaryNote]] = defaultdict(list)
    for note in notes:
        clusters[cluster_of.get(note.uid, note.uid)].append(note)
    ordered: list[tuple[SummaryNote, ...]] = []
    for cluster in clusters.values():
        ordered += [tuple(cluster)] if len(voices(cluster)) > 1 else [(note,) for note in cluster]
    return ordered


def voices(notes: Iterable[SummaryNote]) -> list[str]:
    """The groups that the notes count for, each once."""
    return list(dict.fromkeys(voice for note in notes for voice in note.voices))


def _stems(note: SummaryNote) -> Stems:
    text = f"{note.subject}\n{note.body}"
    return frozenset(map(stem, content_words(text))) | (NEGATIONS & set(words(text)))


def _clusters(texts: list[str]) -> Iterator[list[str]]:
    """Each text, of stems with spaces between them, with those after it that are like it and in no cluster yet.

    Two texts that share enough have one of their rarest stems in common, so that few of them have to be compared.
    """
    sets = [frozenset(text.split(" ")) for text in texts]
    holders = Counter(stem for stems in sets for stem in stems)
    rare: defaultdict[str, list[int]] = defaultdict(list)
    rarest = [sorted(stems, key=lambda stem: (holders[stem], stem))[: _prefix(len(stems))] for stems in sets]
    for place, some in enumerate(rarest):
        for one in some:
            rare[one].append(place)
    lengths = [len(stems) for stems in sets]
    taken: set[int] = set()
    for place, stems in enumerate(sets):
        if place in taken:
            continue
        least, most = LEAST_SHARED * lengths[place], lengths[place] / LEAST_SHARED
        candidates = set().union(*(rare[one] for one in rarest[place])) - taken
        likely = (other for other in candidates if other > place and least <= lengths[other] <= most)
        others = sorted(other for other in likely if _are_alike(stems, sets[other]))
        taken.update(others)
        yield [texts[place], *(texts[other] for other in others)]


def _prefix(length: int) -> int:
    """How many of its rarest stems a text must share one of with any text that is like it."""
    return length - math.ceil(LEAST_SHARED * length) + 1


def _are_alike(one: Stems, other: Stems) -> bool:
    shared = len(one & other)
    if shared < FEW_STEMS or shared < LEAST_SHARED * (len(one) + len(other) - shared):
        return False
    return one & NEGATIONS == other & NEGATIONS

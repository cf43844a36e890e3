"""All that is known of one seminar's words: what suggests themes, finds the same point and names what stands out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from posts.words import stem
from themes.suggestions.alike import Alike
from themes.suggestions.everyday import PALE
from themes.suggestions.features import telling
from themes.suggestions.learner import Learner, Suggestion
from themes.suggestions.standing_out import StandingOut

PALE_STEMS = frozenset(map(stem, PALE))


class Note(NamedTuple):
    """A visible note. `themes` are those it stands under, `refused` those that someone took it out from."""

    text: str
    round: int
    author: str = ""
    themes: frozenset[int] = frozenset()
    refused: frozenset[int] = frozenset()


class Heading(NamedTuple):
    name: str
    definition: str = ""


@dataclass
class Desk:
    """Kept up to date by telling it each note and heading anew: the former one is taken back first."""

    learner: Learner = field(default_factory=Learner)
    likeness: Alike = field(default_factory=Alike)
    prominent: StandingOut = field(default_factory=StandingOut)
    notes: dict[int, Note] = field(default_factory=dict)
    headings: dict[int, Heading] = field(default_factory=dict)

    def note(self, key: int, note: Note | None) -> None:
        """None where it is there no more, or hidden."""
        former = self.notes.pop(key, None)
        if former:
            self._tell(former, -1)
            self.likeness.drop(key)
        if note:
            self._tell(note, 1)
            self.likeness.add(key, frozenset(map(stem, telling(note.text))))
            self.notes[key] = note

    def name(self, headings: Mapping[int, Heading]) -> None:
        """The themes as they are now."""
        for theme in [one for one, heading in self.headings.items() if headings.get(one) != heading]:
            self.learner.name(theme, *self.headings.pop(theme), sign=-1)
        for theme, heading in headings.items():
            if theme not in self.headings:
                self.learner.name(theme, *heading)
                self.headings[theme] = heading

    def suggestions(self, key: int) -> list[Suggestion]:
        """For a note without a theme; none for one that has."""
        note = self.notes.get(key)
        return self.learner.suggest(note.text, without=note.refused) if note and not note.themes else []

    def alike(self, key: int) -> list[int]:
        return self.likeness.to(key)

    def standing_out(self, round: int, groups: list[str]) -> list[str]:
        """Words that this round's notes have more of than the others', without the names of groups and authors."""
        names = {*groups, *(note.author for note in self.notes.values())}
        return self.prominent.words(round, PALE_STEMS | {stem(word) for name in names for word in telling(name)})

    def _tell(self, note: Note, sign: int) -> None:
        self.learner.see(note.text, sign)
        self.learner.place(note.text, note.themes, sign)
        self.prominent.tell(note.round, telling(note.text), sign)

"""The words of one seminar, indexed to suggest themes, find similar notes and list the keywords of a round."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from posts.text.stemming import stem
from themes.suggestions.features import content_words
from themes.suggestions.keywords import Keywords
from themes.suggestions.learner import MOST_SUGGESTIONS, Learner, Suggestion
from themes.suggestions.similar import SimilarTexts
from themes.suggestions.stopwords import WEAK

LEAST_IN_PART = 0.25  # of a part that a note with the theme was split into; lower than for any note
WEAK_STEMS = frozenset(map(stem, WEAK))


class IndexedNote(NamedTuple):
    """A visible note. `themes` are those it is placed under, `refused` those that someone has removed it from."""

    text: str
    round: int
    author: str = ""
    themes: frozenset[int] = frozenset()
    refused: frozenset[int] = frozenset()


class ThemeHeading(NamedTuple):
    name: str
    definition: str = ""


@dataclass
class SuggestionIndex:
    """Notes and themes are known by their primary keys. Setting one again replaces what was known of it."""

    learner: Learner = field(default_factory=Learner)
    similar: SimilarTexts = field(default_factory=SimilarTexts)
    keywords: Keywords = field(default_factory=Keywords)
    notes: dict[int, IndexedNote] = field(default_factory=dict)
    headings: dict[int, ThemeHeading] = field(default_factory=dict)

    def set_note(self, key: int, note: IndexedNote | None) -> None:
        """None removes the note, because it no longer exists or is hidden."""
        former = self.notes.pop(key, None)
        if former:
            self._count(former, -1)
            self.similar.remove(key)
        if note:
            self._count(note, 1)
            self.similar.add(key, frozenset(map(stem, content_words(note.text))))
            self.notes[key] = note

    def set_themes_of(self, key: int, themes: frozenset[int], refused: frozenset[int]) -> None:
        """As `set_note` with the same text, at less than half the work."""
        note = self.notes[key]
        if themes != note.themes:
            self.learner.add_example(note.text, note.themes, -1)
            self.learner.add_example(note.text, themes)
        self.notes[key] = note._replace(themes=themes, refused=refused)

    def set_themes(self, headings: Mapping[int, ThemeHeading]) -> None:
        """Replaces all themes."""
        for theme in [one for one, heading in self.headings.items() if headings.get(one) != heading]:
            self.learner.add_theme(theme, *self.headings.pop(theme), sign=-1)
        for theme, heading in headings.items():
            if theme not in self.headings:
                self.learner.add_theme(theme, *heading)
                self.headings[theme] = heading

    def suggestions(self, key: int) -> list[Suggestion]:
        """Empty for a note that has a theme already."""
        note = self.notes.get(key)
        return self.learner.suggest(note.text, without=note.refused) if note and not note.themes else []

    def suggestions_for_parts(self, key: int, texts: list[str]) -> list[set[int]]:
        """The themes suggested for each part of a note, without what was learned from the note itself."""
        note = self.notes.get(key)
        self.set_note(key, None)
        try:
            return [
                {theme for theme, score in self.learner.rank(text)[:MOST_SUGGESTIONS] if score >= LEAST_IN_PART}
                for text in texts
            ]
        finally:
            self.set_note(key, note)

    def similar_to(self, key: int) -> list[int]:
        """The keys of notes that say nearly the same, the most similar first."""
        return self.similar.similar_to(key)

    def keywords_of_round(self, round: int, groups: list[str]) -> list[str]:
        """The words that distinguish a round from the others, without the names of groups and authors."""
        names = {*groups, *(note.author for note in self.notes.values())}
        name_stems = {stem(word) for name in names for word in content_words(name)}
        return self.keywords.of_round(round, WEAK_STEMS | name_stems)

    def _count(self, note: IndexedNote, sign: int) -> None:
        self.learner.count_text(note.text, sign)
        self.learner.add_example(note.text, note.themes, sign)
        self.keywords.count(note.round, content_words(note.text), sign)

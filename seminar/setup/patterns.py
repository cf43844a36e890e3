"""Rounds and questions to start a seminar with."""

from typing import NamedTuple

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Pattern(NamedTuple):
    name: Promise
    rounds: list[tuple[Promise, list[Promise]]]

    def rounds_in(self, language: str) -> list[tuple[str, list[str]]]:
        """Each round's title and questions in this language."""
        with translation.override(language):
            return [(str(title), [str(question) for question in questions]) for title, questions in self.rounds]


PATTERNS = {
    "two-rounds": Pattern(
        _("Two rounds of four questions"),
        [
            (
                _("Where we stand"),
                [
                    _("What works well today?"),
                    _("What is difficult, and for whom?"),
                    _("What do we know too little about?"),
                    _("Whose voice is missing?"),
                ],
            ),
            (
                _("Where we want to go"),
                [
                    _("What should be different in three years?"),
                    _("What can we do ourselves, at once?"),
                    _("What do we need from others?"),
                    _("What is the first step, and who takes it?"),
                ],
            ),
        ],
    ),
    "world-cafe": Pattern(
        _("World café: three rounds"),
        [
            (_("First table"), [_("What matters most to you in this?")]),
            (_("Second table"), [_("What did those before you see that you want to build on?")]),
            (_("Third table"), [_("What has become clear, and what should happen now?")]),
        ],
    ),
    "eratauko": Pattern(
        _("Erätauko: a dialogue of five questions"),
        [
            (
                _("The dialogue"),
                [
                    _("What experience of your own comes to mind?"),
                    _("What did you hear that you had not thought of?"),
                    _("Where do our experiences differ, and why?"),
                    _("What do we understand better now?"),
                    _("What do you take with you from here?"),
                ],
            )
        ],
    ),
}

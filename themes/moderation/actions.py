"""What can be done with one note on its own page, beside what the board does."""

from collections.abc import Mapping
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts import events
from posts.models import Post
from seminar.events import Event
from seminar.forms import RowField
from seminar.models import DialogueRound, Person, Question, Seminar
from themes.board.action import Action
from themes.board.actions import LetIn, SetThemes, SetVisibility
from themes.moderation.repairs import without_repair


class OnOnePost(Action):
    """An action for one note, whose fields may depend on it."""

    def __init__(self, data: Mapping[str, Any] | None, *, seminar: Seminar) -> None:
        super().__init__(data, seminar=seminar)
        pk = self.data.get("post", "")
        post = seminar.posts.select_related("source").filter(pk=pk).first() if pk else None
        if post:
            self.prepare(post)

    def prepare(self, post: Post) -> None:
        """Sets up the fields that depend on the post."""


class SetGroup(Action):
    group = RowField(
        label=gettext_lazy("Group"),
        empty_label=gettext_lazy("Unknown group"),
        gone=gettext_lazy("That group no longer exists."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, seminar: Seminar) -> None:
        super().__init__(data, seminar=seminar)
        self.fields["group"].queryset = seminar.groups.all()

    def act(self, *, by: Person) -> str:
        self.the_post.set_group(self.cleaned_data["group"], by=by)
        return _("Saved.")


class MoveNote(Action):
    """To a round, or to a question and with it its round: "r3" or "q7"."""

    place = forms.ChoiceField(
        label=gettext_lazy("Round and question"),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("That round or question no longer exists.")
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, seminar: Seminar) -> None:
        super().__init__(data, seminar=seminar)
        self.places: dict[str, tuple[DialogueRound, Question | None]] = {}
        choices = []
        for round in seminar.rounds.prefetch_related("questions"):
            offered = {f"r{round.pk}": (round, None)} | {f"q{one.pk}": (round, one) for one in round.questions.all()}
            self.places |= offered
            labels = [(key, _place_label(*place)) for key, place in offered.items()]
            choices.append((f"{round.number}. {round.title}", labels))
        self.fields["place"].choices = choices

    @classmethod
    def showing(cls, post: Post) -> "MoveNote":
        """The form with the present place of the post chosen."""
        form = cls(None, seminar=post.seminar)
        form.initial["place"] = f"q{post.question_id}" if post.question_id else f"r{post.round_id}"
        return form

    def act(self, *, by: Person) -> str:
        round, question = self.places[self.cleaned_data["place"]]
        self.the_post.move(round, question, by=by)
        return _("Moved.")


def _place_label(round: DialogueRound, question: Question | None) -> str:
    return f"{round.number}.{question.number} {question.text}" if question else str(_("No question"))


class UnsplitNote(Action):
    def act(self, *, by: Person) -> str:
        undo_or(self.the_post, events.SPLIT, self.the_post.unsplit, by=by)
        return _("The parts are put back together.")


class UnmergeNote(Action):
    def act(self, *, by: Person) -> str:
        undo_or(self.the_post, events.MERGED, self.the_post.unmerge, by=by)
        return _("The note is no longer merged with another.")


class Verb(Protocol):
    def __call__(self, *, by: Person) -> None: ...


def undo_or(post: Post, event: Event, verb: Verb, *, by: Person) -> None:
    """Undoes the last change of this kind, or calls the verb where none is recorded. Raises NotPossible."""
    changes = post.seminar.changes
    last = changes.about(post).of(event).exclude(number__in=changes.undone()).last()
    if last:
        last.undo(by=by)
    else:
        verb(by=by)


class UseTextSetAside(OnOnePost):
    """Puts a text that was set aside in the place of the current one, which is kept as a version."""

    text_changed = gettext_lazy("Someone else changed this note just now. Look at it before you use the other text.")

    text = RowField(gone=gettext_lazy("That text no longer exists."))
    expected = forms.IntegerField(min_value=1)

    def prepare(self, post: Post) -> None:
        self.fields["text"].queryset = post.revisions.aside()
        self.fields["text"].required = True

    def act(self, *, by: Person) -> str:
        body, expected = self.cleaned_data["text"].body, self.cleaned_data["expected"]
        self.the_post.revise(body=body, by=by, reason=_("A text that was set aside"), expected=expected)
        return _("Saved. The earlier version is kept below.")


class UndoRepair(OnOnePost):
    """Puts a place back as the file had it before the import repaired it."""

    text_changed = gettext_lazy("Someone else changed this note just now. Look at it before you undo the repair.")

    repair = forms.IntegerField(min_value=0)
    expected = forms.IntegerField(min_value=1)
    repairs = 0

    def prepare(self, post: Post) -> None:
        self.repairs = len(post.source.repairs) if hasattr(post, "source") else 0

    def clean_repair(self) -> int:
        if self.cleaned_data["repair"] >= self.repairs:
            raise forms.ValidationError(_("That repair no longer exists."))
        return self.cleaned_data["repair"]

    def act(self, *, by: Person) -> str:
        post = self.the_post
        subject, body = without_repair(post, post.source.repairs, self.cleaned_data["repair"])
        expected = self.cleaned_data["expected"]
        post.revise(subject=subject, body=body, by=by, reason=_("Repair undone"), expected=expected)
        return _("Saved. The earlier version is kept below.")


# On the page of a note: the end of the address, its name, and the action.
NOTE_ACTIONS: list[tuple[str, str, type[Action]]] = [
    ("themes", "post_themes", SetThemes),
    ("state", "post_state", SetVisibility),
    ("late", "post_late", LetIn),
    ("group", "post_group", SetGroup),
    ("place", "post_place", MoveNote),
    ("whole", "post_whole", UnsplitNote),
    ("merge/out", "post_leave", UnmergeNote),
    ("aside", "post_aside", UseTextSetAside),
    ("repairs", "post_repairs", UndoRepair),
]

"""What the room and the wall show: forms over the query string, so that every choice can be bookmarked."""

from collections.abc import Iterator

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.models import Post
from posts.models.post import PostQuerySet
from posts.room.grid import BY_NUMBER, SILENT_FIRST
from seminar.models import DialogueRound, Seminar

BY_QUESTION = "question"


class QueryForm(forms.Form):
    """A form that is never invalid to the person: a value that is not among the choices counts as none."""

    def chosen(self, name: str) -> str:
        self.is_valid()
        return self.cleaned_data.get(name, "")


class RoomForm(QueryForm):
    round = forms.ChoiceField(label=gettext_lazy("Round"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[(SILENT_FIRST, gettext_lazy("silent groups first")), (BY_NUMBER, gettext_lazy("by number"))],
    )

    def __init__(self, data: QueryDict, *, seminar: Seminar):
        super().__init__(data)
        self.seminar = seminar
        self.rounds = list(seminar.rounds.prefetch_related("questions"))
        self.fields["round"].choices = [(str(round.pk), f"{round.number}. {round}") for round in self.rounds]

    def chosen_round(self) -> DialogueRound | None:
        """The chosen round, or else the current one, or else the first. None where there are no rounds."""
        by_pk = {str(round.pk): round for round in self.rounds}
        if pk := self.chosen("round"):
            return by_pk[pk]
        current = self.seminar.rounds.current()
        return by_pk[str(current.pk)] if current else next(iter(self.rounds), None)

    @property
    def chosen_order(self) -> str:
        return self.chosen("order") or SILENT_FIRST


class WallFilterForm(QueryForm):
    """`of` names a round or a question. Rounds that have not begun are left out: nobody may see their titles yet."""

    of = forms.ChoiceField(label=gettext_lazy("Notes"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[("", gettext_lazy("newest first")), (BY_QUESTION, gettext_lazy("by question"))],
    )

    def __init__(self, data: QueryDict, *, seminar: Seminar):
        super().__init__(data)
        self.seminar = seminar
        has_notes = Exists(Post.objects.for_the_wall().filter(round=OuterRef("pk")))
        begun = seminar.rounds.filter(~Q(state=DialogueRound.State.PLANNED) | has_notes).prefetch_related("questions")
        self.fields["of"].choices = [("", _("All notes")), *(choice for round in begun for choice in _choices(round))]

    def posts(self) -> PostQuerySet:
        posts = self.seminar.posts.for_the_wall()
        if of := self.chosen("of"):
            kind, pk = of.split("-")
            posts = posts.filter(**{kind: pk})
        if self.by_question:
            posts = posts.by_question()
        return posts

    def description(self) -> str:
        """Such as "All notes, newest first"."""
        of, order = (dict(self.fields[name].choices)[self.chosen(name)] for name in ("of", "order"))
        return f"{of}, {order}"

    @property
    def by_question(self) -> bool:
        return self.chosen("order") == BY_QUESTION


def _choices(round: DialogueRound) -> Iterator[tuple[str, str]]:
    yield f"round-{round.pk}", _("Round %(number)d: %(title)s") % {"number": round.number, "title": round}
    for question in round.questions.all():
        if question.held_back:
            continue
        yield f"question-{question.pk}", f"{round.number}.{question.number} {question}"

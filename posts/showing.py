"""What the room and the wall show: forms over the query string, so that every choice can be bookmarked."""

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.models import Post
from posts.models.post import PostQuerySet
from posts.room import SILENT_FIRST
from seminar.models import DialogueRound

BY_QUESTION = "question"


class Showing(forms.Form):
    """A value that makes no sense is as good as none."""

    def chosen(self, name: str) -> str:
        self.is_valid()
        return self.cleaned_data.get(name, "")


class RoomForm(Showing):
    round = forms.ChoiceField(label=gettext_lazy("Round"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[("", gettext_lazy("by number")), (SILENT_FIRST, gettext_lazy("silent groups first"))],
    )

    def __init__(self, data, *, seminar):
        super().__init__(data)
        self.seminar = seminar
        self.rounds = list(seminar.rounds.prefetch_related("questions"))
        self.fields["round"].choices = [(str(round.pk), f"{round.number}. {round}") for round in self.rounds]

    def shown(self) -> DialogueRound | None:
        """The round that is chosen, else the one that groups write in, else the first."""
        by_key = {str(round.pk): round for round in self.rounds}
        if chosen := self.chosen("round"):
            return by_key[chosen]
        current = self.seminar.rounds.current()
        return by_key[str(current.pk)] if current else next(iter(self.rounds), None)


class WallForm(Showing):
    """`of` is a round or a question; only rounds that have begun are told of."""

    of = forms.ChoiceField(label=gettext_lazy("Notes"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[("", gettext_lazy("newest first")), (BY_QUESTION, gettext_lazy("by question"))],
    )

    def __init__(self, data, *, seminar):
        super().__init__(data)
        self.seminar = seminar
        shown = Exists(Post.objects.for_the_wall().filter(round=OuterRef("pk")))
        begun = seminar.rounds.filter(~Q(state=DialogueRound.State.PLANNED) | shown).prefetch_related("questions")
        self.fields["of"].choices = [("", _("All notes")), *(choice for round in begun for choice in _choices(round))]

    def posts(self) -> PostQuerySet:
        posts = self.seminar.posts.for_the_wall()
        if of := self.chosen("of"):
            kind, pk = of.split("-")
            posts = posts.filter(**{kind: pk})
        if self.by_question:
            posts = posts.by_question()
        return posts

    def told(self) -> str:
        """Such as "All notes, newest first"."""
        of, order = (dict(self.fields[name].choices)[self.chosen(name)] for name in ("of", "order"))
        return f"{of}, {order}"

    @property
    def by_question(self) -> bool:
        return self.chosen("order") == BY_QUESTION


def _choices(round: DialogueRound):
    yield f"round-{round.pk}", _("Round %(number)d: %(title)s") % {"number": round.number, "title": round}
    for question in round.questions.all():
        yield f"question-{question.pk}", f"{round.number}.{question.number} {question}"

"""The doors of tidying: where a note belongs, what it is merged into, and what is undone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms.section import Words
from themes.forms import Picked


class UndoForm(forms.Form):
    """The number of the change to undo; none for the last thing that the person did."""

    change = Picked(to_field_name="number")

    def __init__(self, *args, seminar, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["change"].queryset = seminar.changes.all()


class MoveForm(forms.Form):
    """A round, or a question and with it its round: "r3" or "q7"."""

    place = forms.ChoiceField(label=_("Round and question"))

    def __init__(self, *args, seminar, post=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple] = {}
        choices = []
        for round in seminar.rounds.prefetch_related("questions"):
            offered = {f"r{round.pk}": (round, None)} | {f"q{one.pk}": (round, one) for one in round.questions.all()}
            self.places |= offered
            choices.append(
                (f"{round.number}. {round.title}", [(key, _label(*place)) for key, place in offered.items()])
            )
        self.fields["place"].choices = choices
        if post:
            self.initial["place"] = f"q{post.question_id}" if post.question_id else f"r{post.round_id}"

    def move(self, post, *, by) -> None:
        """Raises Unfit."""
        round, question = self.places[self.cleaned_data["place"]]
        post.move(round, question, by=by)


def _label(round, question) -> str:
    return f"{round.number}.{question.number} {question.text}" if question else str(_("No question"))


class MergeForm(forms.Form):
    """The note that this one is merged into, by its uid."""

    into = forms.ModelChoiceField(
        None, to_field_name="uid", error_messages={"invalid_choice": _("That note is not here any more.")}
    )

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = post.seminar.posts.besides(post)


class SearchForm(forms.Form):
    q = Words(label=_("Words in the other note"), max_length=200, required=False)

"""The doors of the board: a theme, a placement, and what may be changed about one note."""

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from posts.models import Post, Unfit
from posts.models.post import LONGEST_BODY
from seminar.forms.section import Words
from themes.models import Theme


class Picked(forms.ModelChoiceField):
    """A row picked by its id among those of the seminar."""

    def __init__(self, **kwargs):
        super().__init__(queryset=None, required=False, **kwargs)


class ThemeForm(forms.Form):
    """`post` is the note that had the focus when the theme was made; it is put under it."""

    name = Words(label=_("Name"), max_length=300)
    definition = Words(
        label=_("What it is about"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    post = Picked(widget=forms.HiddenInput)

    def __init__(self, *args, seminar, theme=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["post"].queryset = seminar.posts.all()
        self.seminar = seminar
        self.others = seminar.themes.exclude(pk=theme and theme.pk)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if name.casefold() in (other.name.casefold() for other in self.others):
            raise taken(name)
        return name

    def make(self, *, by) -> Theme | None:
        """The new theme with the note under it; None where someone took the name since the form was checked."""
        name, definition, post = (self.cleaned_data[field] for field in ("name", "definition", "post"))
        try:
            with transaction.atomic():
                theme = Theme.objects.add(seminar=self.seminar, by=by, name=name, definition=definition)
                if post:
                    theme.take(post, by=by)
        except IntegrityError:
            self.add_error("name", taken(name))
            return None
        return theme

    def describe(self, theme: Theme, *, by) -> bool:
        """False where someone took the name since the form was checked."""
        name, definition = self.cleaned_data["name"], self.cleaned_data["definition"]
        try:
            theme.describe(name=name, definition=definition, by=by)
        except IntegrityError:
            self.add_error("name", taken(name))
            return False
        return True


def taken(name: str) -> forms.ValidationError:
    return forms.ValidationError(_("There is already a theme called “%(name)s”."), params={"name": name})


class PlacementForm(forms.Form):
    """The wanted state, not a toggle, so that a second click changes nothing. `proposed`: a suggestion was taken."""

    put = Picked()
    take_out = Picked()
    proposed = forms.BooleanField(required=False)

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        for field in (self.fields["put"], self.fields["take_out"]):
            field.queryset = themes
            field.error_messages["invalid_choice"] = _("That theme is not here any more.")

    def clean(self) -> dict:
        if not self.errors and not (self.cleaned_data["put"] or self.cleaned_data["take_out"]):
            raise forms.ValidationError(_("Choose a theme."))
        return self.cleaned_data

    def carry_out(self, post, *, by) -> str:
        """Moves the post and says so in a sentence, or says why it does not."""
        if not self.is_valid():
            return next(iter(self.errors.values()))[0]
        try:
            return self._move(post, by=by)
        except Unfit as unfit:
            return str(unfit)

    def _move(self, post, *, by) -> str:
        if theme := self.cleaned_data["put"]:
            theme.take(post, by=by, proposed=self.cleaned_data["proposed"])
            return _("Placed under %(theme)s.") % {"theme": theme}
        theme = self.cleaned_data["take_out"]
        theme.drop(post, by=by)
        return _("Taken out from %(theme)s.") % {"theme": theme}


class TextForm(forms.Form):
    """A new text for a note; `expected` is the revision that was on the screen."""

    subject = Words(label=_("Heading"), max_length=LONGEST_BODY, required=False)
    body = Words(
        label=_("Text"), max_length=LONGEST_BODY, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    reason = Words(label=_("Why"), max_length=200, required=False)
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.holds_more = bool(post.attachments or post.fields)

    def clean(self) -> dict:
        text = self.cleaned_data.get("subject", "") + self.cleaned_data.get("body", "")
        if not text.strip() and not self.holds_more and "body" not in self.errors:
            self.add_error("body", _("A note cannot be empty. Hide it if it should not be seen."))
        return self.cleaned_data

    @classmethod
    def showing(cls, post, **values) -> "TextForm":
        """A form that shows the post as it stands, or `values` in its place."""
        return cls(post=post, initial={"subject": post.subject, "body": post.body, "expected": post.revision} | values)


class MendForm(forms.Form):
    """Which of the import's mends to put back; `expected` is the revision that was on the screen."""

    mend = forms.IntegerField(min_value=0)
    expected = forms.IntegerField(min_value=1)

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = len(post.source.repairs) if hasattr(post, "source") else 0

    def clean_mend(self) -> int:
        if self.cleaned_data["mend"] >= self.known:
            raise forms.ValidationError(_("That mend is not here any more."))
        return self.cleaned_data["mend"]


class GroupForm(forms.Form):
    group = Picked(label=_("Group"), empty_label=_("Unknown group"))

    def __init__(self, *args, seminar, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = seminar.groups.all()


class StateForm(forms.Form):
    state = forms.ChoiceField(choices=[(state, state.label) for state in (Post.State.VISIBLE, Post.State.HIDDEN)])
    reason = Words(label=_("Why"), max_length=200, required=False)

    def carry_out(self, post, *, by) -> str:
        """Says what came of it. Raises Unfit."""
        if self.cleaned_data["state"] == Post.State.HIDDEN:
            done = post.hide(by=by, reason=self.cleaned_data["reason"])
            return _("Hidden. It is in no count and no report.") if done else _("It was hidden already.")
        return _("Shown again.") if post.show(by=by) else _("It was shown already.")


class LateForm(forms.Form):
    """What becomes of a note that came late, and which page to come back to."""

    do = forms.ChoiceField(choices=[("let_in", _("Let it in")), ("hide", _("Hide"))])
    back = forms.ChoiceField(choices=[(page, page) for page in ("board", "post", "room")], required=False)

    def carry_out(self, post, *, by) -> str:
        """Does it, and says so in a sentence. Raises Unfit."""
        if self.cleaned_data["do"] == "hide":
            post.hide(by=by)
            return _("The note is hidden.")
        post.let_in(by=by)
        return _("The note is let in.")


class AsideForm(forms.Form):
    """Which of the texts that were set aside to use; `expected` is the revision that was on the screen."""

    text = Picked()
    expected = forms.IntegerField(min_value=1)

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].queryset = post.revisions.aside()
        self.fields["text"].required = True

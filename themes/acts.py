"""What is done on the board, to one note or to many at once: each act a form, carried out in one transaction."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.models import Post, Unfit
from seminar.forms.section import Words
from themes.act import Act, Several, told_of
from themes.forms import Picked
from themes.history import told, why_not
from themes.models import Theme
from themes.together import together
from themes.undo import last_of, undo_mine


class Place(Act):
    """Several themes at once where keys were quicker than the network; what is done for each is undone by itself."""

    put = Several(required=False)
    take_out = Several(required=False)
    proposed = forms.BooleanField(required=False)

    def clean(self) -> dict:
        if not self.errors and not (self.cleaned_data["put"] or self.cleaned_data["take_out"]):
            raise forms.ValidationError(_("Choose a theme."))
        return self.cleaned_data

    def act(self, *, by) -> str:
        said = [self._put(theme, by=by) for theme in self.cleaned_data["put"]]
        return " ".join(said + [self._take_out(theme, by=by) for theme in self.cleaned_data["take_out"]])

    def _put(self, theme: Theme, *, by) -> str:
        with together(self.seminar):
            for post in self.posts:
                theme.take(post, by=by, proposed=self.cleaned_data["proposed"])
        return told_of(_("Placed under %(theme)s."), theme, self.posts)

    def _take_out(self, theme: Theme, *, by) -> str:
        with together(self.seminar):
            for post in self.posts:
                theme.drop(post, by=by)
        return told_of(_("Taken out from %(theme)s."), theme, self.posts)


class Make(Act):
    """A theme by its name, made where there is none of that name: sent twice it is one theme."""

    name = Words(max_length=300)
    post = Several(required=False)

    def act(self, *, by) -> str:
        self.seminar.hold()
        name = self.cleaned_data["name"]
        theme = self.seminar.themes.called(name).first()
        said = _("Placed under %(theme)s.") if theme else _("Made the theme %(theme)s.")
        theme = theme or Theme.objects.add(seminar=self.seminar, by=by, name=name)
        with together(self.seminar):
            for post in self.posts:
                theme.take(post, by=by)
        return told_of(said, theme, self.posts)


class Turn(Act):
    state = forms.ChoiceField(choices=[(state, state.label) for state in (Post.State.VISIBLE, Post.State.HIDDEN)])

    def act(self, *, by) -> str:
        hides = self.cleaned_data["state"] == Post.State.HIDDEN
        with together(self.seminar):
            for post in self.posts:
                post.hide(by=by) if hides else post.show(by=by)
        return _("Hidden. It is in no count and no report.") if hides else _("Shown again.")


class Late(Act):
    """A note that came late is let in; hiding it is `Turn`."""

    def act(self, *, by) -> str:
        with together(self.seminar):
            for post in self.posts:
                post.let_in(by=by)
        return _("The note is let in.")


class Flagging(Act):
    flag = forms.BooleanField(required=False)

    def act(self, *, by) -> str:
        with together(self.seminar):
            for post in self.posts:
                if self.cleaned_data["flag"]:
                    self.seminar.flags.put(post, by=by)
                else:
                    self.seminar.flags.take_off(post, by=by)
        return _("Flagged.") if self.cleaned_data["flag"] else _("Flag taken off.")


class Mark(Act):
    """Words of one note under a theme: from `start` to `end` in code points of this `revision` of its body."""

    theme = Picked()
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    revision = forms.IntegerField(min_value=1)

    def clean(self) -> dict:
        data = self.cleaned_data
        if not self.errors and not (data["theme"] and data["start"] < data["end"] <= len(data["post"][0].body)):
            raise forms.ValidationError(_("Mark some words of one note, and choose a theme."))
        return data

    def act(self, *, by) -> str:
        theme, [post] = self.cleaned_data["theme"], self.posts[:1]
        span = {name: self.cleaned_data[name] for name in ("start", "end", "revision")}
        with together(self.seminar):
            self.seminar.passages.mark(theme, post, **span, by=by)
        return _("The marked words are under %(theme)s.") % {"theme": theme}


class Unmark(Act):
    passage = Picked()

    def __init__(self, *args, seminar, **kwargs):
        super().__init__(*args, seminar=seminar, **kwargs)
        self.fields["passage"].queryset = seminar.passages.select_related("placement__theme", "placement__post")

    def act(self, *, by) -> str:
        if passage := self.cleaned_data["passage"]:
            self.seminar.passages.unmark(passage, by=by)
        return _("The mark is off the words.")


class Merge(Act):
    """The notes are merged into another."""

    into = Picked()

    def __init__(self, *args, seminar, **kwargs):
        super().__init__(*args, seminar=seminar, **kwargs)
        self.fields["into"].queryset = seminar.posts.select_related("seminar")

    def act(self, *, by) -> str:
        into = self.cleaned_data["into"]
        if into is None:
            raise Unfit(_("Choose a note first."))
        with together(self.seminar):
            for post in self.posts:
                post.merge(into, by=by)
        return ngettext("Merged %(number)s note.", "Merged %(number)s notes.", len(self.posts)) % {
            "number": len(self.posts)
        }


class Undo(Act):
    """The last thing the person did; its notes are those that are answered with."""

    post = Several(required=False)
    undone: Sequence = ()

    @property
    def posts(self):
        return self.seminar.posts.among([change.subject_id for change in self.undone if change.subject_kind == "post"])

    def carry_out(self, *, by) -> tuple[bool, str]:
        try:
            self.undone = undo_mine(self.seminar, by=by)
        except Unfit as unfit:
            return False, why_not(last_of(self.seminar, by), unfit)
        return (True, told(self.undone)) if self.undone else (False, _("You have nothing to undo."))


ACTS = {
    "place": Place,
    "make": Make,
    "turn": Turn,
    "let_in": Late,
    "flag": Flagging,
    "mark": Mark,
    "unmark": Unmark,
    "merge": Merge,
    "undo": Undo,
}

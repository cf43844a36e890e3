"""What can be done on the board, to one note or to many at once: each action a form, carried out in one transaction."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from posts import events as post_events
from posts.errors import CHOSEN_GONE
from posts.models import Post
from posts.models.post import PostQuerySet, TextChanged
from seminar.forms import RowField, TextField
from seminar.models import Change, NotPossible, Person, Seminar
from seminar.models.change import recording
from themes import events
from themes.board.action import NOTHING, Action, ChosenRows, about_theme
from themes.errors import THEME_GONE
from themes.history.entries import refused_sentence, undone_sentence
from themes.models import Theme
from themes.models.quote import LONGEST_QUOTE


class SetThemes(Action):
    """Puts notes under themes, and takes them out; the wanted state, so that a second click changes nothing.

    Several themes come at once where keys were quicker than the network; what is done for each is undone by itself.
    `proposed` says that a suggestion was taken.
    """

    put = ChosenRows(Theme, required=False, gone=THEME_GONE)
    take_out = ChosenRows(Theme, required=False, gone=THEME_GONE)
    proposed = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        if not self.errors and not (self.cleaned_data["put"] or self.cleaned_data["take_out"]):
            raise forms.ValidationError(_("Choose a theme."))
        return self.cleaned_data

    def asks_for(self, change: Change) -> bool:
        wanted = {events.POST_PLACED: "put", events.POST_TAKEN_OUT: "take_out"}.get(change.event)
        themes = [theme.pk for theme in self.cleaned_data[wanted]] if wanted else []
        return is_about(change, self.posts) and change.data.get("theme") in themes

    def act(self, *, by: Person) -> str:
        sentences = [self._put(theme, by=by) for theme in self.cleaned_data["put"]]
        return " ".join(sentences + [self._take_out(theme, by=by) for theme in self.cleaned_data["take_out"]])

    def _put(self, theme: Theme, *, by: Person) -> str:
        with recording(self.seminar.pk, batch=True, undoes=None) as changes:
            for post in self.posts:
                theme.add_post(post, by=by, proposed=self.cleaned_data["proposed"])
        if not changes:
            return already_under(theme, self.posts)
        return about_theme(_("Placed under %(theme)s."), theme, self.posts)

    def _take_out(self, theme: Theme, *, by: Person) -> str:
        with recording(self.seminar.pk, batch=True, undoes=None) as changes:
            for post in self.posts:
                theme.remove_post(post, by=by)
        sentence = _("Taken out of %(theme)s.") if changes else _("Already taken out of %(theme)s.")
        return about_theme(sentence, theme, self.posts)


def is_about(change: Change, posts: Sequence[Post]) -> bool:
    return change.subject_kind == "post" and change.subject_id in [post.pk for post in posts]


def already_under(theme: Theme, posts: Sequence[Post]) -> str:
    """That nothing was changed, and who placed the note there."""
    placement = theme.placements.filter(post__in=posts, by__isnull=False).select_related("by").first()
    if placement and len(posts) == 1:
        return _("Already under %(theme)s, placed by %(name)s.") % {"theme": theme, "name": placement.by}
    return about_theme(_("Already under %(theme)s."), theme, posts)


class MakeTheme(Action):
    """A theme by its name, made where there is none of that name: sent twice, it is one theme."""

    name = TextField(max_length=300)
    post = ChosenRows(Post, required=False, gone=CHOSEN_GONE)

    def asks_for(self, change: Change) -> bool:
        theme = self.seminar.themes.called(self.cleaned_data["name"]).first()
        if theme is None:  # the action was refused
            return False
        if self.posts:
            is_placing = change.event is events.POST_PLACED and is_about(change, self.posts)
            return is_placing and change.data["theme"] == theme.pk
        return change.event is events.THEME_ADDED and change.subject_id == theme.pk

    def act(self, *, by: Person) -> str:
        name = self.cleaned_data["name"]
        with self.seminar.changing(batch=True) as changes:
            existing = self.seminar.themes.called(name).first()
            theme = existing or Theme.objects.add(seminar=self.seminar, by=by, name=name)
            for post in self.posts:
                theme.add_post(post, by=by)
        sentence = _("Placed under %(theme)s.") if existing else _("The theme %(theme)s is created.")
        if existing and self.posts and not changes:
            return already_under(theme, self.posts)
        return about_theme(sentence, theme, self.posts)


class SetVisibility(Action):
    state = forms.ChoiceField(
        choices=[(state, state.label) for state in (Post.State.VISIBLE, Post.State.HIDDEN)],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Nothing was changed. Press one of the buttons on this page.")
        ),
    )
    # An id of its own, since the page of a note also asks why its text is changed.
    reason = TextField(
        label=gettext_lazy("Why"), max_length=200, required=False, widget=forms.TextInput(attrs={"id": "id_why_hidden"})
    )

    def asks_for(self, change: Change) -> bool:
        return is_about(change, self.posts) and change.verb == f"post.{self.cleaned_data['state']}"

    def act(self, *, by: Person) -> str:
        hides, reason = self.cleaned_data["state"] == Post.State.HIDDEN, self.cleaned_data["reason"]
        with self.seminar.changing(batch=True) as changes:
            for post in self.posts:
                post.hide(by=by, reason=reason) if hides else post.show(by=by)
        if hides:
            return _("Hidden. It is not counted and not in the summary.") if changes else _("It was already hidden.")
        return _("Shown again.") if changes else _("It was already visible.")


class LetIn(Action):
    """Accepts notes that came late."""

    def asks_for(self, change: Change) -> bool:
        return is_about(change, self.posts) and change.event is post_events.LET_IN

    def act(self, *, by: Person) -> str:
        with self.seminar.changing(batch=True) as changes:
            for post in self.posts:
                post.let_in(by=by)
        return _("The note is let in.") if changes else _("It was already let in.")


class SetFlag(Action):
    flag = forms.BooleanField(required=False)

    def asks_for(self, change: Change) -> bool:
        wanted = events.FLAGGED if self.cleaned_data["flag"] else events.UNFLAGGED
        return is_about(change, self.posts) and change.event is wanted

    def act(self, *, by: Person) -> str:
        flags = self.cleaned_data["flag"]
        with self.seminar.changing(batch=True) as changes:
            for post in self.posts:
                self.seminar.flags.flag(post, by=by) if flags else self.seminar.flags.unflag(post, by=by)
        if flags:
            return _("Flagged.") if changes else _("It was already flagged.")
        return _("The flag is removed.") if changes else _("It was not flagged.")


class MarkPassage(Action):
    """Words of one note under a theme: from `start` to `end` in code points of this `revision` of its body."""

    text_changed = gettext_lazy("Someone else changed the text of this note just now. Mark the words again.")

    theme = RowField(gone=THEME_GONE)
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    revision = forms.IntegerField(min_value=1)

    def __init__(self, *args: Any, seminar: Seminar, **kwargs: Any) -> None:
        super().__init__(*args, seminar=seminar, **kwargs)
        self.fields["theme"].queryset = seminar.themes.all()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and not (data["theme"] and data["start"] < data["end"] <= len(data["post"][0].body)):
            raise forms.ValidationError(_("Mark some words of one note, and choose a theme."))
        return data

    def asks_for(self, change: Change) -> bool:
        asked = {name: self.cleaned_data[name] for name in ("start", "end")} | {"theme": self.cleaned_data["theme"].pk}
        same = all(change.data.get(name) == value for name, value in asked.items())
        return is_about(change, self.posts) and change.event is events.PASSAGE_MARKED and same

    def act(self, *, by: Person) -> str:
        theme = self.cleaned_data["theme"]
        span = {name: self.cleaned_data[name] for name in ("start", "end", "revision")}
        with self.seminar.changing(batch=True) as changes:
            self.seminar.passages.mark(theme, self.the_post, **span, by=by)
        if not changes:
            return _("These words were already marked for %(theme)s.") % {"theme": theme}
        return _("The marked words are placed under %(theme)s.") % {"theme": theme}


class UnmarkPassage(Action):
    passage = forms.IntegerField(max_value=2**63 - 1)

    def asks_for(self, change: Change) -> bool:
        return is_about(change, self.posts) and change.event is events.PASSAGE_UNMARKED

    def act(self, *, by: Person) -> str:
        passages = self.seminar.passages.select_related("placement__theme", "placement__post")
        if passage := passages.filter(pk=self.cleaned_data["passage"]).first():
            self.seminar.passages.unmark(passage, by=by)
        return _("The words are no longer marked.")


class ShowQuote(Action):
    """Shows words of one note on the big screen, under the theme that they are marked for, else under its first theme.

    From `start` to `end` in code points of this `revision` of its body; without them, all of it.
    """

    text_changed = gettext_lazy("Someone else changed the text of this note just now. Mark the words again.")

    start = forms.IntegerField(min_value=0, required=False)
    end = forms.IntegerField(min_value=1, required=False)
    revision = forms.IntegerField(min_value=1, required=False)

    def asks_for(self, change: Change) -> bool:
        return change.event is events.QUOTE_SHOWN and change.data.get("post") == self.the_post.pk

    def act(self, *, by: Person) -> str:
        if len(self.posts) > 1:
            raise NotPossible(_("Choose one note at a time for the big screen."))
        post = self.the_post
        start, end, revision = (self.cleaned_data[name] for name in ("start", "end", "revision"))
        if revision and revision != post.revision:
            raise TextChanged(post)
        text = post.body[start or 0 : end].strip()
        if not 0 < len(text) <= LONGEST_QUOTE:
            limits = {"most": LONGEST_QUOTE}
            raise NotPossible(_("Mark the words to show first: at most %(most)d characters fit.") % limits)
        theme = (self._marked_theme(start or 0, end) if end else None) or post.themes.in_use().first()
        if theme is None:
            raise NotPossible(_("Place the note under a theme first. The quote is shown under that theme."))
        if theme.quotes.filter(post=post, text=text, shown=True).exists():
            return _("Already on the big screen under %(theme)s.") % {"theme": theme}
        self.seminar.quotes.show(post, theme=theme, text=text, named=True, by=by)
        return _("On the big screen under %(theme)s: “%(text)s”") % {"theme": theme, "text": text}

    def _marked_theme(self, start: int, end: int) -> Theme | None:
        """The theme that some of these words are marked for."""
        post = self.the_post
        for passage in self.seminar.passages.filter(placement__post=post).select_related("placement__theme"):
            span = passage.span(post.body)
            if span and span[0] < end and span[1] > start and not passage.placement.theme.retired:
                return passage.placement.theme
        return None


class MergeNotes(Action):
    """Merges the notes into another."""

    into = RowField(gone=gettext_lazy("That note no longer exists."))

    def __init__(self, *args: Any, seminar: Seminar, **kwargs: Any) -> None:
        super().__init__(*args, seminar=seminar, **kwargs)
        self.fields["into"].queryset = seminar.posts.select_related("seminar")

    def asks_for(self, change: Change) -> bool:
        into = self.cleaned_data["into"]
        is_merging = is_about(change, self.posts) and change.event is post_events.MERGED
        return is_merging and into is not None and change.data["into"] == into.pk

    def act(self, *, by: Person) -> str:
        into = self.cleaned_data["into"]
        if into is None:
            raise NotPossible(_("Choose a note first."))
        if all(post.merged_into_id == into.pk for post in self.posts):
            return _("Already merged into that note.")
        with self.seminar.changing(batch=True):
            for post in self.posts:
                post.merge(into, by=by)
        count = len(self.posts)
        return ngettext("%(number)s note is merged.", "%(number)s notes are merged.", count) % {"number": count}


class Undo(Action):
    """Undoes the change with a number, or the last thing the person did; its notes are those it is answered with.

    An action that changed nothing is not followed by an undo of what was done before it: the answer says so. A change
    that could not be undone is passed over the next time.
    """

    post = ChosenRows(Post, required=False, gone=CHOSEN_GONE)
    change = forms.ModelChoiceField(
        None,
        to_field_name="number",
        required=False,
        error_messages={"invalid_choice": gettext_lazy("That change is not in the log. Reload the page.")},
    )
    undone: Sequence[Change] = ()
    refused: int | None = None

    def __init__(self, *args: Any, seminar: Seminar, **kwargs: Any) -> None:
        super().__init__(*args, seminar=seminar, **kwargs)
        self.fields["change"].queryset = seminar.changes.all()

    def remembered(self, *, by: Person) -> str | int | None:
        return self.refused

    @property
    def posts(self) -> PostQuerySet:
        return self.seminar.posts.among([change.subject_id for change in self.undone if change.subject_kind == "post"])

    def act(self, *, by: Person) -> str:
        change = self.cleaned_data["change"]
        if change:
            return self._undo(change, by=by)
        if self.last == NOTHING:
            raise NotPossible(_("Your last action changed nothing, so nothing was undone."))
        return self._undo_last(before=self.last if isinstance(self.last, int) else None, by=by)

    def _undo(self, change: Change, *, by: Person) -> str:
        try:
            self.undone = [change.undo(by=by)]
        except NotPossible as reason:
            raise NotPossible(refused_sentence(change, reason)) from None
        return undone_sentence(self.undone)

    def _undo_last(self, *, before: int | None, by: Person) -> str:
        try:
            self.undone = self.seminar.undo_last(by=by, before=before)
        except NotPossible as reason:
            change = self.seminar.changes.last_undoable(by, before=before)
            self.refused = change.batch or change.number
            raise NotPossible(refused_sentence(change, reason)) from None
        if not self.undone:
            raise NotPossible(_("You have nothing to undo."))
        return undone_sentence(self.undone)


ACTIONS = {
    "place": SetThemes,
    "make": MakeTheme,
    "turn": SetVisibility,
    "let_in": LetIn,
    "flag": SetFlag,
    "mark": MarkPassage,
    "unmark": UnmarkPassage,
    "quote": ShowQuote,
    "merge": MergeNotes,
    "undo": Undo,
}

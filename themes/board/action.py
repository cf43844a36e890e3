"""What all actions on notes share: which notes they are for, and how they are carried out and answered."""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import cache
from typing import Any

from django import forms
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from posts.errors import CHOSEN_GONE
from posts.models import Post
from posts.models.post import TextChanged
from seminar.forms import row_ids
from seminar.models import Change, NotPossible, Person, Seminar
from seminar.models.change import recording
from seminar.models.prepared import prepared
from themes.models import Theme

NOTHING = "nothing"


class ChosenRows(forms.Field):
    """Rows of the form's seminar, by their ids. Most often it is one, so its statement is prepared."""

    widget = forms.MultipleHiddenInput

    def __init__(self, model: type[models.Model], *, gone: str | Promise, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model: Any = model
        self.gone = gone
        self.seminar: Seminar | None = None

    def clean(self, value: list[str] | None) -> list[Any]:
        self.validate(value)
        value = value or []
        ids = row_ids(value)
        rows = _one_of(self.model)(seminar=self.seminar, pk=ids[0]) if len(ids) == 1 else self._several(ids)
        if len(ids) < len(value) or len(rows) < len(set(ids)):
            raise forms.ValidationError(self.gone)
        for row in rows:
            row.seminar = self.seminar
        return rows

    def _several(self, ids: list[int]) -> list[Any]:
        return list(self.model._default_manager.filter(seminar=self.seminar, pk__in=ids)) if ids else []


@cache
def _one_of(model: type[models.Model]) -> Callable[..., list[Any]]:
    return prepared(lambda seminar, pk: model._default_manager.filter(seminar=seminar, pk=pk))


class Action(forms.Form):
    """A form for one note or many. `act` calls the verbs, and returns a sentence about what was done.

    The board, the page of a note and pages without scripts all send the same action; `next` is the page a form without
    script leads back to. A script gets the cards of `posts` instead.
    """

    text_changed: str | Promise = gettext_lazy("Someone else changed this note just now. Look at it before you go on.")
    last: str | int | None = None  # what the person did last: see `carry_out`

    post = ChosenRows(Post, gone=CHOSEN_GONE, error_messages={"required": gettext_lazy("Choose a note first.")})
    next = forms.CharField(required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, seminar: Seminar) -> None:
        super().__init__(data)
        self.seminar = seminar
        for field in self.fields.values():
            if isinstance(field, ChosenRows):
                field.seminar = seminar

    @property
    def posts(self) -> Sequence[Post]:
        """The notes it was asked for that exist."""
        return self.cleaned_data.get("post", [])

    @property
    def the_post(self) -> Post:
        """The one note, where the action is for one."""
        return self.posts[0]

    def act(self, *, by: Person) -> str:
        """Raises NotPossible, TextChanged."""
        raise NotImplementedError

    def carry_out(self, session: MutableMapping[str, Any], *, by: Person) -> tuple[bool, str]:
        """Whether it was done, and the sentence that says so or why not. All of it is done, or nothing.

        The seminar's `last_change` is then what it was when the action ended.
        Where it changed nothing, the session remembers NOTHING for this seminar, so that the person's next undo does
        not take back an action before it. Where an undo was refused, it remembers the number of that change. Both hold
        until the person changes something, on whichever page.
        """
        key = f"last-action-{self.seminar.pk}-after"
        if not self.is_valid():
            if remembered := self.remembered(by=by):
                session[key] = [remembered, self._latest(by)]
            return False, next(iter(self.errors.values()))[0]
        if key in session:
            last, latest = session.pop(key)
            self.last = last if latest == self._latest(by) else None
        with recording(self.seminar.pk, batch=False, undoes=None) as changes:
            done, sentence = self._act(by=by)
        if changes:  # those of an action that was rolled back have no number any more
            self.seminar.last_change = changes[-1].number if done else changes[0].number - 1
        if not (done and changes) and (remembered := self.remembered(by=by)):
            session[key] = [remembered, self._latest(by)]
        return done, sentence

    def _latest(self, by: Person) -> int | None:
        """The number of the last change by this person that can be undone."""
        change = self.seminar.changes.last_undoable(by)
        return change and change.number

    def _act(self, *, by: Person) -> tuple[bool, str]:
        try:
            with transaction.atomic():
                return True, self.act(by=by)
        except NotPossible as reason:
            return False, str(reason)
        except TextChanged:
            return False, str(self.text_changed)

    def remembered(self, *, by: Person) -> str | int | None:
        """What the session remembers of an action that changed nothing. One that is sent again is not a new one."""
        last = self.seminar.changes.last_undoable(by)
        return None if last and not self.errors and self.asks_for(last) else NOTHING

    def asks_for(self, change: Change) -> bool:
        """Whether the change is what this action asks for."""
        return False


def about_theme(sentence: str, theme: Theme, posts: Sequence[Post]) -> str:
    """The sentence with the name of the theme, and how many notes where it was done to several."""
    count = len(posts)
    many = count > 1 and ngettext("%(number)s note.", "%(number)s notes.", count) % {"number": count}
    return sentence % {"theme": theme} + (f" {many}" if many else "")

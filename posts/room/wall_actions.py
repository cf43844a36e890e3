"""What is done straight on the wall, on the hall's screen and its remote control, and to notes that wait."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from posts import events
from posts.errors import CHOSEN_GONE
from posts.models import Post
from seminar.access import EDITORS, find_seminar
from seminar.events import WALL_FROZEN, WALL_UNFROZEN
from seminar.forms import RowField, own_address
from seminar.models import Change, Hall, NotPossible, Person, Seminar
from seminar.models.change import recording

SEEN = re.compile(r"\d{1,18}-\d{1,9}")
ACTIONS = (
    events.HIDDEN, events.LOCKED, events.UNLOCKED, events.APPROVED, WALL_FROZEN, WALL_UNFROZEN,
)  # fmt: skip


class WallForm(forms.Form):
    """One press. Of a button beside a note, the name is what is done, and the value is the note.

    What is approved is a text: the value is the note and its revision, such as "12-1". `shown` are several of them.
    """

    hide = RowField(gone=CHOSEN_GONE)
    lock = RowField(gone=CHOSEN_GONE)
    unlock = RowField(gone=CHOSEN_GONE)
    approve = forms.RegexField(SEEN, required=False)
    wall = forms.ChoiceField(required=False, choices=[(name, name) for name in ("freeze", "unfreeze", "approve")])
    undo = forms.ModelChoiceField(None, to_field_name="number", required=False)

    def __init__(self, data: Any, *, seminar: Seminar, by: Person) -> None:
        super().__init__(data)
        self.seminar, self.by = seminar, by
        for name in ("hide", "lock", "unlock"):
            self.fields[name].queryset = seminar.posts.select_related("seminar")
        self.fields["undo"].queryset = seminar.changes.of(*ACTIONS).filter(by=by)

    @transaction.atomic
    def carry_out(self) -> None:
        """Raises NotPossible."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        verbs = {"hide": Post.hide, "lock": Post.lock_text, "unlock": Post.unlock_text}
        for name, verb in verbs.items():
            if name in chosen:
                verb(chosen[name], by=self.by)
        hall = Hall.objects.of(self.seminar)
        if chosen.get("wall") == "freeze":
            hall.freeze_wall(by=self.by)
        elif chosen.get("wall") == "unfreeze":
            hall.unfreeze_wall(by=self.by)
        elif chosen.get("wall") == "approve":
            self._approve(self.data.getlist("shown"))
        if "approve" in chosen:
            self._approve([chosen["approve"]])
        if "undo" in chosen:
            self.seminar.undo_action(chosen["undo"], by=self.by)

    def _approve(self, seen: list[str]) -> None:
        """Approves the notes that still have the text that the page showed. Raises NotPossible where none has."""
        revisions = dict(map(int, one.split("-")) for one in seen if SEEN.fullmatch(one))
        with self.seminar.changing(batch=True) as changes:
            for post in self.seminar.posts.visible().filter(pk__in=revisions).select_related("seminar"):
                if post.revision == revisions[post.pk]:
                    post.approve(by=self.by)
        if not changes:
            raise NotPossible(_("Someone else changed this note just now. Look at it before you go on."))


@login_required
@require_POST
def act(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads back to the page; the wall's own page gets the change, so that it can offer to undo it."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    form = WallForm(request.POST, seminar=seminar, by=request.user)
    page = own_address(request.POST.get("next", "")) or reverse("wall", args=[slug])
    try:
        if form.is_valid():
            with recording(seminar.pk, batch=False, undoes=None) as changes:
                form.carry_out()
            if changes and "undo" not in request.POST:
                page = _with_change(page, changes[0])
        else:
            messages.warning(request, next(iter(form.errors.values()))[0])
    except NotPossible as reason:
        messages.warning(request, str(reason))
    return redirect(page)


def _with_change(page: str, change: Change) -> str:
    """The address with the number of the change, where the page is one that offers to undo it."""
    parts, pages = urlsplit(page), ("wall", "hall", "hall_remote", "room")
    if parts.path not in [reverse(name, args=[change.seminar.slug]) for name in pages]:
        return page
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != "did"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("did", change.number)])))


def _done(request: HttpRequest, seminar: Seminar) -> Change | None:
    """What the person has just done, where it is not undone."""
    did = request.GET.get("did", "")
    if not (did.isdecimal() and len(did) <= 18):
        return None
    change = seminar.changes.of(*ACTIONS).filter(by=request.user, number=did).first()
    return change if change and change.number not in seminar.changes.undone() else None


def wall_context(request: HttpRequest, seminar: Seminar) -> dict[str, Any]:
    """What the pages need from which the wall is changed; nothing for those who may not."""
    if getattr(seminar, "role", None) not in EDITORS:
        return {}
    return {
        "may_act": True,
        "wall_frozen": Hall.objects.of(seminar).wall_frozen,
        "waiting_count": seminar.posts.waiting().count(),
        "done": _done(request, seminar),
    }

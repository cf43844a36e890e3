"""The scribe's page as HTML, filled in from templates that were rendered for the first device of its kind."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from posts.models import Draft, Post
from posts.models.submission import LONGEST_NOTE
from posts.writing.page import AnswerField, ScribePage
from seminar.models import DialogueRound, Message, Seminar
from seminar.models.person import new_uid
from seminar.server import cookies
from seminar.server.filled import Hole, filled, joined

# Stands for the uid of a note in the addresses that the page gives its scripts.
UID_PLACEHOLDER = UUID(int=0)


class Markup:
    """What a page is as HTML, for the device that sent the request."""

    def __init__(self, page: ScribePage, request: HttpRequest) -> None:
        self.page, self.request = page, request
        self.zone = ZoneInfo(page.scribe.seminar.time_zone)
        self.shared = {
            "seminar": _seminar(page.scribe.seminar),
            "scribe": {
                "uid": Hole(page.scribe.uid),
                "name": Hole(page.scribe.name),
                "group": Hole(page.scribe.group.name) if page.scribe.group else None,
            },
            "csrf_token": Hole(get_token(request)),
        }

    def whole(self) -> SafeString:
        messages = get_messages(self.request)
        context = self.shared | {
            "now": Hole(self.now()),
            "messages": Hole(render_to_string("components/messages.html", {"messages": messages}) if messages else ""),
            "page": {"phase": ""},
            "blank": self._facts(AnswerField()),
            "appearance": cookies.read(self.request, "appearance"),
        }
        return filled("posts/writing/write.html", context, self.request)

    def now(self, moved: str = "") -> SafeString:
        """The content, which an open page fetches to update itself. `moved` is what it says of another group."""
        page = self.page
        context = self.shared | {
            "page": {
                "phase": page.phase,
                "round": _round(page.round),
                "next_comes": page.next_comes,
                "weighing": page.weighing,
                "drafts": Hole(" ".join(page.drafts)),
                "messages": Hole(joined(map(self._message, page.messages))) if page.messages else "",
                "fields": Hole(joined(map(self._field, page.answer_fields))),
                "others": Hole(self._notes(page.others)) if page.others else "",
                "earlier": Hole(self._notes(page.earlier)) if page.earlier else "",
            }
            | {
                name: Hole(_or_empty(getattr(page, name))) for name in ("left", "grace", "next", "rehearsal", "cleared")
            },
            "group": self._group(),
            "moved": Hole(moved),
            "longest": LONGEST_NOTE,
            "uid_placeholder": UID_PLACEHOLDER,
        }
        return filled("posts/writing/_now.html", context)

    def _group(self) -> dict[str, Any] | None:
        group = self.page.scribe.group
        return group and {
            "may_write": group.may_write,
            "called": Hole(self._time(group.called_at, "TIME_FORMAT")) if group.called_at else "",
            "is_answered": bool(group.answered_at),
        }

    def _message(self, message: Message) -> SafeString:
        time = Hole(self._time(message.sent_at, "TIME_FORMAT"))
        context = {"text": Hole(message.text), "time": time, "to_group": bool(message.group_id)}
        return filled("posts/writing/_message.html", {"seminar": self.shared["seminar"]} | context)

    def _field(self, field: AnswerField) -> SafeString:
        context = self.shared | {"page": {"phase": self.page.phase}, "answer_field": self._facts(field)}
        return filled("posts/writing/_answer_field.html", context)

    def _facts(self, field: AnswerField) -> dict[str, Any]:
        draft = _draft(field.draft)
        return {
            "uid": Hole(field.uid),
            "phase": field.phase,
            "round": _round(field.round),
            "question": field.question and {"uid": Hole(field.question.uid), "text": Hole(field.question.text)},
            "is_of_another_round": bool(field.round and self.page.round and field.round.pk != self.page.round.pk),
            "draft": draft,
            "becomes": Hole(draft["becomes"].value or new_uid()),
            "is_empty": not field.text,
            "text": Hole(field.text),
            "error": Hole(field.error) if field.error else "",
            "left_behind": Hole(joined(map(self._left_behind, field.left_behind))),
            "posts": Hole(self._notes(field.posts)),
        }

    def _left_behind(self, draft: Draft) -> SafeString:
        name = draft.scribe.name
        address = reverse("write_fetch", args=[self.page.scribe.seminar.slug, draft.pk])
        own = {"address": Hole(address), "body": Hole(draft.body), "by": Hole(name) if name else ""}
        shared = {name: self.shared[name] for name in ("csrf_token", "seminar")}
        return filled("posts/writing/_left_behind.html", {"draft": own} | shared)

    def _notes(self, posts: list[Post]) -> SafeString:
        return joined(map(self._note, posts))

    def _note(self, post: Post) -> SafeString:
        note = {
            "uid": Hole(post.uid),
            "revision": Hole(post.revision),
            "state": post.state,
            "body": Hole(post.body),
            "author": Hole(post.author) if post.author else "",
            "time": Hole(self._time(moment, "H:i") if (moment := post.edited_at or post.written_at) else ""),
            "edit": post.edit and _draft(post.edit),
        }
        choices = ("late", "sent_at_closing", "text_locked", "may_change", "may_withdraw")
        note |= {name: getattr(post, name) for name in choices}
        return filled("posts/writing/_note.html", {"seminar": self.shared["seminar"], "post": note})

    def _time(self, moment: datetime, form: str) -> str:
        return date_format(moment.astimezone(self.zone), form)


def _seminar(seminar: Seminar) -> dict[str, Any]:
    choices = ("language", "rehearsing", "send_at_closing", "wall_open", "wall_approval", "keep_until")
    return {
        "slug": Hole(seminar.slug),
        "title": Hole(seminar.title),
        "last_change": Hole(seminar.last_change),
        "introduction": Hole(seminar.introduction) if seminar.introduction else "",
        "result_token": Hole(seminar.result_token) if seminar.result_token else "",
        "finished_at": bool(seminar.finished_at),
    } | {name: getattr(seminar, name) for name in choices}


def _round(round: DialogueRound | None) -> dict[str, Any] | None:
    return round and {"uid": Hole(round.uid), "title": Hole(round.title)}


def _draft(draft: Draft | None) -> dict[str, Any]:
    fetched_by = draft and draft.fetched_by
    return {
        "body": Hole(draft.body if draft else ""),
        "version": Hole(draft.version if draft else 0),
        "origin": Hole(draft.origin if draft else ""),
        "origin_version": Hole(draft.origin_version if draft else 0),
        "base_revision": Hole(draft.base_revision if draft and draft.post_id else ""),
        "becomes": Hole(draft.becomes if draft else ""),
        "fetched_by": Hole(fetched_by) if fetched_by else "",
    }


def _or_empty(value: int | None) -> int | str:
    return "" if value is None else value

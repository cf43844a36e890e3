"""What happened to one note, told in sentences."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from seminar.models import Change

SENTENCES = {
    "post.answered": _("Put under another question"),
    "post.hidden": _("Hidden"),
    "post.placed": _("Placed under %(theme)s"),
    "post.regrouped": _("Moved to %(group)s"),
    "post.revised": _("Text changed"),
    "post.taken_out": _("Taken out from %(theme)s"),
    "post.visible": _("Shown again"),
}


class Happening(NamedTuple):
    change: Change
    sentence: str


def history(post) -> list[Happening]:
    """The changes of a post, newest first. A theme or group that is gone is told as "…"."""
    seminar = post.seminar
    names = {
        "theme": dict(seminar.themes.values_list("pk", "name")),
        "group": {None: _("unknown group")} | dict(seminar.groups.values_list("pk", "name")),
    }
    changes = seminar.changes.about(post).select_related("by", "scribe").order_by("-number")
    return [Happening(change, _told(change, names)) for change in changes]


def _told(change: Change, names: dict) -> str:
    sentence = SENTENCES.get(change.verb, change.verb)
    return str(sentence) % {kind: known.get(change.data.get(kind), "…") for kind, known in names.items()}

"""The events of notes, drafts, imports and rehearsals."""

from django.utils.translation import gettext_lazy as _

from posts import undo
from seminar.events import Topic, event

WRITTEN = event("post.written", _("Note written"), topic=Topic.TEXTS)
REVISED = event("post.revised", _("Text changed"), topic=Topic.TEXTS, undo=undo.revised)
SENT_AT_CLOSING = event("post.sent_at_closing", _("Note sent by itself when the round closed"), topic=Topic.TEXTS)
SET_ASIDE = event("post.set_aside", _("Text set aside"), topic=Topic.TEXTS)

VISIBLE = event("post.visible", _("Note shown again"), topic=Topic.VISIBILITY, undo=undo.visibility_set)
HIDDEN = event("post.hidden", _("Note hidden"), topic=Topic.VISIBILITY, undo=undo.visibility_set)
WITHDRAWN = event("post.withdrawn", _("Note withdrawn by the group"), topic=Topic.VISIBILITY, undo=undo.visibility_set)
LET_IN = event("post.let_in", _("Note let in although late"), topic=Topic.VISIBILITY, undo=undo.let_in)
MARKED_LATE = event("post.kept_late", _("Note marked late again"), topic=Topic.VISIBILITY, undo=undo.marked_late)

APPROVED = event("post.approved", _("Note approved for the wall"), topic=Topic.VISIBILITY, undo=undo.approved)
UNAPPROVED = event(
    "post.unapproved", _("Approval for the wall withdrawn"), topic=Topic.VISIBILITY, undo=undo.unapproved
)
LOCKED = event("post.locked", _("Note locked"), topic=Topic.VISIBILITY, undo=undo.locked)
UNLOCKED = event("post.unlocked", _("Note unlocked"), topic=Topic.VISIBILITY, undo=undo.unlocked)

ROUND_SET = event(
    "post.moved",
    _("Note moved to the round %(round)s"),
    topic=Topic.MOVES,
    names={"round": "dialogueround"},
    undo=undo.moved,
)
QUESTION_SET = event("post.answered", _("Note moved to another question"), topic=Topic.MOVES, undo=undo.question_set)
GROUP_SET = event(
    "post.regrouped", _("Note moved to %(group)s"), topic=Topic.MOVES, names={"group": "group"}, undo=undo.group_set
)

SPLIT = event("post.split", _("Note split into parts"), topic=Topic.SPLITTING, undo=undo.split)
UNSPLIT = event("post.joined", _("Parts put back together"), topic=Topic.SPLITTING, undo=undo.unsplit)
MERGED = event(
    "post.merged", _("Note merged into %(into)s"), topic=Topic.SPLITTING, names={"into": "post"}, undo=undo.merged
)
UNMERGED = event(
    "post.left", _("Merge into %(from)s undone"), topic=Topic.SPLITTING, names={"from": "post"}, undo=undo.unmerged
)
BECAME_PART = event("post.parted", _("Note created as a part of %(from)s"), names={"from": "post"}, echo=True)
PART_UNSPLIT = event(
    "post.joined_in", _("Part put back together with the others: %(to)s"), names={"to": "post"}, echo=True
)
TOOK_IN = event("post.took_in", _("Another note merged into this one: %(post)s"), names={"post": "post"}, echo=True)
GAVE_BACK = event("post.let_go", _("Merge with another note undone: %(post)s"), names={"post": "post"}, echo=True)

DEVICE_HIDDEN = event("scribe.hushed", _("All notes from the device hidden"), topic=Topic.SETUP)
DEVICE_SHOWN = event("scribe.heard", _("Notes from the device shown again"), topic=Topic.SETUP)

ERASURE_ASKED = event("erasure.asked", _("Deletion asked for"), topic=Topic.VISIBILITY)
ERASURE_CANCELLED = event("erasure.cancelled", _("Deletion cancelled"), topic=Topic.VISIBILITY)
ERASED = event("post.erased", _("Note deleted for good"), topic=Topic.VISIBILITY)
DEVICE_ERASED = event("scribe.erased", _("Everything from the device deleted for good"), topic=Topic.SETUP)

DRAFT_BEGUN = event("draft.begun", stream_only=True)
DRAFT_ENDED = event("draft.ended", stream_only=True)
# About the device, since only that device is to hear of it.
DRAFT_ASKED_FOR = event("scribe.asked_to_send", stream_only=True)

WALL_IMPORTED = event("wall.loaded", _("Padlet wall imported"), topic=Topic.SETUP)
IMPORT_UNDONE = event("wall.taken_back", _("Import undone"), topic=Topic.SETUP)

REHEARSAL_STARTED = event("seminar.rehearsal_begun", _("Rehearsal started"), topic=Topic.SETUP)
REHEARSAL_ENDED = event("seminar.rehearsal_ended", _("Rehearsal ended"), topic=Topic.SETUP)

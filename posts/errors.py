"""Why a note cannot be worked on."""

from django.utils.translation import gettext_lazy as _

# Why a note in this state cannot be worked on, where it must be on the board for that.
WHY = {
    "hidden": _("This note is hidden. Show it again first."),
    "withdrawn": _("The group has withdrawn this note."),
    "split": _("This note has since been split. Work on the parts instead."),
    "merged": _("This note has since been merged into another. Work on that note instead."),
    "joined": _(
        "This note was a part of another, and the parts have since been put back together. Work on the original note "
        "instead."
    ),
}
GONE = _("This note no longer exists.")
CHOSEN_GONE = _("A note you chose no longer exists.")

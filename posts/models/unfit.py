from django.utils.translation import gettext_lazy as _


class Unfit(Exception):
    """What was asked does not fit how things stand now, and nothing was changed. `sentence` tells the person why."""

    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


# Why a note in this state cannot be worked on, where it must be on the board for that.
WHY = {
    "hidden": _("This note is hidden. Show it again first."),
    "withdrawn": _("The group has taken this note back."),
    "split": _("This note has been split into parts since. Work on the parts."),
    "merged": _("This note has been merged into another since. Work on that one."),
    "joined": _("This note was a part, and the parts have been put together again since. Work on the whole."),
}
GONE = _("This note is not here any more.")

"""The events of themes, quotes and comparisons, and of what themes do to notes."""

from django.utils.translation import gettext_lazy as _

from posts import events as post_events
from seminar.events import Topic, event
from themes import undo

POST_PLACED = event(
    "post.placed", _("Note placed under %(theme)s"), topic=Topic.PLACEMENTS, names={"theme": "theme"}, undo=undo.placed
)
POST_TAKEN_OUT = event(
    "post.taken_out",
    _("Note taken out of %(theme)s"),
    topic=Topic.PLACEMENTS,
    names={"theme": "theme"},
    undo=undo.taken_out,
)
PASSAGE_MARKED = event(
    "post.marked", _("Words placed under %(theme)s"), topic=Topic.PLACEMENTS, names={"theme": "theme"}, undo=undo.marked
)
PASSAGE_UNMARKED = event(
    "post.unmarked",
    _("Words taken out of %(theme)s"),
    topic=Topic.PLACEMENTS,
    names={"theme": "theme"},
    undo=undo.unmarked,
)
FLAGGED = event("post.flagged", _("Note flagged"), undo=undo.flagged)
UNFLAGGED = event("post.unflagged", _("Flag removed"), undo=undo.unflagged)

THEME_ADDED = event("theme.added", _("Theme created"), topic=Topic.CODEBOOK, undo=undo.theme_added)
THEME_DESCRIBED = event(
    "theme.described", _("Theme name or description changed"), topic=Topic.CODEBOOK, undo=undo.theme_described
)
THEME_EXAMPLE_SET = event(
    "theme.exemplified", _("Example of the theme changed"), topic=Topic.CODEBOOK, undo=undo.theme_example_set
)
THEME_MARK_SET = event("theme.marked", _("Symbol of the theme changed"), topic=Topic.CODEBOOK, undo=undo.theme_mark_set)
THEME_NESTED = event(
    "theme.nested",
    _("Parent theme changed: %(parent)s"),
    topic=Topic.CODEBOOK,
    names={"parent": "theme"},
    undo=undo.theme_nested,
)
THEME_MOVED = event("theme.moved", _("Order of the themes changed"), topic=Topic.CODEBOOK, undo=undo.theme_moved)
THEME_ARRANGED = event(
    "theme.arranged", _("Theme moved to another place"), topic=Topic.CODEBOOK, undo=undo.theme_arranged
)
THEME_RETIRED = event("theme.retired", _("Theme taken out of use"), topic=Topic.CODEBOOK, undo=undo.theme_retired)
THEME_RETURNED = event("theme.returned", _("Theme used again"), topic=Topic.CODEBOOK, undo=undo.theme_returned)
THEME_REMOVED = event("theme.removed", _("Theme removed"), topic=Topic.CODEBOOK, undo=undo.theme_removed)
THEME_RESTORED = event("theme.put_back", _("Theme restored"), topic=Topic.CODEBOOK, undo=undo.theme_added)
THEME_MERGED = event(
    "theme.merged",
    _("Theme merged into %(theme)s"),
    topic=Topic.CODEBOOK,
    names={"theme": "theme"},
    undo=undo.theme_merged,
    moves_posts=True,
)
THEME_UNMERGED = event(
    "theme.parted",
    _("Merge with %(theme)s undone"),
    topic=Topic.CODEBOOK,
    names={"theme": "theme"},
    undo=undo.theme_unmerged,
    moves_posts=True,
)
THEME_SPLIT = event(
    "theme.split",
    _("Notes moved to the new theme %(theme)s"),
    topic=Topic.CODEBOOK,
    names={"theme": "theme"},
    undo=undo.theme_split,
    moves_posts=True,
)
THEME_HANDED_OVER = event(
    "theme.handed_over",
    _("Notes moved to the theme %(theme)s"),
    topic=Topic.CODEBOOK,
    names={"theme": "theme"},
    undo=undo.theme_handed_over,
    moves_posts=True,
)
THEMES_COPIED = event(
    "codebook.copied", _("Themes copied from another seminar"), topic=Topic.CODEBOOK, undo=undo.themes_copied
)
COPY_UNDONE = event("codebook.taken_back", _("Theme copying undone"), topic=Topic.CODEBOOK, undo=undo.copy_undone)

QUOTE_SHOWN = event("quote.shown", _("Quote shown on the big screen"), topic=Topic.CODEBOOK, undo=undo.quote_shown)
QUOTE_REMOVED = event(
    "quote.taken_down", _("Quote removed from the big screen"), topic=Topic.CODEBOOK, undo=undo.quote_removed
)
QUOTE_NAMED = event("quote.named", _("Quote shown with the group's name"), topic=Topic.CODEBOOK, undo=undo.quote_named)
QUOTE_UNNAMED = event(
    "quote.unnamed", _("Quote shown without the group's name"), topic=Topic.CODEBOOK, undo=undo.quote_unnamed
)
QUOTE_MOVED = event("quote.moved", _("Quote moved"), topic=Topic.CODEBOOK, undo=undo.quote_moved)

REMARK_WRITTEN = event(
    "remark.written", _("Text in the summary changed"), topic=Topic.CODEBOOK, undo=undo.remark_written
)
SUMMARY_CLOSED = event("closedsummary.saved", _("Summary closed"), topic=Topic.SETUP)

COMPARISON_STARTED = event("comparison.started", _("Comparison started"), topic=Topic.CODEBOOK)
COMPARISON_JUDGED = event("comparison.judged", _("Note placed in a comparison"), topic=Topic.CODEBOOK)
COMPARISON_CLOSED = event("comparison.closed", _("Comparison ended"), topic=Topic.CODEBOOK)

WEIGHING_OPENED = event("weighing.opened", _("Weighing opened"), topic=Topic.WEIGHING)
WEIGHING_CLOSED = event("weighing.closed", _("Weighing closed"), topic=Topic.WEIGHING)
WEIGHING_REOPENED = event("weighing.reopened", _("Weighing opened again"), topic=Topic.WEIGHING)
# About the group, so that its own devices hear of it.
WEIGHING_ANSWERED = event("weighing.answered", _("Themes weighed"), topic=Topic.WEIGHING)

# Codes of what happens all day, for whoever counts only again what has changed (seminar/models/until_changed.py).
PLACING = {POST_PLACED.code, POST_TAKEN_OUT.code}
TEXT = {post_events.WRITTEN.code, post_events.REVISED.code}  # of one note
# What is in no count of notes, and alters no text.
BESIDE_NOTES = {PASSAGE_MARKED.code, PASSAGE_UNMARKED.code, FLAGGED.code, UNFLAGGED.code}
BESIDE_NOTES |= {post_events.DRAFT_BEGUN.code, post_events.DRAFT_ENDED.code}
# Any other event may concern every note, theme, round or group.
USUAL = PLACING | TEXT | BESIDE_NOTES

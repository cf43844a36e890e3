"""The log of a seminar: which changes it shows, as a form over the query string, and the log as rows of a table."""

from collections.abc import Iterable, Iterator
from itertools import islice
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.models import Post
from seminar.models import Change, Person
from themes.history import Happening, tell

SCRIBES = "scribes"
OF_THEMES = r"^(theme|codebook|quote|comparison)\."
TOLD_AT_ONCE = 4000
# What only tells another note's side of a change that is in the log already.
ECHOES = ("post.parted", "post.joined_in", "post.took_in", "post.let_go")
KINDS = {
    "": (gettext_lazy("All"), Q()),
    "texts": (gettext_lazy("Texts"), Q(verb__in=["post.written", "post.revised", "post.set_aside"])),
    "themes": (gettext_lazy("Notes under themes"), Q(verb__in=["post.placed", "post.taken_out"])),
    "tidying": (
        gettext_lazy("Splitting and merging"),
        Q(verb__in=["post.split", "post.joined", "post.merged", "post.left"]),
    ),
    "moves": (gettext_lazy("Moves"), Q(verb__in=["post.moved", "post.answered", "post.regrouped"])),
    "hiding": (gettext_lazy("Hiding and showing"), Q(verb__in=[f"post.{state}" for state in Post.State.values])),
    "codebook": (gettext_lazy("The themes themselves"), Q(verb__regex=OF_THEMES)),
    "setup": (gettext_lazy("Set-up"), ~Q(verb__regex=OF_THEMES) & ~Q(verb__startswith="post.")),
    "undone": (gettext_lazy("What undid something"), Q(data__has_key="undoes")),
}


class LogFilter(forms.Form):
    """`LogFilter(request.GET, seminar=seminar)`. A value that makes no sense gets an error and narrows nothing."""

    person = forms.ChoiceField(label=gettext_lazy("By"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("What"), required=False, choices=[(key, name) for key, (name, _q) in KINDS.items()]
    )
    theme = forms.ModelChoiceField(None, label=gettext_lazy("Theme"), required=False, empty_label=gettext_lazy("All"))
    post = forms.ModelChoiceField(None, to_field_name="uid", required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, seminar):
        super().__init__(data or {})
        self.seminar = seminar
        people = Person.objects.filter(pk__in=seminar.changes.order_by().values("by"))
        first = [("", gettext_lazy("All")), (SCRIBES, gettext_lazy("The groups"))]
        self.fields["person"].choices = [*first, *((str(person.pk), str(person)) for person in people)]
        self.fields["theme"].queryset = seminar.themes.all()
        self.fields["post"].queryset = seminar.posts.select_related("group")

    @property
    def chosen(self) -> dict:
        """The valid choices by field, without the empty ones."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def changes(self):
        """Newest first."""
        chosen = self.chosen
        wanted = KINDS[chosen.get("kind", "")][1]
        if person := chosen.get("person"):
            wanted &= ~Q(scribe=None) if person == SCRIBES else Q(by=person)
        if theme := chosen.get("theme"):
            mine = Q(subject_kind="theme", subject_id=theme.pk)
            wanted &= mine | Q(verb__in=["post.placed", "post.taken_out"], data__theme=theme.pk)
        if post := chosen.get("post"):
            wanted &= Q(subject_kind="post", subject_id=post.pk)
        else:
            wanted &= ~Q(verb__in=ECHOES)
        return self.seminar.changes.filter(wanted).newest_first()


def rows(chosen: LogFilter) -> Iterator[list[str]]:
    """Headings, then a row a change, newest first: when, who, what, on what, why."""
    yield [_("Number"), _("When"), _("Who"), _("What"), _("On what"), _("Why"), _("Undone")]
    zone = ZoneInfo(chosen.seminar.time_zone)
    changes = chosen.changes().iterator(TOLD_AT_ONCE)
    while some := list(islice(changes, TOLD_AT_ONCE)):
        yield from _told(tell(chosen.seminar, some), zone)


def _told(happenings: Iterable[Happening], zone: ZoneInfo) -> Iterator[list[str]]:
    for one in happenings:
        change = one.change
        yield [
            str(change.number),
            f"{change.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            who(change),
            one.sentence,
            one.subject,
            str(change.data.get("reason") or ""),
            _("yes") if one.undone else "",
        ]


def who(change: Change) -> str:
    return str(change.by or change.scribe or _("someone not logged in"))

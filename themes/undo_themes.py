"""What undoes each verb of a theme or a quote. Each calls one verb, or raises Unfit and says why that cannot be."""

from django.utils.translation import gettext_lazy as _

from posts.models import Unfit
from seminar.models import Seminar
from seminar.models.numbered import Written
from themes.models import Example, Quote, Theme
from themes.models.theme import Gone, Taken

AGAIN = _("The theme has been changed again since.")
GONE = _("The theme has been merged or removed since.")


def _theme(change) -> Theme:
    return Theme.ever.get(pk=change.subject_id)


def _only_if(true: bool) -> None:
    if not true:
        raise Unfit(AGAIN)


def described(change, *, by) -> None:
    theme, former = _theme(change), change.data["former"]
    _only_if({"name": theme.name, "definition": theme.definition} == change.data.get("words"))
    theme.leave_free(former["name"])
    theme.describe(**former, by=by)


def exemplified(change, *, by) -> None:
    theme = _theme(change)
    _only_if(theme.example_id == change.data["example"])
    theme.point_to(Example.objects.filter(pk=change.data["former"]).first(), by=by)


def marked(change, *, by) -> None:
    theme = _theme(change)
    _only_if(theme.own_mark == change.data["mark"])
    theme.wear(change.data["former"], by=by)


def nested(change, *, by) -> None:
    """Under what it stood under, if that is still there; a circle cannot come of it unless others nested since."""
    theme, former = _theme(change), Theme.objects.filter(pk=change.data["former"]).first()
    _only_if(theme.parent_id == change.data["parent"])
    if (change.data["former"] and former is None) or (former and theme.pk in former.line()):
        raise Unfit(AGAIN)
    theme.nest(former, by=by)


def moved(change, *, by) -> None:
    theme, beside = _theme(change), Theme.ever.get(pk=change.data["beside"])
    _only_if((theme.place, beside.place) == (change.data["place"], change.data["former"]))
    theme.change_places(beside, by=by)


def copied(change, *, by) -> None:
    seminar = Seminar.objects.get(pk=change.seminar_id)
    Theme.objects.take_copies_back(change.data["themes"], seminar=seminar, by=by)


def taken_back(change, *, by) -> None:
    seminar = Seminar.objects.get(pk=change.seminar_id)
    Theme.objects.bring_copies_again(change.data["themes"], seminar=seminar, by=by)


def quote(change) -> Quote:
    found = Quote.objects.filter(pk=change.subject_id).first()
    if found is None:
        raise Unfit(_("That quote is not here any more."))
    return found


VERBS = {
    "codebook.copied": copied,
    "codebook.taken_back": taken_back,
    "quote.moved": lambda change, *, by: quote(change).move(-change.data["step"], by=by),
    "quote.named": lambda change, *, by: quote(change).call(False, by=by),
    "quote.shown": lambda change, *, by: quote(change).take_down(by=by),
    "quote.taken_down": lambda change, *, by: quote(change).put_up(by=by),
    "quote.unnamed": lambda change, *, by: quote(change).call(True, by=by),
    "theme.added": lambda change, *, by: _theme(change).remove(by=by),
    "theme.described": described,
    "theme.exemplified": exemplified,
    "theme.handed_over": lambda change, *, by: _theme(change).take_back(change, by=by),
    "theme.marked": marked,
    "theme.merged": lambda change, *, by: _theme(change).part(change, by=by),
    "theme.moved": moved,
    "theme.nested": nested,
    "theme.parted": lambda change, *, by: _theme(change).merge(Theme.ever.get(pk=change.data["theme"]), by=by),
    "theme.put_back": lambda change, *, by: _theme(change).remove(by=by),
    "theme.removed": lambda change, *, by: _theme(change).put_back(change, by=by),
    "theme.retired": lambda change, *, by: _theme(change).use_again(by=by),
    "theme.returned": lambda change, *, by: _theme(change).retire(by=by),
    "theme.split": lambda change, *, by: _theme(change).join(change, by=by),
}


def _told(verb):
    """The verb, with what stops it said in a sentence."""

    def inverse(change, *, by) -> None:
        try:
            verb(change, by=by)
        except (Gone, Theme.DoesNotExist):
            raise Unfit(GONE) from None
        except Taken as taken:
            raise Unfit(_("Another theme is called “%(name)s” now.") % {"name": taken.name}) from None
        except Written:
            raise Unfit(_("Notes have been put under the theme since.")) from None

    return inverse


INVERSES = {name: _told(verb) for name, verb in VERBS.items()}

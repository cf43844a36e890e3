"""The wording of a weighing, in the language that is active when the functions are called."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from themes.weighing.result import Result


def title(result: Result) -> str:
    return result.question or _("What matters most?")


def taken_part(result: Result) -> str:
    """Such as "11 of 15 groups have taken part"."""
    sentence = ngettext(
        "%(count)d of %(of)d group has taken part", "%(count)d of %(of)d groups have taken part", result.group_count
    )
    return sentence % {"count": result.taken_part, "of": result.group_count}


def rule(result: Result) -> str:
    """A sentence that says what each group could give."""
    if result.picks:
        sentence = ngettext(
            "Each group could pick %(limit)d theme.", "Each group could pick up to %(limit)d themes.", result.limit
        )
    else:
        sentence = ngettext(
            "Each group had %(limit)d point to give.", "Each group had %(limit)d points to spread.", result.limit
        )
    return sentence % {"limit": result.limit}

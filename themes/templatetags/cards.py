from django import template
from django.utils.safestring import SafeString

from posts.models import Post
from seminar.models import Seminar
from seminar.server.fragments import Holes, render, rendered
from themes.board.card_state import state_of_card, values_of
from themes.codebook.theme_form import ThemeForm
from themes.templatetags.highlights import is_cut

register = template.Library()


@register.simple_tag(takes_context=True)
def card(context: template.Context, post: Post) -> SafeString:
    """A note on the board. Needs seminar, whole, may_change and the request."""
    seminar, may_change = context["seminar"], context["may_change"]
    shown = {"seminar": seminar, "post": post, "may_change": may_change, "whole": context["whole"]}
    query = context["request"].GET.urlencode() if may_change and (post.suggestions or post.late) else ""
    state = ["card", *state_of_card(post, seminar), may_change, not is_cut(post, context["whole"]), query]
    html = rendered(state, lambda: render("themes/board/_post.html", context, shown))
    return SafeString(Holes.fill(html, change=seminar.last_change, csrf_token=lambda: str(context["csrf_token"])))


@register.simple_tag(takes_context=True)
def themes_with_counts(context: template.Context) -> SafeString:
    """The themes with their counts. Needs seminar, tally, may_change and the request."""
    seminar, tally, may_change = context["seminar"], context["tally"], context["may_change"]
    state = ["themes", *map(values_of, tally.themes), *_place(seminar), may_change, context["request"].GET.urlencode()]
    shown = {"seminar": seminar, "tally": tally, "may_change": may_change}
    return rendered(state, lambda: render("themes/board/_themes.html", context, shown))


@register.simple_tag(takes_context=True)
def note_filter(context: template.Context, place: str) -> SafeString:
    """The form that chooses notes, for the page `place`. Needs seminar, filter and the request."""
    seminar, form, query = context["seminar"], context["filter"], context["request"].GET.urlencode()
    state = ["filter", place, *_place(seminar), query, form.offered, form.errors.as_json()]
    shown = {"seminar": seminar, "filter": form, "place": place}
    return rendered(state, lambda: render("themes/board/_filter.html", context, shown))


@register.simple_tag(takes_context=True)
def new_theme(context: template.Context) -> SafeString:
    """The form for a new theme. Needs seminar and the request."""
    seminar, query = context["seminar"], context["request"].GET.urlencode()

    def make() -> SafeString:
        shown = {"seminar": seminar, "theme_form": ThemeForm(seminar=seminar)}
        return render("themes/board/_theme_form.html", context, shown)

    html = rendered(["new theme", *_place(seminar), query], make)
    return SafeString(Holes.fill(html, change=seminar.last_change, csrf_token=lambda: str(context["csrf_token"])))


def _place(seminar: Seminar) -> tuple[str, str]:
    """In addresses, and in what marks the words of the seminar."""
    return seminar.slug, seminar.language

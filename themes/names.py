"""What the rows that changes speak of are called now. Each kind is looked up once, and only where it is asked for."""

from functools import cached_property

from django.utils.translation import gettext as _

from posts.models import Post
from themes.models import Theme

GONE = "…"
EXCERPT = 60  # signs of a note
NAMED = {  # what stands in a change's data, by the kind of row it names
    "theme": "theme",
    "parent": "theme",
    "group": "group",
    "round": "dialogueround",
    "person": "person",
    "into": "post",
    "from": "post",
    "to": "post",
    "post": "post",
}


class Names:
    """Of one seminar, for changes that speak of `posts` (ids)."""

    def __init__(self, seminar, posts: set[int]):
        self.seminar, self.wanted = seminar, posts

    def of(self, kind: str, pk: int | None) -> str:
        """What the row is called. A row that is gone is "…"."""
        if kind == "seminar":
            return self.seminar.title
        if kind == "group" and pk is None:
            return _("unknown group")
        if kind == "theme" and pk is None:
            return _("no other theme")
        if kind == "post":
            return label(self.posts[pk]) if pk in self.posts else GONE
        return getattr(self, kind, {}).get(pk, GONE)

    @cached_property
    def posts(self) -> dict[int, Post]:
        rows = self.seminar.posts.filter(pk__in=self.wanted).select_related("group")
        return {
            post.pk: post for post in rows.only("seminar", "uid", "subject", "body", "author", "state", "group__name")
        }

    @cached_property
    def theme(self) -> dict:
        return dict(Theme.ever.filter(seminar=self.seminar).values_list("pk", "name"))

    @cached_property
    def quote(self) -> dict:
        return {pk: text[:EXCERPT] for pk, text in self.seminar.quotes.values_list("pk", "text")}

    @cached_property
    def comparison(self) -> dict:
        return {row.pk: str(row) for row in self.seminar.comparisons.select_related("first", "second")}

    @cached_property
    def group(self) -> dict:
        return dict(self.seminar.groups.values_list("pk", "name"))

    @cached_property
    def dialogueround(self) -> dict:
        return dict(self.seminar.rounds.values_list("pk", "title"))

    @cached_property
    def question(self) -> dict:
        return dict(self.seminar.questions.values_list("pk", "text"))

    @cached_property
    def member(self) -> dict:
        return {member.pk: str(member.person) for member in self.seminar.members.select_related("person")}

    @cached_property
    def person(self) -> dict:
        return {member.person_id: str(member.person) for member in self.seminar.members.select_related("person")}


def label(post: Post) -> str:
    """Whose a note is, and how it begins."""
    said = " ".join((post.subject or post.body)[: 4 * EXCERPT].split())
    short = said if len(said) <= EXCERPT else f"{said[:EXCERPT]}…"
    return _("%(who)s: “%(text)s”") % {"who": post.group or post.author or _("Unknown group"), "text": short}

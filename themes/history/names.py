"""What the rows that changes name are called now. Each kind is read once, and only where it is asked for."""

from collections.abc import Collection
from functools import cached_property

from django.utils.translation import gettext as _

from posts.models import Post
from seminar.models import Seminar
from themes.models import Theme

GONE = "…"
EXCERPT = 60  # characters of a note


class Names:
    """Names of the rows of one seminar; of its posts, those with these ids."""

    def __init__(self, seminar: Seminar, posts: Collection[int]) -> None:
        self.seminar, self.wanted = seminar, posts

    def of(self, kind: str, pk: int | None) -> str:
        """The name of the row, "…" where it no longer exists. `kind` is the name of its model."""
        if kind in ("seminar", "closedsummary"):
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
    def theme(self) -> dict[int, str]:
        return dict(Theme.all_objects.filter(seminar=self.seminar).values_list("pk", "name"))

    @cached_property
    def quote(self) -> dict[int, str]:
        return {pk: text[:EXCERPT] for pk, text in self.seminar.quotes.values_list("pk", "text")}

    @cached_property
    def remark(self) -> dict[int, str]:
        return {row.pk: str(row) for row in self.seminar.remarks.select_related("theme", "round")}

    @cached_property
    def comparison(self) -> dict[int, str]:
        return {row.pk: str(row) for row in self.seminar.comparisons.select_related("first", "second")}

    @cached_property
    def group(self) -> dict[int, str]:
        return dict(self.seminar.groups.values_list("pk", "name"))

    @cached_property
    def dialogueround(self) -> dict[int, str]:
        return dict(self.seminar.rounds.values_list("pk", "title"))

    @cached_property
    def question(self) -> dict[int, str]:
        return dict(self.seminar.questions.values_list("pk", "text"))

    @cached_property
    def member(self) -> dict[int, str]:
        return {member.pk: str(member.person) for member in self.seminar.members.select_related("person")}

    @cached_property
    def person(self) -> dict[int, str]:
        return {member.person_id: str(member.person) for member in self.seminar.members.select_related("person")}


def label(post: Post) -> str:
    """The group or author of a note, and how its text begins."""
    text = " ".join((post.subject or post.body)[: 4 * EXCERPT].split())
    excerpt = text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"
    return _("%(who)s: “%(text)s”") % {"who": post.group or post.author or _("Unknown group"), "text": excerpt}

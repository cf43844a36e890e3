"""What the rows that changes name are called. Each kind is read once, and only where it is asked for.

A note is called by its text as it was when the change happened; anything else by its present name.
"""

from collections import defaultdict
from collections.abc import Collection
from functools import cached_property

from django.utils.translation import gettext as _

from posts.events import REVISED
from posts.models import Post, Revision
from seminar.models import Seminar
from themes.models import Theme

GONE = "…"
EXCERPT = 60  # characters of a note


class RowNames:
    """Names of the rows of one seminar; of its posts, those with these ids."""

    def __init__(self, seminar: Seminar, posts: Collection[int]) -> None:
        self.seminar, self.wanted = seminar, posts

    def of(self, kind: str, pk: int | None, *, at: int) -> str:
        """The name of the row, "…" where it no longer exists.

        `kind` is the name of its model, `at` the number of the change that names it.
        """
        if kind in ("seminar", "closedsummary"):
            return self.seminar.title
        if kind == "group" and pk is None:
            return _("unknown group")
        if kind == "theme" and pk is None:
            return _("no other theme")
        if kind == "question" and pk is None:
            return _("no question")
        if kind == "post":
            return label(self.posts[pk], *self.text_then(self.posts[pk], at)) if pk in self.posts else GONE
        return getattr(self, "file" if kind == "import" else kind, {}).get(pk, GONE)

    @cached_property
    def posts(self) -> dict[int, Post]:
        rows = self.seminar.posts.filter(pk__in=self.wanted).select_related("group")
        return {
            post.pk: post
            for post in rows.only("seminar", "uid", "subject", "body", "revision", "author", "state", "group__name")
        }

    @cached_property
    def post_numbers(self) -> dict[int, int]:
        return self.seminar.posts.numbers()

    def text_then(self, post: Post, at: int) -> tuple[str, str]:
        """The heading and the text of the note just after the change with this number."""
        edits = self._edits.get(post.pk, [])
        before = edits[0][1] - 1 if edits else post.revision  # an import brings earlier versions without their changes
        return self.text_of(post, max((revision for number, revision in edits if number <= at), default=before))

    def text_of(self, post: Post, revision: int) -> tuple[str, str]:
        """The heading and the text of a version of the note; the present ones where it is not kept."""
        return self._former_texts.get((post.pk, revision), (post.subject, post.body))

    @cached_property
    def _edits(self) -> dict[int, list[tuple[int, int]]]:
        """By note the number of each change of its text, with the revision it made, oldest first."""
        edits: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        revised = self.seminar.changes.of(REVISED).filter(subject_id__in=list(self.posts)).order_by("number")
        for post, number, revision in revised.values_list("subject_id", "number", "data__revision"):
            edits[post].append((number, revision))
        return edits

    @cached_property
    def _former_texts(self) -> dict[tuple[int, int], tuple[str, str]]:
        """By note and number of the revision. Each is read for the notes whose text has changed."""
        rows = Revision.objects.stood().filter(post__in=list(self._edits)).order_by()
        return {(post, number): texts for post, number, *texts in rows.values_list("post", "number", "subject", "body")}

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
    def scribe(self) -> dict[int, str]:
        """Each with its present group, since many have no name."""
        rows = self.seminar.scribes.select_related("group")
        return {row.pk: f"{row} ({row.group})" if row.group else str(row) for row in rows}

    @cached_property
    def file(self) -> dict[int, str]:
        return dict(self.seminar.imports.values_list("pk", "file_name"))

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


def label(post: Post, subject: str, body: str) -> str:
    """The group or author of a note, and how this text of it begins."""
    text = " ".join((subject or body)[: 4 * EXCERPT].split())
    excerpt = text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"
    return _("%(who)s: “%(text)s”") % {"who": post.group or post.author or _("Unknown group"), "text": excerpt}

"""What is deleted for good with a note, a device, a person or a seminar. Called by Erasure.carry_out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from posts import events
from posts.models.draft import Draft
from posts.models.import_ import Import
from posts.models.post import Post
from posts.models.revision import Revision
from seminar.events import MEMBER_REMOVED
from seminar.models import Change, Member, NotPossible, Person, Scribe, Seminar
from seminar.models.change import Fact


def with_copies(posts: models.QuerySet) -> models.QuerySet:
    """The notes and those that hold the same words: what they were split from, and the parts they were split into.

    Other parts of the same original are left out: they say something else.
    """
    found = set(posts.values_list("pk", flat=True))
    above, below = set(found), set(found)
    while above := set(Post.objects.filter(parts__in=above).values_list("pk", flat=True)) - found:
        found |= above
    while below := set(Post.objects.filter(split_from__in=below).values_list("pk", flat=True)) - found:
        found |= below
    return Post.objects.filter(pk__in=found)


def imports_of(posts: models.QuerySet, seminar: Seminar) -> models.QuerySet:
    """The imports that these notes of the seminar came with, and all others of the same file or wall within it.

    A file that held a whole seminar holds all notes of it, whatever they came with.
    """
    whole = models.Q(seminar=seminar, added__has_key="whole")
    came_with = models.Q(pk__in=Import.objects.filter(posts__in=posts).values("pk"))
    return _same_wall(Import.objects.filter(came_with | whole), seminar)


def _same_wall(imports: models.QuerySet, seminar: Seminar) -> models.QuerySet:
    """In the seminar, and the previews of its members. What others have read from the same wall is theirs."""
    addresses = imports.exclude(address="").values("address")
    same = models.Q(digest__in=imports.values("digest")) | models.Q(address__in=addresses)
    nobodys_or_members = models.Q(by=None) | models.Q(by__in=seminar.members.values("person"))
    return Import.objects.filter(same, models.Q(seminar=seminar) | nobodys_or_members & models.Q(confirmed_at=None))


def contents(kind: str, row: Any) -> dict[str, int]:
    """How many rows of each kind would be deleted, by the name of the kind."""
    if kind == "person":
        return _contents_of_person(row)
    seminar = row if kind == "seminar" else row.seminar
    posts = seminar.posts.all() if kind == "seminar" else with_copies(notes_of(kind, row))
    revisions = Revision.objects.filter(post__in=posts)
    counts = {
        "notes": posts.count(),
        "versions": revisions.stood().count(),
        "set_aside": revisions.aside().count(),
        "drafts": drafts_of(kind, row, posts).exclude(body="").count(),
        "quotes": posts.aggregate(count=models.Count("quotes", distinct=True))["count"],
        "examples": posts.aggregate(count=models.Count("examples", distinct=True))["count"],
        "files": imports_of(posts, seminar).count(),
    }
    if kind == "seminar":
        counts["files"] = _same_wall(row.imports.all(), row).count()
        counts |= {name: getattr(row, name).count() for name in ("groups", "scribes", "themes")}
    return counts


def _contents_of_person(person: Person) -> dict[str, int]:
    comparisons = models.Q(first=person) | models.Q(second=person)
    return {
        "memberships": person.memberships.count(),
        "previews": Import.objects.waiting(person).count(),
        "comparisons": sum(
            one.seminar.comparisons.filter(comparisons).count() for one in person.memberships.select_related("seminar")
        ),
    }


def notes_of(kind: str, row: Any) -> models.QuerySet:
    return Post.objects.filter(pk=row.pk) if kind == "note" else Post.objects.filter(scribe=row)


def drafts_of(kind: str, row: Any, posts: models.QuerySet) -> models.QuerySet:
    """What was typed for these notes or on this device and not sent."""
    if kind == "seminar":
        return row.drafts.all()
    unsent = models.Q(post__in=posts) | models.Q(becomes__in=posts.values("uid"))
    own = models.Q(scribe=row) if kind == "device" else models.Q(pk=None)
    return Draft.objects.filter(unsent | own, seminar=row.seminar)


def erase_note(post: Post, *, by: Person | None) -> list[str]:
    """Returns the uids of the notes that went."""
    return _erase_posts(with_copies(notes_of("note", post)), seminar=post.seminar, by=by)


def erase_device(scribe: Scribe, *, by: Person | None) -> list[str]:
    """The row stays, shut out and without a name, so that the device cannot send the same again.

    Returns the uids of the notes that went.
    """
    seminar = scribe.seminar
    seminar.lock()
    posts = with_copies(notes_of("device", scribe))
    drafts_of("device", scribe, posts).delete()
    Revision.objects.aside().filter(scribe=scribe).delete()
    uids = _erase_posts(posts, seminar=seminar, by=by)
    Scribe.objects.filter(pk=scribe.pk).update(name="")
    scribe.remove(by=by)
    seminar.record(events.DEVICE_ERASED, scribe, by=by)
    return uids


def _erase_posts(posts: models.QuerySet, *, seminar: Seminar, by: Person | None) -> list[str]:
    seminar.lock()
    going = list(posts.only("pk", "uid", "group", "seminar"))
    pks, uids = [post.pk for post in going], [post.uid for post in going]
    chosen = seminar.posts.filter(pk__in=pks)
    for post in seminar.posts.filter(merged_into__in=pks).exclude(pk__in=pks):
        post.unmerge(by=by)  # it is on the board again
    for imported in imports_of(chosen, seminar):
        imported.forget_wall()
    seminar.drafts.filter(becomes__in=uids).delete()
    _empty_reasons(seminar, pks)
    for path in settings.AFTER_ERASURE:
        import_string(path)(seminar, uids)
    chosen.delete()
    seminar.record_all([Fact(events.ERASED, post, {"group": post.group_id}) for post in going], by=by)
    return uids


def _empty_reasons(seminar: Seminar, posts: Collection[int]) -> None:
    """People explain in their own words why they changed a note, and may repeat it."""
    about = list(seminar.changes.filter(subject_kind="post", subject_id__in=posts, data__has_key="reason"))
    for change in about:
        change.data = change.data | {"reason": ""}
    Change.objects.bulk_update(about, ["data"], batch_size=200)


def ensure_replaceable(person: Person) -> None:
    """Raises NotPossible where a seminar has no other organizer."""
    for member in person.memberships.select_related("seminar"):
        if member.is_last_organizer():
            raise NotPossible(
                _("“%(title)s” has no other organizer. Make someone else an organizer, or delete the seminar first.")
                % {"title": member.seminar}
            )


def _sessions_of(person: Person) -> set[str]:
    """The keys of those in which the person is logged in, or was about to log in: these have the address."""
    own = set(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    others = Session.objects.exclude(pk__in=UserSession.objects.values("session_key"))
    address = person.email.casefold()
    return own | {one.pk for one in others.iterator() if address in repr(one.get_decoded()).casefold()}


def erase_person(person: Person, *, by: Person | None) -> list[str]:
    """What the person did stays, in nobody's name. No note goes."""
    members = list(person.memberships.select_related("seminar"))
    Import.objects.waiting(person).delete()
    Session.objects.filter(pk__in=_sessions_of(person)).delete()
    facts = [Fact(MEMBER_REMOVED, member, {"person": person.pk, "role": member.role}) for member in members]
    person.delete()
    for member, fact in zip(members, facts, strict=True):
        member.seminar.record_all([fact])
    return []


def erase_seminar(seminar: Seminar, *, by: Person | None) -> list[str]:
    """With all that belongs to it. The accounts of its members stay. Its notes need no uids: the seminar has one."""
    seminar.lock()
    imports = list(_same_wall(seminar.imports.all(), seminar).values_list("pk", flat=True))
    seminar.posts.all().delete()  # first, since rounds and groups with notes cannot be deleted
    Import.objects.filter(pk__in=imports).delete()
    seminar.erasures.waiting().exclude(kind="seminar").delete()
    Member.objects.filter(seminar=seminar).delete()
    seminar.delete()
    return []

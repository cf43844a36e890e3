"""The named cast and the smallest rows a test needs, made with the real verbs."""

from posts.models import Post
from seminar.models import DialogueRound, Group, Member, Person, Scribe, Seminar
from themes.models import Theme

PASSWORD = "nok-en-rund-tirsdag"


def person(name: str = "Aud") -> Person:
    """Aud organizes, Bjarte facilitates, Cora only looks on, Dag is a stranger."""
    return Person.objects.create_user(f"{name.lower()}@example.org", PASSWORD, name=name)


def seminar(title: str = "Biblioteket i bygda", *, by: Person | None = None, **fields) -> Seminar:
    return Seminar.objects.start(title=title, by=by, **fields)


def member(seminar: Seminar, person: Person, role: str = "facilitator") -> Member:
    return Member.objects.create(seminar=seminar, person=person, role=role)


def round(seminar: Seminar, title: str = "Første runde") -> DialogueRound:
    return DialogueRound.objects.add(seminar=seminar, title=title)


def group(seminar: Seminar, name: str = "Gruppe 1") -> Group:
    return Group.objects.add(seminar=seminar, name=name)


def scribe(seminar: Seminar, group: Group | None = None, name: str = "") -> Scribe:
    return Scribe.objects.join(seminar=seminar, group=group, name=name)


def theme(seminar: Seminar, name: str = "Møteplassar") -> Theme:
    return Theme.objects.add(seminar=seminar, name=name)


def post(seminar: Seminar, body: str = "Vi treng ein varm stad å vere.", **fields) -> Post:
    fields.setdefault("round", seminar.rounds.first() or round(seminar))
    return Post.objects.create(seminar=seminar, body=body, position=seminar.posts.count(), **fields)

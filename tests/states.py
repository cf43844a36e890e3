"""A seminar in each state that its pages may show, for tests/screens.py. People and places are invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from posts.models import Draft, Post
from posts.rehearsal.rehearsal import Rehearsal
from seminar.models import Group, Hall, Message, Person, PlanEntry, Scribe, Seminar
from seminar.models.plan_entry import Times
from tests import make
from themes.models import Flag, Quote, Theme, Weighing

TEXTS = [
    "Bussen går for sjeldan om kvelden, og ikkje i det heile i helgane.",
    "Ein varm stad å vere etter skulen. Dei unge spør etter det kvart år.",
    "Vi kjenner ikkje naboane lenger.\n\n- felles dugnad om våren\n- kaffi på laurdag\n- eit tre å samlast under",
    "Lys langs heile vegen, takk!",
    "Kven kan vi ringje når noko går i stykke? " * 9,
]
QUESTIONS = [
    "Kva manglar her i bygda, og kven merkar det mest?",
    "Kven kan hjelpe, og kva må til for at dei vil?",
    "Kva kan vi gjere sjølve før jul?",
    "Kva skal stå att om ti år?",
]
THEMES = ["Skyss", "Møteplassar", "Naboskap", "Lys og tryggleik", "Vedlikehald", "Skule", "Jobb for unge"]


@dataclass
class State:
    """A seminar in one state: who runs it, a device of it, and the state that the screen of the hall is in."""

    name: str
    seminar: Seminar
    organizer: Person
    facilitator: Person
    viewer: Person
    scribe: Scribe | None

    def addresses(self) -> Iterator[tuple[str, str, str]]:
        """The name of each page, who opens it, and its address."""
        slug = [self.seminar.slug]
        pages = ["room", "board", "wall", "stage", "hall", "hall_remote", "codebook", "weighing", "devices", "summary"]
        pages += ["log", "setup", "plan", "rehearsal", "finish", "cards", "imports", "agreement", "setup_plan"]
        pages += ["setup_many_groups", "seminar_erasure"]
        yield from ((name, "organizer", reverse(name, args=slug)) for name in pages)
        yield "home", "organizer", reverse("home")
        yield from (("viewer " + name, "viewer", reverse(name, args=slug)) for name in ("board", "summary"))
        yield "facilitator room", "facilitator", reverse("room", args=slug)
        if group := self.seminar.groups.first():
            yield "group", "organizer", reverse("room_group", args=[*slug, group.pk])
        if post := self.seminar.posts.first():
            yield "note", "organizer", reverse("post", args=[*slug, post.uid])
            yield "split", "organizer", reverse("post_split", args=[*slug, post.uid])
            yield "merge", "organizer", reverse("post_merge", args=[*slug, post.uid])
        if theme := self.seminar.themes.first():
            yield "theme", "organizer", reverse("theme", args=[*slug, theme.uid])
        yield "join", "nobody", reverse("join", args=[self.seminar.join_code])
        if self.seminar.result_token:
            yield "result", "nobody", reverse("result", args=[self.seminar.result_token])
        if self.scribe:
            for name in ("write", "who", "weigh", "wall", "own_notes"):
                yield f"device {name}", "scribe", reverse(name, args=slug)
            yield "device join", "scribe", reverse("join", args=[self.seminar.join_code])


class Builder:
    """Brings a new seminar into one state, with the verbs that people use."""

    def __init__(self, name: str):
        self.name = name
        people = [Person.objects.create_user(f"{role}.{name}@example.org", make.PASSWORD) for role in "abc"]
        for person, called in zip(people, ("Aud Lunde", "Bjarte Øygarden", "Cora Midtbø"), strict=True):
            person.name = called
            person.save()
        self.organizer, self.facilitator, self.viewer = people
        self.seminar = make.seminar(f"Bygda i lag ({name})", by=self.organizer, wall_open=True, doors_open=True)
        make.member(self.seminar, self.facilitator)
        make.member(self.seminar, self.viewer, "viewer")
        self.scribes: list[Scribe] = []

    def add_rounds(self, count: int, questions: int) -> None:
        for number in range(1, count + 1):
            round = make.round(self.seminar, f"Runde {number}: Bygda om ti år")
            round.add_questions(QUESTIONS[:questions])

    def add_groups(self, count: int) -> None:
        names = [f"Bord {number}" for number in range(1, count)] + ["Ungdomsrådet og foreldra i Øvre Sørdalen krins"]
        Group.objects.add_many([{"name": name} for name in names], seminar=self.seminar)
        for number, group in enumerate(self.seminar.groups.all()):
            self.scribes.append(make.scribe(self.seminar, group, f"Referent {number}" if number % 3 else ""))

    def write(self, notes: int) -> None:
        round = self.seminar.rounds.first()
        round.open(minutes=25, by=self.organizer)
        questions = list(round.questions.all())
        for number in range(notes):
            scribe, question = self.scribes[number % len(self.scribes)], questions[number % len(questions)]
            facts = {"scribe": scribe, "round": round, "question": question}
            Post.objects.send(str(uuid4()), body=TEXTS[number % len(TEXTS)], **facts)
        Draft.objects.keep(scribe=self.scribes[0], round=round, question=questions[0], body="Vi er ikkje", version=1)

    def add_themes(self, count: int) -> None:
        posts = list(self.seminar.posts.all())
        for number, name in enumerate(THEMES[:count]):
            theme = Theme.objects.add(seminar=self.seminar, name=name, by=self.facilitator)
            for post in posts[number :: count + 1]:
                theme.add_post(post, by=self.facilitator)
        if posts:
            theme = posts[0].themes.first()
            Quote.objects.show(posts[0], theme=theme, text=posts[0].body[:40], named=True, by=self.facilitator)
            Flag.objects.flag(posts[-1], by=self.facilitator)

    def again(self) -> Seminar:
        self.seminar = Seminar.objects.get(pk=self.seminar.pk)
        return self.seminar

    def state(self) -> State:
        seminar = self.again()
        scribe = self.scribes[0] if self.scribes else None
        return State(self.name, seminar, self.organizer, self.facilitator, self.viewer, scribe)


def empty() -> State:
    """Just created."""
    return Builder("empty").state()


def one() -> State:
    """One of each, with a round open."""
    builder = Builder("one")
    builder.add_rounds(1, 1)
    builder.add_groups(1)
    builder.write(1)
    builder.add_themes(1)
    return builder.state()


def before() -> State:
    """Set up for tomorrow: the doors open by themselves."""
    builder = Builder("before")
    builder.add_rounds(2, 4)
    builder.add_groups(14)
    builder.scribes.clear()
    builder.seminar.scribes.all().delete()
    builder.again().close_doors(by=builder.organizer)
    tomorrow = timezone.now().date() + timedelta(days=1)
    builder.again().describe(doors_by_date=True, date=tomorrow, introduction="Velkomen.", by=builder.organizer)
    PlanEntry.objects.save_plan({}, [(Times(time(12), 45), "Lunsj")], seminar=builder.again(), by=builder.organizer)
    return builder.state()


def many(name: str = "open", groups: int = 40, notes: int = 90) -> Builder:
    builder = Builder(name)
    builder.add_rounds(2, 4)
    builder.add_groups(groups)
    builder.write(notes)
    builder.add_themes(len(THEMES))
    return builder


def opened() -> State:
    """Many of each, with a round open.

    The wall asks for approval and is in the hall, groups have called for help and been written to.
    """
    builder = many()
    builder.again().describe(wall_approval=True, date=timezone.now().date(), by=builder.organizer)
    question = builder.seminar.questions.first()
    for number, scribe in enumerate(builder.scribes[:3]):
        facts = {"scribe": scribe, "round": question.round, "question": question}
        Post.objects.send(str(uuid4()), body=TEXTS[number], **facts)
    builder.scribes[1].group.call(by=builder.scribes[1])
    Message.objects.send(
        "Pause til kvart over tolv. Kaffien står i gangen.", seminar=builder.again(), by=builder.organizer
    )
    builder.again().groups.last().stop(by=builder.organizer)
    builder.scribes[2].remove(by=builder.organizer)
    Hall.objects.of(builder.again()).show("wall", by=builder.organizer)
    return builder.state()


def closing() -> State:
    """A round has just been closed, and the groups finish their sentences."""
    builder = many("closing", groups=9, notes=12)
    builder.again().describe(grace_minutes=60, by=builder.organizer)  # pictures take minutes
    builder.seminar.rounds.first().close(by=builder.organizer)
    Hall.objects.of(builder.again()).show("question", by=builder.organizer)
    return builder.state()


def closed() -> State:
    """In the break: the first round is closed, and the groups weigh the themes."""
    builder = many("closed", groups=9, notes=12)
    round = builder.seminar.rounds.first()
    round.close(by=builder.organizer)
    builder.seminar.rounds.filter(pk=round.pk).update(closed_at=timezone.now() - timedelta(hours=1))
    themes = list(builder.seminar.themes.in_use())
    Weighing.objects.start(
        seminar=builder.again(),
        question="Kva hastar mest?",
        method="points",
        limit=5,
        themes=themes,
        by=builder.organizer,
    )
    builder.seminar.weighings.now_open().answer({themes[0].pk: 3, themes[2].pk: 2}, scribe=builder.scribes[1])
    Hall.objects.of(builder.again()).show("stage", by=builder.organizer)
    return builder.state()


def rehearsal() -> State:
    """In a rehearsal, with pretend people."""
    builder = Builder("rehearsal")
    builder.add_rounds(2, 4)
    builder.add_groups(9)
    rehearsal = Rehearsal(builder.again())
    rehearsal.begin(by=builder.organizer)
    builder.seminar.rounds.first().open(by=builder.organizer)
    rehearsal.add_people(9, by=builder.organizer)
    for _wave in range(4):
        rehearsal.write_wave()
    return builder.state()


def finished() -> State:
    """Finished, with a link to the result."""
    builder = many("finished", groups=9, notes=20)
    builder.again().finish(by=builder.organizer)
    builder.again().share_result(names=True, by=builder.organizer)
    return builder.state()


STATES = [empty, one, before, opened, closing, closed, rehearsal, finished]

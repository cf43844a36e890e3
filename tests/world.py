"""A seminar with rows of every kind. Each text is a made-up word, so that a page that shows it is found out."""

from datetime import time

from django.http import HttpResponse
from django.test import Client

from posts.importing.confirm import confirm
from posts.models import Draft, Import, Post, Revision
from posts.models.choices import Choices
from posts.models.splitting import PartText
from posts.walls.reader import read
from seminar.access import remember
from seminar.models import ApiKey, Group, Member, Message, Person, PlanEntry, Scribe
from tests import make
from themes.models import Comparison, Flag, Passage, Quote, SummaryFile, Theme, Weighing

ORGANIZER, FACILITATOR, VIEWER = Member.Role.ORGANIZER, Member.Role.FACILITATOR, Member.Role.VIEWER


class World:
    """`word("hidden")` is the word of this seminar for what is called so. No word is part of another one."""

    def __init__(self, name: str):
        self.name = name
        self.add_people()
        self.add_places()
        self.add_notes()
        self.add_themes()
        self.add_the_rest()
        self.take_away()

    def word(self, kind: str) -> str:
        return f"{self.name}{kind.replace(' ', '').lower()}qz"

    def add_people(self) -> None:
        self.organizer, self.facilitator, self.viewer = (
            Person.objects.create_user(f"{self.name}{role}@example.org", make.PASSWORD, name=self.word(role))
            for role in ("organizer", "facilitator", "viewer")
        )
        self.seminar = make.seminar(
            self.word("title"),
            by=self.organizer,
            introduction=self.word("introduction"),
            doors_open=True,
            wall_open=True,
        )
        for person, role in ((self.facilitator, FACILITATOR), (self.viewer, VIEWER)):
            make.member(self.seminar, person, role)

    def add_places(self) -> None:
        seminar = self.seminar
        self.round = make.round(seminar, self.word("round"))
        self.round.add_questions([self.word("question")])
        self.lunch = PlanEntry.objects.create(seminar=seminar, starts_at=time(12), text=self.word("lunch"))
        self.round.open()
        self.question = self.round.questions.get()
        self.group, self.other_group, merged = (make.group(seminar, self.word(f"{name}group")) for name in "abc")
        merged.merge(self.other_group, by=self.organizer)
        [self.group_merge] = Group.objects.merges(seminar)
        self.scribe, self.other_scribe, self.removed_scribe = (
            make.scribe(seminar, group, self.word(name))
            for group, name in ((self.group, "scribe"), (self.other_group, "otherscribe"), (self.group, "removed"))
        )
        self.removed_scribe.remove(by=self.organizer)

    def note(self, words: str, **fields) -> Post:
        """A note of the scribe; its text and its heading are the words of this world for `words`."""
        fields = {"group": self.group, "scribe": self.scribe, "question": self.question} | fields
        return make.post(self.seminar, self.word(words), subject=self.word(f"{words} subject"), **fields)

    def add_notes(self) -> None:
        self.visible, self.hidden, self.withdrawn = map(self.note, ("visible", "hidden", "withdrawn"))
        self.late = self.note("late", late=True)
        self.reply = self.note("reply", reply_to=self.visible, kind="comment")
        self.answer = self.note("answer", reply_to=self.hidden, kind="comment")
        self.revised = self.note("former")
        Revision.set_aside(self.visible, self.word("aside"), by=self.scribe, reason="came late")
        Revision.set_aside(self.hidden, self.word("hidden aside"), by=self.scribe, reason="met another")
        whole = self.note("whole")
        self.part, _other = whole.split([PartText(self.word("part")), PartText(self.word("second"))], by=self.organizer)
        self.merged, self.target, self.unmerged = map(self.note, ("merged", "target", "unmerged"))
        self.merged.merge(self.visible, by=self.organizer)
        self.unmerged.merge(self.target, by=self.organizer)
        self.unmerged.unmerge(by=self.organizer)
        self.draft = Draft.objects.keep(
            scribe=self.scribe, round=self.round, question=self.question, body=self.word("draft"), version=1
        )

    def add_themes(self) -> None:
        seminar, by = self.seminar, self.facilitator
        names = ("theme", "hiddentheme", "withdrawntheme", "removedtheme")
        self.theme, self.hidden_theme, self.withdrawn_theme, self.removed_theme = (
            Theme.objects.add(seminar=seminar, name=self.word(name), by=by) for name in names
        )
        self.removed_theme.describe(name=self.word("removedtheme"), definition=self.word("removed definition"), by=by)
        self.removed_theme.remove(by=by)
        for theme, post, example in (
            (self.theme, self.visible, "example"),
            (self.hidden_theme, self.hidden, "hidden example"),
            (self.withdrawn_theme, self.withdrawn, "withdrawn example"),
        ):
            theme.exemplify(self.word(example), post=post, by=by)
            Quote.objects.show(post, theme=theme, text=post.body, named=True, by=by)
            theme.add_post(post, by=by)
            Passage.objects.mark(theme, post, start=0, end=len(post.body), revision=post.revision, by=by)
        Passage.objects.mark(self.theme, self.revised, start=0, end=len(self.revised.body), revision=1, by=by)
        self.quote = self.theme.quotes.get()
        Flag.objects.flag(self.visible, by=by, reason=self.word("flag reason"))
        self.comparison = Comparison.objects.start(
            seminar=seminar, first=self.organizer, second=by, posts=[self.visible, self.hidden], by=by
        )

    def add_the_rest(self) -> None:
        file = f"Subject,Body\n{self.word('file')},{self.word('file body')}\n".encode()
        self.preview = Import.objects.keep(read(file, "a.csv"), data=file, name=self.word("name"), by=self.organizer)
        file = f"Subject,Body\n{self.word('imported')},{self.word('imported body')}\n".encode()
        self.imported = Import.objects.keep(
            read(file, "b.csv"), data=file, name=self.word("file name"), by=self.organizer
        )
        self.imported.choose(Choices(seminar=self.seminar.slug, decided=True))
        confirm(self.imported, by=self.organizer)

        self.message = Message.objects.send(self.word("message"), seminar=self.seminar, by=self.organizer)
        self.weighing = Weighing.objects.start(
            seminar=self.seminar,
            question=self.word("weighing"),
            method="points",
            limit=10,
            themes=[self.theme, self.hidden_theme],
            by=self.organizer,
        )
        self.weighing.answer({self.theme.pk: 3}, scribe=self.other_scribe)
        self.seminar.share_result(names=False, by=self.organizer)
        ApiKey.objects.make(seminar=self.seminar, by=self.organizer)
        self.api_key = self.seminar.api_key
        self.file = SummaryFile.objects.ask(
            seminar=self.seminar, by=self.organizer, format="docx", query="", for_editors=True
        )
        self.file.finish(1)

    def take_away(self) -> None:
        """Hides, withdraws and edits, with a reason where one can be given."""
        self.revised.revise(body=self.word("revised"), subject="", by=self.facilitator, reason=self.word("edit reason"))
        self.hidden.revise(body=self.word("hidden now"), by=self.facilitator)
        for post in (self.hidden, self.target, self.reply):
            post.hide(by=self.facilitator, reason=self.word("hide reason"))
        self.answer.hide(by=self.facilitator, reason=self.word("shown again reason"))
        self.answer.show(by=self.facilitator)
        self.withdrawn.withdraw(by=self.scribe)

    def posts(self) -> list[Post]:
        return list(self.seminar.posts.all())


def person_client(person: Person | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def device_client(scribe: Scribe) -> Client:
    """A browser with the cookie of this device."""
    client, response = Client(), HttpResponse()
    remember(response, scribe)
    client.cookies = response.cookies
    return client

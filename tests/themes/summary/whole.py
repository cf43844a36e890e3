"""A seminar that uses every model and every field that a seminar has."""

import json
from datetime import date, time, timedelta
from functools import cache

from django.db import transaction
from django.utils import timezone

from posts.models import Erasure, Import, Post, Revision
from posts.models.splitting import PartText
from posts.rehearsal.rehearsal import Rehearsal
from seminar.models import Group, Hall, Message, PlanEntry, Scribe, Seminar
from tests import make
from tests.world import World
from themes.models import Comparison, Flag, Passage, Quote, ReadReceipt, Remark, Theme, Weighing
from themes.summary.closed import close_summary
from themes.summary.formats import json as writer


class WholeWorld(World):
    """A World to which more was done, until every kind of row and every field of it has something to say."""

    def __init__(self, name: str):
        super().__init__(name)
        self.steer()
        self.arrange_themes()
        self.move_notes()
        self.write_remarks()
        self.compare()
        self.end()

    def steer(self) -> None:
        seminar, by = self.seminar, self.organizer
        seminar.describe(
            by=by,
            date=date(2026, 3, 4),
            doors_by_date=True,
            wall_approval=True,
            wall_names=True,
            keep_until=date(2126, 1, 1),
        )
        PlanEntry.objects.create(seminar=seminar, starts_at=time(14, 30), minutes=15, text=self.word("coffee"))
        self.group.stop(by=by)
        self.other_group.call(by=self.other_scribe)
        self.other_group.answer_call(by=by)
        self.message.remove(by=by)
        Message.objects.send(self.word("to one"), seminar=seminar, group=self.group, by=by)
        late = make.round(seminar, self.word("late round"))
        late.add_questions([self.word("held"), self.word("first")])
        late.open(minutes=20, first_only=True, by=by)
        late.close(by=by)
        late.starts_at, late.planned_minutes = time(13, 15), 40
        late.save()
        late.questions.first().close(by=by)
        self.late_round = late
        Hall.objects.update_or_create(
            seminar=seminar, defaults={"view": "stage", "page": 2, "blank": True, "wall_frozen": True}
        )
        removed = Group.objects.add_many(
            [{"name": self.word("dgroup"), "attributes": {"where": "north"}}], seminar=seminar, by=by
        )
        Group.objects.remove_many([group.pk for group in removed], seminar=seminar, by=by)
        Group.objects.filter(pk=self.group.pk).update(attributes={"where": "north", "age": "young"})
        self.other_scribe.move(self.group, by=by)
        self.other_scribe.move(self.other_group, by=by)

    def arrange_themes(self) -> None:
        seminar, by = self.seminar, self.facilitator
        parent, child, merged, retired = (
            Theme.objects.add(seminar=seminar, name=self.word(name), by=by)
            for name in ("parent", "child", "merged theme", "retired")
        )
        child.nest(parent, by=by)
        child.set_mark(7, by=by)
        parent.arrange(None, before=self.theme, by=by)
        for post in (self.visible, self.revised, self.late):
            merged.add_post(post, by=by, proposed=True)
        merged.merge(self.theme, by=by)
        retired.retire(by=by)
        self.split_theme = self.theme.split(self.word("split theme"), [self.revised], by=by)
        self.theme.remove_post(self.late, by=by)
        other = make.seminar(self.word("elsewhere"), by=by)
        Theme.objects.add(seminar=other, name=self.word("copied"))
        seminar.themes.copy(other, seminar=seminar, by=by)
        Quote.objects.show(self.late, theme=parent, text=self.late.body, named=False, by=by)
        Quote.objects.get(theme=parent).take_down(by=by)
        self.parent_theme = parent

    def move_notes(self) -> None:
        by = self.facilitator
        self.late.let_in(by=by)
        self.late.keep_late(by=by)
        moved = self.note("moved")
        moved.set_question(None, by=by)
        moved.move(self.late_round, by=by)
        moved.set_group(self.other_group, by=by)
        moved.approve(by=by)
        moved.lock_text(by=by)
        whole = self.note("whole again")
        self.theme.add_post(whole, by=by)
        whole.split([PartText(self.word("part again")), PartText(self.word("part two"))], by=by)
        whole.refresh_from_db()
        whole.unsplit(by=by)
        Post.objects.filter(pk=moved.pk).update(
            sent_at_closing=True,
            attachments=[{"url": "https://padlet.example/a.jpg", "caption": self.word("caption")}],
            reactions={"likes": 2, "emojis": "b a"},
            fields={"b": "1", "a": {"d": 4, "c": 3}},
            split_revision=1,
        )
        ReadReceipt.objects.mark([self.late], by=self.viewer)
        Revision.set_aside(moved, self.word("aside again"), by=self.scribe, reason="locked")
        Erasure.objects.ask(self.note("going"), by=by)
        Erasure.objects.ask(self.note("gone"), by=by)
        Erasure.objects.get(uid=self.seminar.posts.get(body=self.word("gone")).uid).carry_out(by=by)
        source = Import.objects.get(pk=self.imported.pk).posts.first().source
        source.repairs, source.doubts, source.user_name = [["�e", "ne"]], ["lost-sign: �"], self.word("user name")
        source.url, source.cell, source.line, source.identity = "https://padlet.example/1", "C7", 7, "0" * 40
        source.save()
        imported = Import.objects.get(pk=self.imported.pk)
        imported.address = "https://padlet.example/wall"
        imported.save()

    def write_remarks(self) -> None:
        sections = [
            ("introduction", {}),
            ("whole", {}),
            ("theme", {"theme": self.theme}),
            ("round", {"round": self.round}),
        ]
        for section, about in sections:
            for version, words in enumerate(("first words", "second words")):
                Remark.objects.write(
                    self.word(words),
                    seminar=self.seminar,
                    section=section,
                    expected=version,
                    by=self.facilitator,
                    **about,
                )

    def compare(self) -> None:
        for person in (self.organizer, self.facilitator):
            while compared := self.comparison.next_for(person):
                self.comparison.judge(compared, [self.theme, self.hidden_theme], by=person)
        Comparison.objects.start(
            seminar=self.seminar, first=self.facilitator, second=self.viewer, posts=[self.late], by=self.organizer
        )

    def end(self) -> None:
        by = self.organizer
        self.weighing.close(by=by)
        rehearsal = Rehearsal(self.seminar)
        rehearsal.begin(by=by)
        Weighing.objects.start(seminar=self.seminar, question="", method="picks", limit=2, themes=[self.theme], by=by)
        self.seminar.weighings.get(method="picks").close(by=by)
        Passage.objects.mark(self.theme, self.late, start=0, end=3, revision=1, by=by)
        rehearsal.end(keep=True, by=by)
        self.seminar.finish(by=by)
        close_summary(self.seminar, by=by)
        self.seminar.archive(by=by)
        self.seminar.share_result(names=True, by=by)
        Flag.objects.unflag(self.visible, by=by)
        self.seminar.undo_last(by=by)
        with self.seminar.changing(batch=True):
            self.parent_theme.add_post(self.late, by=by, proposed=True)
            self.parent_theme.add_post(self.visible, by=by)
        # What no finished seminar has, but a running one.
        Scribe.objects.create(seminar=self.seminar, group=self.group, pretend=True, name=self.word("pretender"))
        Post.objects.filter(body=self.word("moved")).update(tryout=True)
        self.seminar.weighings.filter(method="picks").update(tryout=True)
        Seminar.objects.filter(pk=self.seminar.pk).update(rehearsing=True, doors_open=True)
        now = timezone.now()
        self.seminar.changes.filter(number=3).update(at=now - timedelta(days=400))


def whole_document() -> dict:
    """The file of WholeWorld("a"), which is on another server."""
    return json.loads(_whole_file())


@cache
def _whole_file() -> bytes:
    with transaction.atomic():
        data = writer.dump(WholeWorld("a").seminar)
        transaction.set_rollback(True)
    return data

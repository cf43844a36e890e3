"""A seminar that changes step by step, in every way that a page somebody has open may show."""

from datetime import time, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from posts.importing.confirm import confirm
from posts.models import Draft, Import, Post
from posts.models.choices import Choices
from posts.models.splitting import PartText
from posts.rehearsal.rehearsal import Rehearsal
from posts.walls.reader import read
from seminar.models import Group, Hall, Member, Message, PlanEntry, Scribe, Seminar
from seminar.models.plan_entry import Times
from tests import make
from themes.models import Comparison, Flag, Quote, Remark, Theme, Weighing


class ChangingDay:
    """Aud has every page open, Bjarte some as a facilitator, and Signe writes for the first group.

    Each step reads the rows again, as another process would.
    """

    def __init__(self):
        self.aud, self.bjarte = make.person("Aud"), make.person("Bjarte")
        self.seminar = make.seminar(
            by=self.aud, doors_open=True, wall_open=True, date=timezone.now().date(), grace_minutes=60
        )
        self.bjarte_member = make.member(self.seminar, self.bjarte)
        self.groups = [make.group(self.seminar, name) for name in ("Nordbord", "Sørbord", "Austbord")]
        self.round = make.round(self.seminar)
        self.questions = self.round.add_questions(["Kva manglar?", "Kven kan hjelpe?"])
        self.theme, self.other_theme = (make.theme(self.seminar, name) for name in ("Skyss", "Husrom"))
        self.scribe = make.scribe(self.seminar, self.groups[0], "Signe")
        self.other_scribe = make.scribe(self.seminar, self.groups[1], "Torleif")
        self.leave_unseen(self.other_scribe)
        self.post = self.note("Bussen går for sjeldan.")
        self.other_post = self.note("Ein stad å møtast etter skulen.")
        self.theme.add_post(self.other_post, by=self.aud)
        self.ended_comparison = self.comparison([self.other_post])
        for person, theme in ((self.aud, self.theme), (self.bjarte, self.other_theme)):
            self.ended_comparison.judge(self.ended_comparison.compared.get(), [theme], by=person)
        self.open_comparison = self.comparison([self.post, self.other_post])
        self.imported = self.preview("Subject,Body\nSti,Ein sti til skulen og butikken.\n")
        confirm(self.imported, by=self.aud)
        self.next_import = self.preview(
            "Subject,Body\nSti,Ein sti til skulen og butikken.\nBru,Ei bru over elva ved mølla.\n"
        )
        self.seminar.share_result(names=False, by=self.aud)

    def note(self, body: str) -> Post:
        facts = {"group": self.groups[0], "scribe": self.scribe, "round": self.round, "question": self.questions[0]}
        return make.post(self.seminar, body, written_at=timezone.now(), **facts)

    def leave_unseen(self, scribe: Scribe) -> None:
        """Nobody has its page open, and it does not become one that is away in the middle of a change."""
        Scribe.objects.filter(pk=scribe.pk).update(seen_at=timezone.now() - timedelta(hours=1))

    def comparison(self, posts: list[Post]) -> Comparison:
        people = {"first": self.aud, "second": self.bjarte}
        return Comparison.objects.start(seminar=self.seminar, **people, posts=posts, by=self.aud)

    def preview(self, file: str) -> Import:
        """A wall that has been read, to be added to the seminar."""
        data = file.encode()
        imported = Import.objects.keep(read(data, "vegg.csv"), data=data, name="vegg.csv", by=self.aud)
        imported.choose(Choices(seminar=self.seminar.slug, decided=True))
        return imported

    def fresh(self) -> Seminar:
        return Seminar.objects.get(pk=self.seminar.pk)

    def again(self, row):
        return type(row)._base_manager.get(pk=row.pk)

    # Rounds

    def open_the_round_with_one_question(self):
        self.again(self.round).open(first_only=True, by=self.aud)

    def undo_the_opening(self):
        self.again(self.round).unopen(by=self.aud)

    def open_the_round_with_a_timer(self):
        self.again(self.round).open(minutes=30, first_only=True, by=self.aud)

    def extend_the_timer(self):
        self.again(self.round).extend_timer(5, by=self.aud)

    def ask_the_next_question(self):
        self.again(self.questions[1]).ask_next(by=self.aud)

    def begin_a_draft(self):
        question = self.again(self.questions[1])
        facts = {"scribe": self.again(self.other_scribe), "round": question.round, "question": question}
        with transaction.atomic():
            Draft.objects.keep(**facts, body="Vi tenkjer", version=1)
            self.leave_unseen(self.other_scribe)

    def close_a_question(self):
        self.again(self.questions[0]).close(by=self.aud)

    def open_the_question_again(self):
        self.again(self.questions[0]).open(by=self.aud)

    def reword_a_question(self):
        self.again(self.questions[0]).reword("Kva saknar de?", by=self.aud)

    def rename_the_round(self):
        self.again(self.round).rename("Runden før lunsj", by=self.aud)

    def close_the_round(self):
        self.again(self.round).close(by=self.aud)

    def open_the_round_again(self):
        self.again(self.round).open(by=self.aud)

    # Groups, devices and messages

    def rename_a_group(self):
        self.again(self.groups[0]).rename("Lyngbord", by=self.aud)

    def add_a_group(self):
        Group.objects.add(seminar=self.fresh(), name="Vestbord", by=self.aud)

    def merge_a_group(self):
        self.again(self.groups[2]).merge(self.again(self.groups[1]), by=self.aud)

    def remove_a_group(self):
        self.fresh().groups.get(name="Vestbord").remove(by=self.aud)

    def stop_a_group(self):
        self.again(self.groups[0]).stop(by=self.aud)

    def let_the_group_write(self):
        self.again(self.groups[0]).let_write(by=self.aud)

    def let_a_device_join(self):
        with transaction.atomic():
            self.leave_unseen(Scribe.objects.join(seminar=self.fresh(), group=self.again(self.groups[1]), name="Unni"))

    def rename_a_device(self):
        self.again(self.scribe).rename("Signe Marie")

    def move_a_device(self):
        self.again(self.scribe).move(self.again(self.groups[1]), by=self.aud)

    def shut_a_device_out(self):
        self.again(self.scribe).remove(by=self.aud)

    def let_the_device_in_again(self):
        self.again(self.scribe).let_in(by=self.aud)

    def write_to_all_groups(self):
        Message.objects.send("Pause til kvart over tolv", seminar=self.fresh(), by=self.aud)

    def write_to_one_group(self):
        group = self.again(self.scribe).group
        Message.objects.send("Kaffien er komen", seminar=self.fresh(), group=group, by=self.aud)

    def remove_a_message(self):
        self.fresh().messages.get(text="Pause til kvart over tolv").remove(by=self.aud)

    def call_for_help(self):
        scribe = self.again(self.scribe)
        scribe.group.call(by=scribe)

    def answer_the_call(self):
        self.again(self.scribe).group.answer_call(by=self.aud)

    def close_the_doors(self):
        self.fresh().close_doors(by=self.aud)

    def let_the_doors_open_on_their_date(self):
        tomorrow = timezone.now().date() + timedelta(days=1)
        self.fresh().describe(doors_by_date=True, date=tomorrow, by=self.aud)

    def open_the_doors_by_their_date(self):
        self.fresh().open_doors_by_date()

    def change_the_codes(self):
        self.fresh().change_codes(by=self.aud)

    # Notes and the wall

    def write_a_note(self):
        question = self.again(self.questions[0])
        facts = {"scribe": self.again(self.scribe), "round": question.round, "question": question}
        self.new_post = Post.objects.send(str(uuid4()), body="Fleire benkar langs elva.", **facts).post

    def edit_a_note(self):
        self.again(self.post).revise(body="Bussen går to gonger om dagen.", by=self.aud)

    def flag_a_note(self):
        Flag.objects.flag(self.again(self.post), by=self.aud)

    def hide_a_note(self):
        self.again(self.post).hide(by=self.aud)

    def show_the_note_again(self):
        self.again(self.post).show(by=self.aud)

    def lock_a_note(self):
        self.again(self.post).lock_text(by=self.aud)

    def split_a_note(self):
        texts = [PartText("Ein stad å møtast"), PartText("etter skulen.")]
        self.parts = self.again(self.other_post).split(texts, by=self.aud)

    def unsplit_the_note(self):
        self.again(self.other_post).unsplit(by=self.aud)

    def merge_a_note(self):
        self.again(self.other_post).merge(self.again(self.post), by=self.aud)

    def unmerge_the_note(self):
        self.again(self.other_post).unmerge(by=self.aud)

    def move_a_note_to_another_question(self):
        self.again(self.post).set_question(self.again(self.questions[1]), by=self.aud)

    def move_a_note_to_another_group(self):
        self.again(self.other_post).set_group(self.again(self.groups[1]), by=self.aud)

    def withdraw_a_note(self):
        self.again(self.new_post).withdraw(by=self.again(self.scribe))

    def ask_for_approval(self):
        self.fresh().describe(wall_approval=True, by=self.aud)

    def approve_a_note(self):
        self.fresh().posts.waiting().first().approve(by=self.aud)

    def stop_asking_for_approval(self):
        self.fresh().describe(wall_approval=False, by=self.aud)

    def freeze_the_wall(self):
        Hall.objects.of(self.fresh()).freeze_wall(by=self.aud)

    def unfreeze_the_wall(self):
        Hall.objects.of(self.fresh()).unfreeze_wall(by=self.aud)

    def show_the_wall_in_the_hall(self):
        Hall.objects.of(self.fresh()).show("wall", by=self.aud)

    def leave_names_off_the_wall(self):
        self.fresh().describe(wall_names=False, by=self.aud)

    def close_the_wall(self):
        self.fresh().describe(wall_open=False, by=self.aud)

    # Themes, the summary and weighings

    def make_a_theme(self):
        self.new_theme = Theme.objects.add(seminar=self.fresh(), name="Lys", by=self.aud)

    def rename_a_theme(self):
        self.again(self.new_theme).describe(name="Lys og tryggleik", definition="Etter at det er mørkt", by=self.aud)

    def rename_a_theme_in_use(self):
        self.again(self.theme).describe(name="Skyss og veg", definition="", by=self.aud)

    def recolour_a_theme(self):
        self.again(self.theme).set_mark(7, by=self.aud)

    def place_a_note(self):
        self.again(self.theme).add_post(self.again(self.post), by=self.aud)

    def take_a_note_out(self):
        self.again(self.theme).remove_post(self.again(self.other_post), by=self.aud)

    def nest_a_theme(self):
        self.again(self.new_theme).nest(self.again(self.other_theme), by=self.aud)

    def show_a_quote(self):
        Quote.objects.show(
            self.again(self.post), theme=self.again(self.theme), text="for sjeldan", named=True, by=self.aud
        )

    def merge_a_theme(self):
        self.again(self.new_theme).merge(self.again(self.theme), by=self.aud)

    def retire_a_theme(self):
        self.again(self.other_theme).retire(by=self.aud)

    def write_a_remark(self):
        Remark.objects.write(
            "Skyss går att ved alle borda.", seminar=self.fresh(), section="introduction", expected=0, by=self.aud
        )

    def start_a_comparison(self):
        people = {"first": self.aud, "second": self.bjarte}
        Comparison.objects.start(seminar=self.fresh(), **people, posts=[self.again(self.post)], by=self.aud)

    def judge_a_note(self):
        comparison = self.again(self.open_comparison)
        comparison.judge(comparison.compared.first(), [self.again(self.other_theme)], by=self.bjarte)

    def close_the_comparison(self):
        self.again(self.open_comparison).close(by=self.bjarte)

    def place_a_note_as_one_did(self):
        comparison = self.again(self.ended_comparison)
        comparison.place(comparison.compared.get(), self.bjarte, by=self.bjarte)

    def open_a_weighing(self):
        themes = list(self.fresh().themes.in_use())
        Weighing.objects.start(
            seminar=self.fresh(), question="Kva hastar?", method="points", limit=5, themes=themes, by=self.aud
        )

    def answer_the_weighing(self):
        with transaction.atomic():
            self.fresh().weighings.now_open().answer({self.theme.pk: 3}, scribe=self.again(self.other_scribe))
            self.leave_unseen(self.other_scribe)

    def close_the_weighing(self):
        self.fresh().weighings.now_open().close(by=self.aud)

    # Imports

    def import_a_wall(self):
        confirm(self.again(self.next_import), by=self.aud)

    def undo_an_import(self):
        self.again(self.imported).undo(by=self.aud)

    # The seminar

    def edit_the_introduction(self):
        self.fresh().describe(introduction="Velkomen til ein dag om bygda.", by=self.aud)

    def rename_the_seminar(self):
        self.fresh().describe(title="Bygda i lag", by=self.aud)

    def change_the_plan(self):
        PlanEntry.objects.save_plan({}, [(Times(time(12), 45), "Lunsj")], seminar=self.fresh(), by=self.aud)

    def begin_a_rehearsal(self):
        Rehearsal(self.fresh()).begin(by=self.aud)

    def write_in_the_rehearsal(self):
        self.again(self.round).open(by=self.aud)
        rehearsal = Rehearsal(self.fresh())
        rehearsal.add_people(2, by=self.aud)
        rehearsal.write_wave()
        rehearsal.write_wave()

    def end_the_rehearsal(self):
        Rehearsal(self.fresh()).end(by=self.aud)

    def invite_a_member(self):
        Member.objects.invite("cora@example.org", "viewer", seminar=self.fresh(), by=self.aud)

    def finish_the_seminar(self):
        self.fresh().finish(by=self.aud)

    def share_the_result(self):
        self.fresh().share_result(names=False, by=self.aud)

    def open_the_seminar_again(self):
        self.fresh().reopen(by=self.aud)

    def make_the_facilitator_a_viewer(self):
        self.again(self.bjarte_member).change_role("viewer", by=self.aud)

    def remove_the_member(self):
        self.again(self.bjarte_member).remove(by=self.aud)


D = ChangingDay
CHAPTERS = {
    "rounds": [
        D.open_the_round_with_one_question, D.undo_the_opening, D.open_the_round_with_a_timer, D.extend_the_timer,
        D.ask_the_next_question, D.begin_a_draft, D.write_a_note, D.close_a_question, D.open_the_question_again,
        D.reword_a_question, D.rename_the_round, D.close_the_round, D.open_the_round_again,
    ],
    "groups": [
        D.rename_a_group, D.add_a_group, D.merge_a_group, D.remove_a_group, D.stop_a_group, D.let_the_group_write,
        D.let_a_device_join, D.rename_a_device, D.move_a_device, D.write_to_all_groups, D.write_to_one_group,
        D.remove_a_message, D.call_for_help, D.answer_the_call,
    ],
    "doors": [
        D.close_the_doors, D.let_the_doors_open_on_their_date, D.open_the_doors_by_their_date, D.shut_a_device_out,
        D.let_the_device_in_again, D.change_the_codes,
    ],
    "notes": [
        D.open_the_round_again, D.write_a_note, D.edit_a_note, D.flag_a_note, D.hide_a_note, D.show_the_note_again,
        D.lock_a_note, D.split_a_note, D.unsplit_the_note, D.merge_a_note, D.unmerge_the_note,
        D.move_a_note_to_another_question, D.move_a_note_to_another_group, D.withdraw_a_note,
    ],
    "wall": [
        D.open_the_round_again, D.show_the_wall_in_the_hall, D.ask_for_approval, D.write_a_note, D.rename_a_group,
        D.approve_a_note, D.stop_asking_for_approval, D.freeze_the_wall, D.hide_a_note, D.unfreeze_the_wall,
        D.leave_names_off_the_wall, D.close_the_wall,
    ],
    "themes": [
        D.make_a_theme, D.rename_a_theme, D.recolour_a_theme, D.place_a_note, D.take_a_note_out, D.nest_a_theme,
        D.show_a_quote, D.merge_a_theme, D.retire_a_theme, D.write_a_remark, D.open_a_weighing, D.answer_the_weighing,
        D.close_the_weighing,
    ],
    "comparisons": [
        D.rename_a_theme_in_use, D.edit_a_note, D.start_a_comparison, D.judge_a_note, D.place_a_note_as_one_did,
        D.close_the_comparison, D.import_a_wall, D.undo_an_import,
    ],
    "day": [
        D.edit_the_introduction, D.rename_the_seminar, D.change_the_plan, D.begin_a_rehearsal,
        D.write_in_the_rehearsal, D.end_the_rehearsal, D.invite_a_member, D.finish_the_seminar, D.share_the_result,
        D.open_the_seminar_again, D.make_the_facilitator_a_viewer, D.remove_the_member,
    ],
}  # fmt: skip
# The same day in short, with several changes at once, of every chapter. What a page misses is missing at the end too.
SHORT_DAY = [
    [
        D.open_the_round_with_a_timer, D.write_to_all_groups, D.change_the_plan, D.ask_the_next_question,
        D.begin_a_draft, D.call_for_help, D.rename_the_round,
    ],
    [
        D.write_a_note, D.edit_a_note, D.extend_the_timer, D.answer_the_call, D.rename_a_group, D.add_a_group,
        D.let_a_device_join, D.rename_a_device, D.make_a_theme, D.place_a_note, D.recolour_a_theme, D.judge_a_note,
        D.show_a_quote, D.place_a_note_as_one_did, D.write_a_remark,
    ],
    [
        D.rename_a_theme, D.show_the_wall_in_the_hall, D.ask_for_approval, D.lock_a_note, D.write_a_note,
        D.flag_a_note, D.split_a_note, D.import_a_wall,
    ],
    [
        D.approve_a_note, D.hide_a_note, D.freeze_the_wall, D.close_the_comparison, D.move_a_device, D.stop_a_group,
        D.nest_a_theme, D.open_a_weighing, D.merge_a_group, D.retire_a_theme, D.shut_a_device_out,
        D.answer_the_weighing, D.undo_an_import,
    ],
    [
        D.let_the_device_in_again, D.reword_a_question, D.close_a_question, D.close_the_round, D.close_the_doors,
        D.close_the_weighing, D.leave_names_off_the_wall,
    ],
    [D.begin_a_rehearsal, D.write_in_the_rehearsal],
    [
        D.end_the_rehearsal, D.close_the_wall, D.finish_the_seminar, D.change_the_codes,
        D.make_the_facilitator_a_viewer, D.rename_the_seminar,
    ],
]  # fmt: skip

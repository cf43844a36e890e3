"""Whatever devices send, repeatedly and at the same time, there is one note for each id and no text is lost."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from posts.models import Post
from posts.models.submission import NotYours
from tests import make

TEXTS = st.sampled_from(["Raud benk", "Blå benk", "Ein benk\nved brua", "Ingen benk", "Benk 🪑", "Ta bort"])
DEVICES = st.sampled_from([0, 1])
AT_LEAST_ONCE = settings(
    max_examples=10_000 if os.environ.get("LONG") else 20,
    stateful_step_count=20,
    deadline=None,
    database=None,
    derandomize=not os.environ.get("LONG"),
    suppress_health_check=list(HealthCheck),
)


class Devices(RuleBasedStateMachine):
    """Two devices of one group, one of another, and a facilitator. `accepted` are the texts the server has saved."""

    notes, requests, edits = Bundle("notes"), Bundle("requests"), Bundle("edits")

    def __init__(self):
        super().__init__()
        self.seminar = make.seminar()
        self.round = make.round(self.seminar)
        self.round.open()
        group = make.group(self.seminar)
        self.devices = [make.scribe(self.seminar, group), make.scribe(self.seminar, group)]
        self.stranger = make.scribe(self.seminar, make.group(self.seminar, "Gruppe 2"))
        self.accepted: dict[str, set[str]] = {}
        self.seen: dict[tuple[int, str], int] = {}

    def send(self, device: int, uid: str, text: str, base: int):
        round = type(self.round).objects.get(pk=self.round.pk)
        sent = Post.objects.send(uid, scribe=self.devices[device], round=round, body=text, base=base)
        self.accepted.setdefault(uid, set()).add(text)
        return sent

    def post(self, uid: str) -> Post:
        return self.seminar.posts.get(uid=uid)

    @rule(target=notes, device=DEVICES, text=TEXTS, answered=st.booleans())
    def write(self, device, text, answered):
        uid = str(uuid4())
        sent = self.send(device, uid, text, 0)
        if answered:
            self.seen[device, uid] = sent.post.revision
        return uid

    @rule(target=requests, device=DEVICES, uid=notes, text=TEXTS, answered=st.booleans())
    def edit(self, device, uid, text, answered):
        """From the revision that this device saw last, which may be outdated."""
        base = self.seen.get((device, uid), 1)
        sent = self.send(device, uid, text, base)
        if answered:
            self.seen[device, uid] = sent.post.revision
        return device, uid, text, base, sent.kept

    @rule(request=requests, times=st.integers(1, 3))
    def send_again(self, request, times):
        device, uid, text, base, kept = request
        before = self.post(uid)
        for _ in range(times):
            again = self.send(device, uid, text, base)
        if kept == "saved":
            assert (again.post.body, again.post.revision) == (before.body, before.revision)

    @rule(uid=notes, device=DEVICES, text=TEXTS)
    def send_a_new_note_again(self, uid, device, text):
        """With another text, as from a device that has lost its storage."""
        before = self.post(uid).body
        self.send(device, uid, text, 0)
        assert self.post(uid).body == before

    @rule(device=DEVICES, uid=notes)
    def look(self, device, uid):
        self.seen[device, uid] = self.post(uid).revision

    @rule(uid=notes, text=TEXTS)
    def send_from_another_group(self, uid, text):
        with pytest.raises(NotYours):
            Post.objects.send(uid, scribe=self.stranger, round=self.round, body=text, base=self.post(uid).revision)

    @rule(uid=notes, device=DEVICES)
    def take_back(self, uid, device):
        self.post(uid).withdraw(by=self.devices[device])

    @rule(uid=notes, device=DEVICES)
    def put_back(self, uid, device):
        self.post(uid).put_back(by=self.devices[device])

    @rule(target=edits, uid=notes, text=TEXTS)
    def facilitator_edits(self, uid, text):
        self.post(uid).revise(body=f"{text} (retta)")
        self.accepted[uid].add(f"{text} (retta)")
        return uid

    @rule(uid=consumes(edits))
    def facilitator_hides_what_was_edited(self, uid):
        self.post(uid).hide()
        self.post(uid).withdraw(by=self.devices[0])
        assert self.post(uid).state == Post.State.HIDDEN

    @rule(minutes=st.sampled_from([0, 1, 30]))
    def round_closes(self, minutes):
        type(self.round).objects.get(pk=self.round.pk).close()
        self.seminar.rounds.update(closed_at=timezone.now() - timedelta(minutes=minutes))

    @rule()
    def round_opens(self):
        type(self.round).objects.get(pk=self.round.pk).open()

    @invariant()
    def each_id_is_one_note_that_was_written_once(self):
        assert sorted(self.seminar.posts.values_list("uid", flat=True)) == sorted(self.accepted)
        written = self.seminar.changes.filter(verb="post.written").values_list("subject_id", flat=True)
        assert sorted(written) == sorted(self.seminar.posts.values_list("pk", flat=True))

    @invariant()
    def every_text_is_in_the_note_or_in_a_revision(self):
        saved = {uid: {body} for uid, body in self.seminar.posts.values_list("uid", "body")}
        for uid, body in self.seminar.posts.values_list("uid", "revisions__body"):
            saved[uid].add(body)
        assert all(texts <= saved[uid] for uid, texts in self.accepted.items())

    def teardown(self):
        numbers = list(self.seminar.changes.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.django_db
def test_there_is_one_note_for_each_id_and_no_text_is_lost_whatever_is_sent():
    run_state_machine_as_test(Devices, settings=AT_LEAST_ONCE)

"""The one order in which a seminar's changes are read."""

from importlib import import_module
from threading import Event, Thread

import pytest
from django.apps import apps
from django.db import connection, connections, transaction

from seminar import events
from seminar.models import Change, Seminar
from tests import make

WRITERS, EACH = 4, 12


@pytest.mark.django_db
def test_every_verb_writes_the_next_number():
    seminar = make.seminar(by=make.person())
    first = seminar.last_change
    post = make.post(seminar)
    post.revise(body="Vi treng to.")
    post.hide(reason="sendt to ganger")
    post.show()
    assert [change.verb for change in seminar.changes.after(first)] == [
        "dialogueround.added",
        "post.revised",
        "post.hidden",
        "post.visible",
    ]
    assert [change.number for change in seminar.changes.all()] == list(range(1, seminar.changes.count() + 1))


@pytest.mark.django_db(transaction=True)
def test_a_change_is_not_recorded_outside_the_transaction_that_makes_it():
    seminar = make.seminar()
    with pytest.raises(transaction.TransactionManagementError):
        seminar.record(events.SEMINAR_DESCRIBED, seminar)


@pytest.mark.django_db
def test_a_change_that_is_rolled_back_leaves_no_gap():
    seminar = make.seminar()
    with transaction.atomic():
        seminar.record(events.SEMINAR_DESCRIBED, seminar)
        transaction.set_rollback(True)
    make.group(seminar)
    assert list(seminar.changes.values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db
def test_a_change_never_holds_what_people_wrote():
    seminar = make.seminar()
    make.post(seminar, "Bare hos oss").revise(body="Berre hos oss", reason="målform")
    assert "hos oss" not in str(list(seminar.changes.values_list("data", flat=True)))


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_resumes_from_its_number_misses_nothing_while_many_write():
    """A plain sequence lost 12 % on PostgreSQL: a lower number may commit after a higher one (docs/security.md)."""
    seminar = make.seminar()
    done = Event()

    def write(name: str) -> None:
        try:
            for number in range(EACH):
                make.group(Seminar.objects.get(pk=seminar.pk), f"{name} {number}")
        finally:
            connections.close_all()

    seen: list[int] = []

    def look() -> None:
        seen.extend(
            Change.objects.filter(seminar=seminar).after(seen[-1] if seen else 0).values_list("number", flat=True)
        )

    def read() -> None:
        try:
            while not done.wait(0.002):
                look()
            look()
        finally:
            connections.close_all()

    reader = Thread(target=read)
    writers = [Thread(target=write, args=(f"Gruppe {letter}",)) for letter in "ABCDEF"[:WRITERS]]
    for thread in [reader, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert seen == list(range(1, WRITERS * EACH + 2)), connection.vendor


@pytest.mark.django_db
def test_the_columns_are_filled_from_the_data_of_older_changes():
    """Before migration 0009, what a change undoes and the batch it belongs to stood in its data."""
    seminar = make.seminar()
    for _ in range(3):
        make.group(seminar, f"Gruppe {seminar.groups.count()}")
    seminar.changes.filter(number__in=[2, 3]).update(data={"together": 2})
    seminar.changes.filter(number=4).update(data={"undoes": 3})
    import_module("seminar.migrations.0009_change_undoes_and_batch").fill(apps, None)
    columns = list(seminar.changes.values_list("number", "undoes", "batch"))
    assert columns == [(1, None, None), (2, None, 2), (3, None, 2), (4, 3, None)]
    assert seminar.changes.undone() == {3}

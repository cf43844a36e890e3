"""Several changes by one hand that are undone as one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from seminar.models import Change


@contextmanager
def together(seminar) -> Iterator[None]:
    """What is recorded within carries the number of the first as `together`, where there is more than one."""
    with transaction.atomic():
        seminar.hold()
        seminar.refresh_from_db(fields=["last_change"])
        before = seminar.last_change
        yield
        changes = list(seminar.changes.after(before))
        if len(changes) > 1:
            for change in changes:
                change.data["together"] = changes[0].number
            Change.objects.bulk_update(changes, ["data"], batch_size=200)

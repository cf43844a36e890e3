"""What the server's clock does about doors that open by themselves (CLOCK_JOBS in seminar/settings.py)."""

from seminar.models import Seminar


def open_due_doors() -> None:
    Seminar.objects.open_due_doors()

"""What the server's clock does about text that was left unsent (CLOCK_JOBS in seminar/settings.py)."""

from posts.models import Draft


def send_due_drafts() -> None:
    Draft.objects.send_due()

"""The page with the files in a real browser: it follows what is being made, and leaves the focus where it is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests import make
from tests.themes.board.day import day
from tests.world import person_client
from themes.models import SummaryFile

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_page_shows_by_itself_how_far_a_file_is_and_when_it_is_ready(page, server):
    seminar, aud = day(), make.person("Aud")
    make.member(seminar, aud, "organizer")
    file = SummaryFile.objects.ask(seminar=seminar, by=aud, format="docx", query="", for_editors=True)
    row = SummaryFile.objects.filter(pk=file.pk)
    later = timezone.now() + timedelta(hours=1)  # so that the server does not take it for lost
    row.update(started_at=timezone.now(), seen_at=later, progress=12)
    session = person_client(aud).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    page.goto(server.url + reverse("files", args=[seminar.slug]))
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "12")
    page.get_by_role("button", name="Remove: Word document").focus()
    row.update(progress=73)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "73")
    row.update(finished_at=timezone.now(), size=2_000)
    expect(page.get_by_role("link", name="Word document")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="No file is being made.")).to_be_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Remove: Word document"

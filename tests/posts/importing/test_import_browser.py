"""The preview of an import in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.models import Import
from posts.walls.reader import read
from tests import make
from tests.posts.walls.make_markdown import markdown
from tests.seminar.setup.test_setup_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


# Counts what the page would send, and does not send it.
COUNT_AND_HOLD = """() => {
    window.sent = 0;
    addEventListener("submit", (event) => { window.sent += event.defaultPrevented ? 0 : 1; event.preventDefault(); });
}"""


def test_adding_the_notes_shows_its_progress_and_is_sent_once(page, client, live_server):
    aud = make.person("Aud")
    data = markdown().encode()
    imported = Import.objects.keep(read(data, "vegg.md"), data=data, name="vegg.md", by=aud)
    sign_in(page.context, client, aud, live_server)
    page.set_viewport_size({"width": 390, "height": 780})
    page.goto(live_server.url + reverse("import", args=[imported.uid]))
    button = page.locator("button[name=confirm]")
    assert button.bounding_box()["y"] < 780
    assert not page.locator("#import-progress").is_visible()
    page.evaluate(COUNT_AND_HOLD)
    button.click()
    expect(page.locator("#import-progress")).to_be_visible()
    button.click()
    assert page.evaluate("window.sent") == 1
    assert button.get_attribute("aria-busy") == "true"
    page.reload()
    button.click()
    page.wait_for_url("**/s/**")
    assert Import.objects.get().confirmed_at

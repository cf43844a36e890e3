"""The preview of an import in a browser."""

import pytest
from django.urls import reverse

from posts.models import Import
from posts.walls.reader import read
from tests import make
from tests.posts.walls.make_markdown import markdown
from tests.seminar.setup.test_setup_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_adding_the_notes_shows_its_progress_and_is_sent_once(page, client, live_server):
    aud = make.person("Aud")
    data = markdown().encode()
    imported = Import.objects.keep(read(data, "vegg.md"), data=data, name="vegg.md", by=aud)
    sign_in(page.context, client, aud, live_server)
    page.set_viewport_size({"width": 390, "height": 780})
    page.goto(live_server.url + reverse("import", args=[imported.uid]))
    sent = []
    page.route(
        "**/import/*/", lambda route: sent.append(route) if route.request.method == "POST" else route.continue_()
    )
    button = page.locator("button[name=confirm]")
    assert button.bounding_box()["y"] < 780
    assert not page.locator("#import-progress").is_visible()
    button.click(no_wait_after=True)
    page.locator("#import-progress").wait_for(state="visible")
    button.click(no_wait_after=True)
    page.wait_for_timeout(200)
    assert len(sent) == 1
    assert button.get_attribute("aria-busy") == "true"
    sent[0].continue_()
    page.wait_for_url("**/s/**")
    assert Import.objects.get().confirmed_at

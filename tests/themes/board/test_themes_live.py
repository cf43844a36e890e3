"""Pages of themes that follow the stream, from the real server."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import make
from tests.seminar.live.listener import session_of

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seminar():
    return make.seminar(by=make.person("Aud"))


@pytest.fixture
def enter(page, server, seminar):
    def enter(name: str):
        session = session_of(seminar.members.get().person)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
        page.goto(server.url + reverse(name, args=[seminar.slug]))
        page.locator("html[data-live=on]").wait_for(state="attached")
        return page

    return enter


def test_the_figures_of_the_codebook_follow_and_the_focus_stays(enter, seminar):
    skyss, buss = make.theme(seminar, "Skyss"), make.theme(seminar, "Buss")
    page = enter("codebook")
    page.locator(f"#theme-{buss.pk}-up").focus()
    page.evaluate(f"window.kept = document.getElementById('theme-{skyss.pk}')")
    skyss.add_post(make.post(seminar, group=make.group(seminar)))
    make.theme(seminar, "Ferje")
    expect(page.locator(f"#theme-{skyss.pk} .codebook-figures dd").first).to_have_text("1")
    expect(page.locator(".codebook-line")).to_have_count(3)
    assert page.evaluate("document.activeElement.id") == f"theme-{buss.pk}-up"
    assert page.evaluate("kept.isConnected")


def test_on_stage_numbers_follow_at_once_and_themes_change_places_only_after_a_while(enter, page, seminar):
    skyss, buss = make.theme(seminar, "Skyss"), make.theme(seminar, "Buss")
    groups = [make.group(seminar, f"Bord {number}") for number in range(5)]
    for theme, size in [(skyss, 4), (buss, 3)]:
        for group in groups[:size]:
            theme.add_post(make.post(seminar, group=group))
    page.clock.install()
    page = enter("stage")
    first, second = page.locator(".stage-row[id]").nth(0), page.locator(f"#stage-theme-{buss.pk}")
    page.evaluate(f"window.kept = document.getElementById('stage-theme-{buss.pk}')")
    for group in groups[3:]:
        buss.add_post(make.post(seminar, group=group))
    expect(second.locator(".stage-count")).to_contain_text("5")
    expect(first).to_have_id(f"stage-theme-{skyss.pk}")
    page.clock.fast_forward(10_000)
    expect(first).to_have_id(f"stage-theme-{buss.pk}")
    assert page.evaluate("kept.isConnected")

"""The page of the summary shows that the browser waits for what was asked for."""

import pytest
from playwright.sync_api import expect

from tests.themes.summary.opened import open_summary

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_search_shows_that_it_waits_until_the_other_notes_are_there(page, server):
    open_summary(page, server)
    search = page.locator(".filter")
    search.locator("[type=search]").fill("Bussen")
    assert search.evaluate("form => { form.requestSubmit(); return form.ariaBusy; }") == "true"
    page.wait_for_url("**text=Bussen**")
    expect(search).not_to_have_attribute("aria-busy", "true")

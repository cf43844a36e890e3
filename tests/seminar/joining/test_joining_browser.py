"""Joining on a phone, and the organizer's list of devices while it happens, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from seminar.models import Group, Scribe
from tests import make
from tests.faults import assert_no_faults

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_a_phone_finds_its_group_among_many_as_one_types_and_joins(page, live_server):
    seminar = make.seminar(doors_open=True)
    Group.objects.add_series(40, seminar=seminar)
    group = make.group(seminar, "Øvre Fjellbygda")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{live_server.url}/j/{seminar.join_code}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert_no_faults(page)
    page.get_by_label("Find your group").fill("øVRE")
    expect(page.locator(".join-groups .choice:visible")).to_have_count(2)
    expect(page.get_by_label("I do not know my group")).to_be_visible()
    page.get_by_label("Find your group").fill("zzz")
    expect(page.get_by_text("No group has that in its name.")).to_be_visible()
    page.get_by_label("Find your group").fill("fjell")
    page.get_by_label("Øvre Fjellbygda").check()
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(f"**/s/{seminar.slug}/write/")
    assert Scribe.objects.get().group == group


def test_new_devices_appear_in_the_list_while_the_organizer_types_in_it(page, client, server):
    aud = make.person("Aud")
    seminar = make.seminar(by=aud)
    group = make.group(seminar)
    first = make.scribe(seminar, name="Signe")
    client.force_login(aud)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])
    page.goto(server.url + reverse("devices", args=[seminar.slug]))
    assert_no_faults(page)
    field = page.get_by_label("Group for: Signe")
    field.press_sequentially("Gru")
    make.scribe(seminar, group, "Tora")
    expect(page.locator(".device")).to_have_count(2)
    expect(field).to_be_focused()
    field.press_sequentially("ppe 1")
    field.press("Enter")
    expect(page.locator(f"#device-{first.pk} .badge")).to_have_text("Gruppe 1")
    first.refresh_from_db()
    assert first.group == group


def test_each_device_is_a_low_row_with_its_name_on_one_line_at_every_width(page, client, live_server):
    aud = make.person("Aud")
    seminar = make.seminar(by=aud)
    Group.objects.add_series(8, seminar=seminar)
    for number in range(16):
        group = seminar.groups.all()[number % 8] if number % 5 else None
        scribe = make.scribe(seminar, group, ("Tora", "Ingebjørg Solheim")[number % 2])
        if number % 3:
            make.post(seminar, "Ein raud benk.", group=group, scribe=scribe)
    client.force_login(aud)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("devices", args=[seminar.slug]))
    for width, highest in ((360, 200), (800, 200), (1280, 100), (1920, 100)):
        page.set_viewport_size({"width": width, "height": 900})
        lines = "names => names.map((name) => name.getClientRects().length)"
        assert page.locator(".device strong").evaluate_all(lines) == [1] * 16, width
        heights = page.locator(".device").evaluate_all("rows => rows.map((row) => row.offsetHeight)")
        assert max(heights) <= highest, width
        assert page.evaluate("document.documentElement.scrollHeight") <= 700 + 16 * highest
        assert page.evaluate("document.documentElement.scrollWidth") <= width

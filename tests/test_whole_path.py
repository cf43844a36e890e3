"""The whole path in a real browser: log in, import a wall, check it, sort by keyboard, download the summary."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from posts.models import Post
from seminar.models import Seminar
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
WALL = Path(__file__).parent / "posts" / "walls" / "print" / "wall.pdf"


@pytest.fixture
def signed_in(page, live_server):
    make.person("Aud")
    page.goto(live_server.url)
    page.get_by_role("main").get_by_role("link").click()
    page.locator("[name=login]").fill("aud@example.org")
    page.locator("[name=password]").fill(make.PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(live_server.url + "/")
    return page


def test_a_padlet_export_becomes_a_summary(signed_in, live_server):
    page = signed_in
    page.goto(f"{live_server.url}/import/")
    page.locator("#id_file").set_input_files(WALL)
    page.locator("#upload > button").click()
    page.wait_for_url("**/import/*-*/")
    assert Post.objects.count() == 0
    page.locator("[name=confirm]").first.click()
    page.wait_for_url("**/board/")
    seminar = Seminar.objects.get()
    assert seminar.posts.count() > 0

    first = seminar.posts.order_by("round__number", "group__number", "pk").first()
    page.locator("[id^=post-]").first.focus()
    page.keyboard.press("n")
    page.keyboard.type("Møteplassar")
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="The theme Møteplassar is created.").wait_for(state="attached")
    assert seminar.placements.count() == 1

    page.goto(f"{live_server.url}/s/{seminar.slug}/summary/")
    with page.expect_download() as download:
        page.locator('button[formaction*="/summary/docx/"]').click()
    document = Document(BytesIO(Path(download.value.path()).read_bytes()))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert seminar.title in text
    assert first.body.splitlines()[0] in text


def test_a_wrong_file_is_reported_without_leaving_the_page(signed_in, live_server, tmp_path):
    page = signed_in
    login = tmp_path / "login.csv"
    login.write_text("<!DOCTYPE html><html><body>Log in</body></html>")
    page.goto(f"{live_server.url}/import/")
    page.locator("#id_file").set_input_files(login)
    page.locator("#upload > button").click()
    page.locator("#id_file_error").wait_for()
    assert page.locator("#id_file").get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "id_file"
    page.locator("#id_file").set_input_files(WALL)
    page.locator("#upload > button").click()
    page.wait_for_url("**/import/*-*/")

"""The page of the summary by keyboard alone: the filter, the files, the pictures with their tables, and the editing."""

import pytest

from tests.themes.summary.opened import open_summary

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUS = """() => {
    const one = document.activeElement;
    if (one === document.body || one.dataset.walked) return null;
    one.dataset.walked = "yes";
    return one.tagName === "SUMMARY" && !one.parentElement.open ? "closed" : one.tagName;
}"""
MISSED = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden], [type=radio]), select, textarea, summary, [tabindex='0']"
)].filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.disabled && !one.dataset.walked)
  .map((one) => one.outerHTML.slice(0, 120))"""
MOST = 600  # presses of Tab


def test_everything_is_reached_and_opened_and_a_remark_is_saved_without_a_mouse(page, server):
    open_summary(page, server)
    opened = 0
    for _press in range(MOST):
        page.keyboard.press("Tab")
        tag = page.evaluate(FOCUS)
        if tag is None:
            break
        if tag == "closed":
            page.keyboard.press("Enter")
            opened += 1
    assert page.evaluate(MISSED) == []
    assert opened >= 8  # the filter's, the pictures', the notes' and those of the remarks
    page.locator("#remark-whole textarea").focus()
    page.keyboard.type("Skrive utan mus.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Saved. The earlier version is kept").wait_for()
    assert page.locator("#remark-whole .post-body").inner_text() == "Skrive utan mus."

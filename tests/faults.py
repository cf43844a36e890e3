"""What a machine can see of whether everyone can use a page."""

from axe_playwright_python.sync_playwright import Axe


def assert_no_faults(page) -> None:
    """None that axe can find, and nothing wider than the screen."""
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

"""The part of accessibility that can be checked automatically."""

from axe_playwright_python.sync_playwright import Axe


def assert_no_faults(page) -> None:
    """axe finds no violation, and nothing is wider than the screen."""
    violations = Axe().run(page).response["violations"]
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in violations] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

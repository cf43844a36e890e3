"""The part of accessibility that can be checked automatically."""

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
OPTIONS = {"resultTypes": ["violations", "incomplete"]}  # not all that passed, which takes as much time again
RUN = "(options) => axe.run(options).then(({ violations, incomplete }) => ({ violations, incomplete }))"


def run_axe(page) -> dict[str, list[dict]]:
    """What axe finds, and what it leaves open. To hand over what passed too would take longer than the check."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE.axe_script)
    return page.evaluate(RUN, OPTIONS)


def assert_no_faults(page, way: str = "") -> None:
    """axe finds no violation, and nothing is wider than the screen. `way` says how the page is looked at."""
    violations = run_axe(page)["violations"]
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in violations] == [], (page.url, way)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, way)

# ruff: noqa: E501
"""The success criteria of WCAG 2.2, levels A and AA, with what is known of this product. docs/accessibility.md is made of it:

    DEBUG=on .venv/bin/python -m seminar.accessibility.criteria    prints the table

EN 301 549 asks for those of WCAG 2.1; of them, Norwegian law leaves out two about recorded and live media: 48 remain.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    MET = "met"
    PARTLY = "partly met"
    NONE = "nothing of the kind"


class Criterion(NamedTuple):
    """`evidence` are tests, files or commands in the project, with a space between them. `remark` says what they do not."""

    number: str
    level: str
    name: str
    status: Status
    evidence: str = ""
    remark: str = ""

    @property
    def is_required(self) -> bool:
        """Whether it is one of the 48 that the law in Norway asks of a public body."""
        return self.number not in {"1.2.3", "1.2.4", "2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"}


MET, PARTLY, NONE = Status.MET, Status.PARTLY, Status.NONE
EVERYONE = "tests/test_for_everyone.py"
LOOK = "tests/seminar/server/test_look.py"
BOARD = "tests/themes/board/test_board_browser.py"
WRITE = "tests/posts/writing/test_write_looks.py"
CRITERIA = [
    Criterion("1.1.1", "A", "Non-text content", MET, EVERYONE, "Charts have their numbers beside them as tables"),
    Criterion("1.2.1", "A", "Audio-only and video-only", NONE),
    Criterion("1.2.2", "A", "Captions", NONE),
    Criterion("1.2.3", "A", "Audio description or media alternative", NONE),
    Criterion("1.2.4", "AA", "Captions (live)", NONE),
    Criterion("1.2.5", "AA", "Audio description", NONE),
    Criterion("1.3.1", "A", "Info and relationships", MET, f"{EVERYONE} tests/themes/summary/test_charts.py"),
    Criterion("1.3.2", "A", "Meaningful sequence", MET, EVERYONE),
    Criterion("1.3.3", "A", "Sensory characteristics", MET, "", "Instructions name buttons by their words; read by us"),
    Criterion("1.3.4", "AA", "Orientation", MET, WRITE, "No page locks it"),
    Criterion("1.3.5", "AA", "Identify input purpose", MET, "seminar/accounts/forms.py seminar/joining/forms.py"),
    Criterion("1.4.1", "A", "Use of colour", MET, f"{LOOK} tests/themes/summary/test_charts.py", "Bars are patterned; pressed buttons have a tick"),
    Criterion("1.4.2", "A", "Audio control", NONE),
    Criterion("1.4.3", "AA", "Contrast (minimum)", MET, f"{LOOK} {EVERYONE}", "4.5 for all text, in light and dark, computed from the style sheets"),
    Criterion("1.4.4", "AA", "Resize text", MET, f"{WRITE} tests/faults.py"),
    Criterion("1.4.5", "AA", "Images of text", MET, "", "The QR codes have the code beside them as text"),
    Criterion("1.4.10", "AA", "Reflow", MET, f"tests/faults.py {LOOK}", "320 px"),
    Criterion("1.4.11", "AA", "Non-text contrast", MET, LOOK, "3 for controls and symbols of themes"),
    Criterion("1.4.12", "AA", "Text spacing", MET, EVERYONE, "Nothing scrolls sideways with it. Titles that are cut with an ellipsis are whole on the page that they lead to"),
    Criterion("1.4.13", "AA", "Content on hover or focus", MET, "", "Nothing opens by hover; tips are the browser's own"),
    Criterion("2.1.1", "A", "Keyboard", MET, f"{EVERYONE} {BOARD} tests/seminar/setup/test_setup_browser.py"),
    Criterion("2.1.2", "A", "No keyboard trap", MET, EVERYONE, "The Tab key leads through each page and out"),
    Criterion("2.1.4", "A", "Character key shortcuts", MET, BOARD, "They can be switched off"),
    Criterion("2.2.1", "A", "Timing adjustable", MET, "tests/posts/writing/test_closing_browser.py", "What is written after a round is sent as late, and not lost"),
    Criterion("2.2.2", "A", "Pause, stop, hide", MET, "tests/posts/room/test_wall_browser.py tests/seminar/live/test_live_browser.py", "The wall can be paused"),
    Criterion("2.3.1", "A", "Three flashes", MET, "", "Nothing flashes"),
    Criterion("2.4.1", "A", "Bypass blocks", MET, EVERYONE),
    Criterion("2.4.2", "A", "Page titled", MET, EVERYONE),
    Criterion("2.4.3", "A", "Focus order", MET, f"{EVERYONE} {BOARD}"),
    Criterion("2.4.4", "A", "Link purpose (in context)", MET, EVERYONE),
    Criterion("2.4.5", "AA", "Multiple ways", MET, "", "Navigation, the list of seminars with a search, and links from numbers to notes. A scribe's pages are steps of one process"),
    Criterion("2.4.6", "AA", "Headings and labels", MET, EVERYONE),
    Criterion("2.4.7", "AA", "Focus visible", MET, EVERYONE, "A mark of 2 px or more at each stop"),
    Criterion("2.4.11", "AA", "Focus not obscured (minimum)", MET, EVERYONE),
    Criterion("2.5.1", "A", "Pointer gestures", MET, "", "None has more than one finger or a path"),
    Criterion("2.5.2", "A", "Pointer cancellation", MET, BOARD, "Buttons act when they are let go"),
    Criterion("2.5.3", "A", "Label in name", MET, EVERYONE),
    Criterion("2.5.4", "A", "Motion actuation", NONE),
    Criterion("2.5.7", "AA", "Dragging movements", MET, BOARD, "Nothing needs to be dragged"),
    Criterion("2.5.8", "AA", "Target size (minimum)", MET, f"{LOOK} {EVERYONE}", "24 px; 44 px for buttons of full size"),
    Criterion("3.1.1", "A", "Language of page", MET, EVERYONE),
    Criterion("3.1.2", "AA", "Language of parts", PARTLY, "tests/test_language_of_notes.py", "What people wrote has the language of the seminar on every page: notes, questions, rounds, themes, messages, lines of the log, also in the hidden words of buttons. Names within the sentences at the top of the summary, in lists of choices, in titles and in attributes have that of the page"),
    Criterion("3.2.1", "A", "On focus", MET, EVERYONE),
    Criterion("3.2.2", "A", "On input", MET, BOARD),
    Criterion("3.2.3", "AA", "Consistent navigation", MET, "templates/base.html"),
    Criterion("3.2.4", "AA", "Consistent identification", MET, "docs/glossary.md"),
    Criterion("3.2.6", "A", "Consistent help", MET, "templates/posts/writing/_help.html"),
    Criterion("3.3.1", "A", "Error identification", MET, f"{LOOK} tests/seminar/setup/test_setup_browser.py"),
    Criterion("3.3.2", "A", "Labels or instructions", MET, EVERYONE),
    Criterion("3.3.3", "AA", "Error suggestion", MET, "tests/seminar/setup/test_setup_browser.py", "Each refusal says what to do"),
    Criterion("3.3.4", "AA", "Error prevention", MET, "tests/themes/history/test_undo.py tests/posts/erasure/test_erasure_pages.py", "What is done can be undone; what is deleted waits seven days"),
    Criterion("3.3.7", "A", "Redundant entry", MET, "tests/seminar/joining/test_joining_browser.py", "A device remembers its group"),
    Criterion("3.3.8", "AA", "Accessible authentication (minimum)", MET, "tests/seminar/accounts/test_second_factor.py", "A code by mail that can be pasted, or a passkey; no puzzle"),
    Criterion("4.1.1", "A", "Parsing", MET, "", "Always met, since WCAG 2.2 took it away"),
    Criterion("4.1.2", "A", "Name, role, value", MET, EVERYONE),
    Criterion("4.1.3", "AA", "Status messages", MET, f"tests/posts/writing/test_warning.py {BOARD}"),
]  # fmt: skip


def not_met() -> list[Criterion]:
    return [criterion for criterion in CRITERIA if criterion.status == Status.PARTLY]


def table() -> Iterator[str]:
    """Lines of Markdown."""
    yield "| | Level | Criterion | | Evidence |"
    yield "|---|---|---|---|---|"
    for one in CRITERIA:
        evidence = ", ".join(f"`{path}`" for path in one.evidence.split())
        text = ". ".join(filter(None, [evidence, one.remark]))
        mark = "" if one.is_required else " *"
        yield f"| {one.number}{mark} | {one.level} | {one.name} | {one.status} | {text} |"


if __name__ == "__main__":
    print("\n".join(table()))

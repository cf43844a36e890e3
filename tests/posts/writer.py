"""A scribe's page in any browser, used by what it shows: labels, buttons and sentences."""

import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from posts.models import Draft, Post, Revision
from tests.browsers import Tab
from tests.seminar.server.serving import until

FIND = """
  const isVisible = (element) => element.getClientRects().length > 0;
  const findField = (label) => [...document.querySelectorAll("textarea")]
    .find((field) => isVisible(field) && field.labels[0]?.textContent.includes(label));
  const findNote = (text) => [...document.querySelectorAll("article")].find((note) => note.textContent.includes(text));
  const findButton = (place, name) => [...place?.querySelectorAll("button, a") ?? []]
    .find((button) => isVisible(button) && button.textContent.trim() === name) ?? null;
"""
FOCUS_END = "const field = findField(arguments[0]); field.focus(); field.setSelectionRange(1e9, 1e9);"
PASTE = """
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
  document.execCommand("insertText", false, arguments[0]);
"""


@dataclass
class Tally:
    """What was written in a day, and what became of it. Each of `notes` must be there once, `texts` somewhere."""

    notes: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    blocked: int = 0  # characters that were typed and did not come into the field

    def count(self) -> tuple[int, int, int]:
        """How many characters are lost, doubled and blocked."""
        notes = Counter(Post.objects.values_list("body", flat=True))
        wanted = Counter(unicodedata.normalize("NFC", note) for note in self.notes)
        saved = {
            *notes,
            *Revision.objects.values_list("body", flat=True),
            *Draft.objects.values_list("body", flat=True),
        }
        missing = [*(wanted - notes).elements(), *(text for text in self.texts if text not in saved)]
        doubled = (notes - wanted).elements()
        return sum(map(len, missing)), sum(map(len, doubled)), self.blocked


class Writer:
    def __init__(self, tab: Tab, address: str, tally: Tally):
        self.tab, self.address, self.tally = tab, address, tally

    def run(self, script: str, *arguments):
        return self.tab.run(FIND + script, *arguments)

    def open(self) -> "Writer":
        self.tab.open(self.address)
        return self.ready()

    def reload(self) -> "Writer":
        self.tab.reload()
        return self.ready()

    def ready(self) -> "Writer":
        until(lambda: self.run("return document.documentElement?.dataset.writes === 'on'"), "the page is ready", 30)
        return self

    def text(self, label: str) -> str:
        """The text in the field with this label; "" where there is no such field."""
        return self.run("return findField(arguments[0])?.value ?? ''", label)

    def has(self, label: str, text: str) -> None:
        wait(lambda: self.text(label), re.escape(text) + "$" if text else "^$")

    def type(self, text: str, label: str) -> None:
        before = self.text(label)
        self.run(FOCUS_END, label)
        self.tab.type(text)
        self.tally.blocked += len(before + text) - len(self.text(label))

    def paste(self, text: str, label: str) -> None:
        self.run(FOCUS_END + PASTE.replace("arguments[0]", "arguments[1]"), label, text)

    def send(self, text: str, label: str) -> None:
        self.type(text, label)
        self.press_send(label)
        self.tally.notes.append(text)

    def press_send(self, label: str) -> None:
        self.tab.click(FIND + "return findButton(findField(arguments[0]).form, 'Send')", label)

    def press(self, button: str, note: str = "") -> None:
        """Presses a button of the page, or of the note with this text."""
        find = FIND + "return findButton(arguments[1] ? findNote(arguments[1]) : document, arguments[0])"
        until(lambda: self.tab.run(find, button, note), f"there is a button {button!r}", 20)
        self.tab.click(find, button, note)

    def change(self, note: str, added: str) -> None:
        """Adds to the text of a note."""
        self.press("Edit", note)
        self.tab.press("Control+End")
        self.tab.type(added)
        self.tab.press("Control+Enter")

    def shows(self, note: str, words: str = "") -> None:
        """Waits until the page shows a note with this text, and with these words after it."""
        look = partial(self.run, "return findNote(arguments[0])?.innerText ?? ''", note)
        wait(look, f"(?s){re.escape(note)}.*{words}")

    def says(self, words: str) -> None:
        """Waits for the line at the top of the page."""
        wait(partial(self.run, "return document.getElementById('state').textContent"), words)

    def network_is_back(self, proxy) -> None:
        """Lets the network work again, and tells the page."""
        proxy.mood = "pass"
        proxy.cut()
        self.run("dispatchEvent(new Event('online'))")
        self.says("All is saved")


def wait(look: Callable[[], str], pattern: str, seconds: float = 30) -> None:
    """Waits until what `look` returns has the pattern in it."""
    end = time.monotonic() + seconds
    while not re.search(pattern, seen := look()):
        assert time.monotonic() < end, f"after {seconds} s there is no {pattern!r} in {seen!r}"
        time.sleep(0.05)

"""Where the page has another language than the seminar, what was written in it is read aloud in that of the seminar."""

from html.parser import HTMLParser

import pytest

from tests.routes import addresses, patterns, text_of
from tests.world import World, device_client, person_client

pytestmark = [pytest.mark.once, pytest.mark.django_db]
KINDS = (
    "visible", "visible subject", "hidden now", "revised", "former", "part", "whole", "merged", "target", "late",
    "reply", "aside", "imported body", "example", "question", "round", "theme", "hidden theme", "removed theme",
    "introduction", "definition", "message", "lunch", "hide reason",
)  # fmt: skip
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# In these nothing can be marked.
WITHIN = {"textarea", "option", "title"}
# Lists of sentences in the summary that name themes and rounds, by class or heading: its files have them too.
SENTENCES = {"highlights", "silences"}


class Words(HTMLParser):
    """`found` are the words with the language and the elements and classes that they are in."""

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self.words, self.open, self.found = words, [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for word in self.words:
            if word in data:
                language = next((one["lang"] for _, one in reversed(self.open) if one.get("lang")), "")
                within = {tag for tag, _ in self.open} | {
                    one.get(name) for _, one in self.open for name in ("class", "aria-labelledby")
                }
                self.found.append((word, language, within))


def test_what_was_written_has_the_language_of_the_seminar_on_every_page():
    world, seen = World("her"), set()
    words = [world.word(kind) for kind in KINDS]
    world.seminar.describe(language="nn")
    world.theme.describe(name=world.theme.name, definition=world.word("definition"), by=world.facilitator)
    clients = person_client(world.organizer), device_client(world.scribe), person_client(None)
    for client in clients:
        for pattern in patterns():
            for address in addresses(pattern, world, most=3):
                response = client.get(address)
                if response.status_code == 405:
                    break
                if not response.headers.get("Content-Type", "").startswith("text/html"):
                    continue
                text = text_of(response)
                if not any(word in text for word in words):
                    continue
                page = Words(words)
                page.feed(text)
                found = [one for one in page.found if not one[2] & (WITHIN | SENTENCES)]
                assert [one for one in found if one[1] != "nn"] == [], address
                seen.update((pattern, word) for word, *_ in found)
    assert len({pattern for pattern, _ in seen}) > 30 and len({word for _, word in seen}) == len(KINDS)

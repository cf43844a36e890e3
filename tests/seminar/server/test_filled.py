"""Templates that are rendered once for each set of choices in them."""

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from seminar.server import filled as module
from seminar.server.filled import Hole, filled, joined


@pytest.fixture(autouse=True)
def rendered(monkeypatch) -> list:
    """The templates that were rendered, in a process that has rendered none before."""
    names, get_template = [], module.get_template
    monkeypatch.setattr(module, "_pieces", {})
    monkeypatch.setattr(module, "get_template", lambda name: names.append(name) or get_template(name))
    return names


def note(body: str, **choices) -> str:
    post = {
        "uid": Hole("7f"),
        "revision": Hole(1),
        "body": Hole(body),
        "author": "",
        "time": Hole("9:30"),
        "edit": None,
    }
    post |= {"state": "visible", "late": False, "sent_at_closing": False, "text_locked": False, "may_withdraw": False}
    return filled("posts/writing/_note.html", {"seminar": {"language": "nn"}, "post": post | choices})


def test_a_text_is_put_in_as_a_template_would(rendered):
    assert '<div class="note-body" lang="nn">&lt;b&gt; &amp; ein benk</div>' in note("<b> & ein benk")
    assert '<div class="note-body" lang="nn"><b>ein benk</b></div>' in note(SafeString("<b>ein benk</b>"))
    assert len(rendered) == 1


def test_what_depends_on_a_choice_is_rendered_for_it(rendered):
    assert "badge-warn" not in note("Ein benk") and "badge-warn" in note("Ein benk", late=True)
    note("To benkar"), note("Tre benkar", late=True)
    assert len(rendered) == 2


def test_each_language_has_its_own():
    def state(language: str) -> bool:
        with translation.override(language):
            return "Lagret" in note("Ein benk")

    assert [state("nb"), state("en"), state("nb")] == [True, False, True]


def test_nothing_that_was_put_in_is_remembered():
    note("Ein raud benk"), note("Ein grøn benk", author=Hole("Signe"))
    texts = "".join(text for pieces in module._pieces.values() for text in pieces.texts)
    assert "benk" not in texts and "Signe" not in texts and "note-body" in texts


def test_it_remembers_no_more_than_it_may(monkeypatch):
    monkeypatch.setattr(module, "MOST_PIECES", 3)
    for number in range(10):
        assert "Ein benk" in note("Ein benk", state=f"state {number}")
        assert len(module._pieces) <= 3


def test_a_template_without_a_hole_is_the_template():
    assert filled("posts/writing/_met.html", {}).strip().startswith("<section")


def test_joined_texts_are_safe():
    assert joined([SafeString("<b>"), SafeString("</b>")]).__html__() == "<b></b>"

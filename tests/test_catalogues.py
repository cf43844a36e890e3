"""The words of the interface, as docs/glossary.md decides them, in catalogues that merging has not garbled."""

import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

pytestmark = pytest.mark.once
# Words of the other form of Norwegian, and words that the glossary has another one for.
NOT_IN = {
    "nb": r"ikkje|kva|kven|frå|noko|vere|eg|gruppa|tavla|lista|tida|døra|tjener\w*|vedkommende|tidtaker\w*|lagt bort",
    "nn": r"ikke|hva|hvem|fra|noe|være|jeg|henne|lat|att|blei|blitt|vert|skjul\w*|framlegg|generalprøven|lenkj\w*",
}


@pytest.mark.parametrize("language", NOT_IN)
def test_no_text_is_doubled_or_has_a_word_that_the_glossary_rules_out(language):
    faults, texts = [], 0
    with (settings.BASE_DIR / f"seminar/locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in catalogue:
        for text in [message.string] if isinstance(message.string, str) else message.string:
            half = len(text) // 2
            texts += bool(message.id and text)
            if half > 5 and text[:half] == text[half:]:
                faults.append(("doubled", text[:half]))
            if message.id and (found := re.search(rf"(?<!\w)({NOT_IN[language]})(?!\w)", text, re.IGNORECASE)):
                faults.append((found[0], text))
    assert faults == [] and texts > 2000

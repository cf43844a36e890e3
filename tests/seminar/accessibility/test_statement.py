"""The accessibility statement, and the table that it and docs/accessibility.md are made of."""

import re

import pytest

from seminar.accessibility.criteria import CRITERIA, Status, not_met, table
from tests.seminar.server.serving import ROOT

pytestmark = pytest.mark.once
DOCUMENT = (ROOT / "docs/accessibility.md").read_text()


def test_all_criteria_are_there_once_and_48_are_those_of_the_law():
    numbers = [tuple(map(int, criterion.number.split("."))) for criterion in CRITERIA]
    assert numbers == sorted(set(numbers)) and len(numbers) == 56
    assert sum(criterion.is_required for criterion in CRITERIA) == 48


def test_the_document_has_the_table_and_each_piece_of_evidence_exists():
    assert "\n".join(table()) in DOCUMENT
    paths = {path for criterion in CRITERIA for path in criterion.evidence.split()}
    paths |= set(re.findall(r"`((?:tests|docs|templates|seminar)/[\w/.]+)`", DOCUMENT))
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_each_criterion_has_evidence_or_says_why_it_is_held():
    assert [one.number for one in CRITERIA if one.status != Status.NONE and not (one.evidence or one.remark)] == []


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_page_names_what_is_not_met_and_who_answers(client, settings, language):
    settings.ACCESSIBILITY_BODY, settings.ACCESSIBILITY_CONTACT = "Lillevik kommune", "mailto:post@lillevik.example"
    text = client.get("/accessibility/", headers={"accept-language": language}).content.decode()
    assert "Lillevik kommune" in text and 'href="mailto:post@lillevik.example"' in text and " 48 " in text
    assert all(f"<h3>{criterion.number} " in text for criterion in not_met())


def test_the_page_says_where_nobody_has_filled_anything_in_and_leads_to_the_official_statement(client, settings):
    assert "has not published a statement yet" in client.get("/accessibility/").content.decode()
    settings.ACCESSIBILITY_STATEMENT = "https://uustatus.no/nb/erklaringer/publisert/1"
    text = client.get("/accessibility/").content.decode()
    assert f'href="{settings.ACCESSIBILITY_STATEMENT}"' in text and "has not published" not in text


def test_pages_that_readers_come_to_first_lead_to_it(client, db):
    for address in ("/", "/j/", "/account/login/"):
        assert 'footer class="site-footer"><a href="/accessibility/"' in client.get(address).content.decode()

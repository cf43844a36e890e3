"""Northern Sámi is prepared: with the language switched on and nothing of it translated, all pages answer in order."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest
import requests
from babel import Locale
from babel.dates import get_month_names
from django.conf import settings
from django.utils import formats, translation

from posts.models import Post
from posts.text.personal import find
from posts.text.search import holding
from seminar.models import Seminar
from seminar.text import alphabetical
from tests import make
from tests.routes import addresses, patterns
from tests.world import World, device_client, person_client
from themes.summary.formats import WRITERS

ACCEPT = {"Accept-Language": "se,nb;q=0.5"}
LANG = re.compile(r'<html lang="(\w+)"')
ENGLISH_DATE = re.compile(r"November|\b30\. november|30/11")


@pytest.fixture
def switched_on(server):
    with server.with_settings({"NORTHERN_SAMI": "on", "LANGUAGE_CODE": "nb"}):
        yield server


def browser(client) -> requests.Session:
    session = requests.Session()
    session.headers.update(ACCEPT)
    session.cookies.update({name: one.value for name, one in client.cookies.items()})
    return session


def paths(client, world: World) -> list[str]:
    """What this actor gets as a page, or a file, in Bokmål."""
    found = [path for pattern in patterns() for path in addresses(pattern, world, most=1) if "logout" not in pattern]
    return [
        path for path in dict.fromkeys(found) if client.get(path, headers={"accept-language": "nb"}).status_code == 200
    ]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_with_an_empty_catalogue_every_page_answers_and_its_dates_are_sami(switched_on):
    world = World("máret")
    world.seminar.describe(language="se", date="2026-11-30", by=world.organizer)
    visited, dated = 0, 0
    for client in (person_client(world.organizer), device_client(world.scribe), person_client(None)):
        reader = browser(client)
        for path in paths(client, world):
            if path.endswith("/live"):
                continue
            answer = reader.get(switched_on.url + path, timeout=60)
            assert answer.status_code == 200, (path, answer.status_code)
            if not answer.headers["Content-Type"].startswith("text/html"):
                continue
            visited += 1
            [language] = LANG.findall(answer.text) or ["se"]  # a fragment has none
            assert language == "se", path
            assert not ENGLISH_DATE.search(answer.text), path
            dated += "skábmamánu 30. b. 2026" in answer.text
    assert visited > 60 and dated > 4, (visited, dated)
    assert "Davvisámegiella" in requests.get(switched_on.url, headers=ACCEPT, timeout=20).text
    organizer = browser(person_client(world.organizer))
    for format in WRITERS:
        answer = organizer.get(f"{switched_on.url}/s/{world.seminar.slug}/summary/{format}/", timeout=60)
        assert answer.status_code == 200 and answer.content, format
        if format == "docx":
            parts = zipfile.ZipFile(io.BytesIO(answer.content))
            assert b'w:val="se-NO"' in parts.read("word/styles.xml")
            assert "skábmamánu 30. b. 2026" in parts.read("word/document.xml").decode()


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_it_is_offered_only_where_it_is_switched_on(server):
    assert "Davvisámegiella" not in requests.get(server.url, headers=ACCEPT, timeout=20).text
    assert LANG.findall(requests.get(server.url, headers=ACCEPT, timeout=20).text) == ["nb"]


@pytest.mark.once
def test_months_dates_numbers_and_plurals_are_those_of_the_language():
    """Unicode's names of the months; in a date they are in the genitive, as people write them."""
    moment = datetime(2026, 12, 3, 17, 5)
    with translation.override("se"):
        months = {number: formats.date_format(date(2026, number, 1), "F") for number in range(1, 13)}
        assert months == dict(get_month_names("wide", locale="se"))
        assert formats.date_format(moment, "DATE_FORMAT") == "juovlamánu 3. b. 2026"
        assert formats.date_format(moment, "DATETIME_FORMAT") == "juovlamánu 3. b. 2026, 17:05"
        assert formats.date_format(moment, "SHORT_DATETIME_FORMAT") == "03.12.2026 17:05"
        assert formats.number_format(1234.5, 1, force_grouping=True) == "1\xa0234,5"
        assert not translation.get_language_bidi()
        catalogue = translation.trans_real.catalog()
    assert Locale("se").text_direction == "ltr"
    rule = Locale("se").plural_form
    forms = {"one": 0, "two": 1, "other": 2}
    assert [catalogue.plural(number) for number in range(30)] == [forms[rule(number)] for number in range(30)]


@pytest.mark.django_db
def test_the_letters_are_found_sorted_named_and_written_in_addresses(rf):
    seminar = make.seminar("Čoahkkin Đuođđaris ja Ŋuoris", by=make.person(), language="se")
    assert seminar.slug == "coahkkin-duoddaris-ja-nuoris"
    assert Seminar.objects.get(pk=seminar.pk).language == "se"
    make.post(seminar, "ČÁHCI lea šealgat, ja ŽÁŽŽI oidno. Ŧ ja Ŋ.")
    for query in ("čáhci", "Šealgat", "žážži", "ŧ", "ŋ", "ČÁH*"):
        assert Post.objects.filter(holding(query)).count() == 1, query
    assert not Post.objects.filter(holding("cahci")).exists()
    names = ["Ås", "Ørsta", "Ærø", "Žilla", "Zoo", "Šaddu", "Sol", "Tana", "Ŧ", "Čáhci", "Dal", "Đ", "Ceavži", "Ŋ", "Nord", "Ánar", "Alta", "2", "10"]  # fmt: skip  # noqa: E501
    for name in names:
        make.group(seminar, name)
    seminar.groups.sort_by_name(seminar=seminar, by=None)
    assert [group.name for group in seminar.groups.order_by("number")] == ["2", "10", "Alta", "Ánar", "Ceavži", "Čáhci", "Dal", "Đ", "Nord", "Ŋ", "Sol", "Šaddu", "Tana", "Ŧ", "Zoo", "Žilla", "Ærø", "Ørsta", "Ås"]  # fmt: skip  # noqa: E501
    assert sorted(["Éa", "Eb", "日", "-"], key=alphabetical) == ["-", "Éa", "Eb", "日"]
    found = [found.kind for found in find("Máhtte Sara, Áilu Šuorja Eira, Biret Bæhr Gaup, Čáhput")]
    assert found == ["name"] * 3
    assert settings.TRANSLATED[0][0] == "nb"

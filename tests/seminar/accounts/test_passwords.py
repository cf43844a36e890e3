"""Which passwords are refused, however long they are."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from seminar.models import Person
from tests import make
from themes.management.commands import load_demo

pytestmark = pytest.mark.once

GUESSED_FIRST = {
    "password_too_short": ["kort-passord"[:11]],
    "password_too_common": ["password1234", "qwertyuiop123"],
    "password_too_similar": ["kari.nordmann", "Nordmann-Kari1"],
    "repeated": ["aaaaaaaaaaaa", "passordpassord", "abcabcabcabca", "1212121212121", "ååååååååååååå"],
    "sequence": ["123456789012", "987654321098", "abcdefghijkl", "asdfghjkløæa", "1-2-3-4-5-6-7-8-9-0", "qwertyuiopåq"],
    "words": [
        "Sommer2026!!",
        "velkommen1234",
        "Passord123456",
        "HemmeligPassord1",
        "fotballbergen7",
        "TIRSDAG-12.05.2026",
    ],
}


def codes(password: str) -> set[str]:
    try:
        validate_password(password, Person(email="kari.nordmann@example.org", name="Kari Nordmann"))
    except ValidationError as error:
        return {one.code for one in error.error_list}
    return set()


@pytest.mark.parametrize(("code", "password"), [(code, one) for code, many in GUESSED_FIRST.items() for one in many])
def test_a_password_that_is_guessed_first_is_refused(code, password):
    assert code in codes(password)


@pytest.mark.parametrize(
    "password",
    [
        make.PASSWORD,
        load_demo.PASSWORD,
        "ein-heilt-ny-onsdag",
        "ost blyant måke trapp",
        "correct horse battery staple",
        "7Gq!w2-zV9pLx",
        "مرحبا-نافذة-بحر",
        "sommerfugl traktor 1814",
    ],
)
def test_a_password_that_nobody_guesses_is_accepted(password):
    assert codes(password) == set()


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize(("code", "password"), [(code, many[0]) for code, many in GUESSED_FIRST.items()])
def test_a_refusal_is_in_the_language_of_the_reader(code, password, language):
    assert sentence(code, password, language) != sentence(code, password, "en")


def sentence(code: str, password: str, language: str) -> str:
    with translation.override(language), pytest.raises(ValidationError) as refused:
        validate_password(password, Person(email="kari.nordmann@example.org", name="Kari Nordmann"))
    return next(one.messages[0] for one in refused.value.error_list if one.code == code)

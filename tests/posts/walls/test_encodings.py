"""Files in old encodings, files that mix two, and texts that were read in the wrong one before they were saved."""

import pytest

from posts.walls.reader import read

TEXTS = {
    "nb": ("Bjørg", "Vi øver på låven hver kveld, og håper været blir bedre på Ås."),
    "sv": ("Åsa", "Vi övar på logen varje kväll, även när det är kallt."),
    "de": ("Jörg", "Wir üben jeden Abend in der Scheune, größere Räume wären schön."),
    "fi": ("Päivi", "Harjoittelemme joka ilta, eikä kukaan jää yksin tänään."),
    "fr": ("Hélène", "Nous répétons à la ferme, où les élèves sont déjà présents."),
}


def table(*rows: tuple[str, str]) -> str:
    return "\n".join(["Body;Author", *(f"{text};{author}" for author, text in rows), ""])


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "cp1252", "latin-1"])
@pytest.mark.parametrize("language", TEXTS)
def test_a_file_in_an_old_encoding_is_read(language, encoding):
    wall = read(table(TEXTS[language], ("Rad 2", "Nei.")).encode(encoding), "x.csv")
    assert (wall.entries[0].author, wall.entries[0].body) == TEXTS[language]
    assert (wall.alarms, wall.entries[0].doubts) == ([], [])


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp1250", "Proszę o większą salę, żeby każdy mógł usiąść."), ("cp1251", "Мы хотим петь каждый вечер.")],
)
def test_a_file_in_an_eastern_encoding_is_read(encoding, text):
    assert read(table(("Rad 1", text), ("Rad 2", "Nei.")).encode(encoding), "x.csv").entries[0].body == text


@pytest.mark.parametrize("first", ["utf-8", "cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("second", ["utf-8", "cp1252", "mac_roman", "cp850"])
def test_a_file_that_mixes_two_encodings_is_read_and_says_so(first, second):
    head, rest = table(TEXTS["nb"]).encode(first), table(TEXTS["sv"], TEXTS["nb"]).partition("\n")[2].encode(second)
    wall = read(head + rest, "x.csv")
    assert [(entry.author, entry.body) for entry in wall.entries] == [TEXTS["nb"], TEXTS["sv"], TEXTS["nb"]]
    assert [alarm.code for alarm in wall.alarms] == ["encodings"] * (first != second)


@pytest.mark.parametrize("read_as", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("saved", ["utf-8", "cp1252", "mac_roman", "cp850"])
def test_text_that_was_read_wrongly_is_repaired_and_shown_or_doubted(saved, read_as):
    if saved == read_as or (saved, read_as) == ("mac_roman", "cp850"):  # gives letters of French, where nothing is odd
        return
    wrong = table(TEXTS["nb"], TEXTS["sv"]).encode(saved).decode(read_as, "replace")
    wall = read(wrong.encode(), "x.csv")
    for entry, (author, body) in zip(wall.entries, (TEXTS["nb"], TEXTS["sv"]), strict=True):
        assert entry.repairs
        assert ((entry.author, entry.body) == (author, body)) or entry.doubts


def test_headings_that_were_read_wrongly_are_known():
    text = "Ämne;Brödtext;Författare\nNoter;Vi övar på logen varje kväll.;Åsa\nTe;Nu är det kallt på vägen.;Bo\n"
    wall = read(text.encode().decode("cp1252", "replace").encode(), "x.csv")
    assert [(entry.subject, entry.author) for entry in wall.entries] == [("Noter", "Åsa"), ("Te", "Bo")]


@pytest.mark.parametrize(
    "text",
    [
        "Ola† sa det, og vi… ja, «noen»ganger 20°C",
        "han sa”nei” og gikk",
        "½ time, 3 m², 5 ×2 og kr 20,–",
        "¿Qué tal? ¡Olé!",
        "Łukasz og Šárka",
        "Ærfuglen på Ås",
    ],
)
def test_characters_that_can_be_meant_are_left_alone(text):
    entry = read(table(("Åse", text), ("Rad 2", "Nei.")).encode(), "x.csv").entries[0]
    assert (entry.body, entry.author, entry.repairs) == (text, "Åse", [])


def test_what_is_odd_and_cannot_be_repaired_is_a_doubt():
    entry = read(table(("Rad 1", "Vi s›ker et r¶m"), ("Rad 2", "Nei.")).encode(), "x.csv").entries[0]
    assert {doubt.partition(":")[0] for doubt in entry.doubts} == {"wrong-letters"}


def test_letters_that_became_question_marks_are_doubts():
    wall = read(table(TEXTS["nb"], ("Rad 2", "Hva n? Vi venter.")).encode("ascii", "replace"), "x.csv")
    assert {doubt.partition(":")[0] for doubt in wall.entries[0].doubts} == {"lost-letters"}
    asked = read(table(("Rad 1", "Hva?hvem?"), ("Rad 2", "Når går bussen?ja")).encode(), "x.csv")
    assert [entry.doubts for entry in asked.entries] == [[], []]

import pytest
from django.utils import translation

from posts.models import Post
from seminar.models import Group
from tests import make
from themes.filters import PostFilter, ReportFilter

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    """Four notes: two groups and an unknown one, two rounds, two themes; the last is hidden."""
    seminar = make.seminar()
    first, second = make.round(seminar), make.round(seminar, "Andre runde")
    why = first.ask("Kva saknar de?")
    fjord, fjell = make.group(seminar, "Fjordbordet"), make.group(seminar, "Fjellbordet")
    warm, late = make.theme(seminar, "Varme"), make.theme(seminar, "Opningstider")
    one = make.post(seminar, "Ein varm stad å VERE i Øyvika.", group=fjord, question=why)
    two = make.post(seminar, "Ope om kvelden, og varmt.", group=fjell, round=second, kind="comment")
    make.post(seminar, "Kaffi.", author="Bord utan namn")
    make.post(seminar, "Tull.", group=fjord, state="hidden")
    for theme, post in [(warm, one), (warm, two), (late, two)]:
        theme.take(post)
    return seminar


def bodies(seminar, **chosen):
    return [post.body.split()[0] for post in PostFilter(chosen, seminar=seminar).posts()]


def pk(related, **named):
    return str(related.get(**named).pk)


def test_without_a_choice_every_visible_note_is_there_in_its_own_order(seminar):
    assert bodies(seminar) == ["Ein", "Ope", "Kaffi."]


def test_words_are_found_in_any_case_and_all_of_them_are_needed(seminar):
    assert bodies(seminar, text="øyvika vere") == ["Ein"]
    assert bodies(seminar, text="øyvika kvelden") == []


def test_round_question_and_kind_narrow(seminar):
    assert bodies(seminar, round=pk(seminar.rounds, number=2)) == ["Ope"]
    assert bodies(seminar, question=pk(seminar.questions, number=1)) == ["Ein"]
    assert bodies(seminar, kind="comment") == ["Ope"]


def test_a_group_or_the_unknown_one(seminar):
    assert bodies(seminar, group=pk(seminar.groups, name="Fjellbordet")) == ["Ope"]
    assert bodies(seminar, group="unknown") == ["Kaffi."]


def test_any_or_all_of_several_themes(seminar):
    both = [pk(seminar.themes, name="Varme"), pk(seminar.themes, name="Opningstider")]
    assert bodies(seminar, theme=both) == ["Ein", "Ope"]
    assert bodies(seminar, theme=both, match="all") == ["Ope"]


def test_notes_without_theme_alone_or_beside_a_theme(seminar):
    late = pk(seminar.themes, name="Opningstider")
    assert bodies(seminar, theme=["none"]) == ["Kaffi."]
    assert bodies(seminar, theme=["none", late]) == ["Ope", "Kaffi."]


def test_hidden_notes_come_only_where_they_are_asked_for_and_never_in_a_report(seminar):
    assert bodies(seminar, state="hidden") == ["Tull."]
    assert bodies(seminar, state="all") == ["Ein", "Ope", "Kaffi.", "Tull."]
    assert Post.objects.filter(state="hidden").exists()
    assert ReportFilter({"state": "all"}, seminar=seminar).posts().filter(state="hidden").count() == 0


def test_a_value_that_makes_no_sense_gets_an_error_and_narrows_nothing(seminar):
    other = Group.objects.add(seminar=make.seminar("Eit anna møte"), name="Framande")
    wrong = PostFilter({"group": str(other.pk), "round": "x", "kind": "comment"}, seminar=seminar)
    assert [post.body.split()[0] for post in wrong.posts()] == ["Ope"]
    assert sorted(wrong.errors) == ["group", "round"]


def test_the_choices_are_told_in_a_sentence(seminar):
    both = [pk(seminar.themes, name="Varme"), "none"]
    with translation.override("en"):
        told = PostFilter({"theme": both, "text": "kaffi", "group": "unknown"}, seminar=seminar).words()
    assert told == "Only some of the notes: Words: “kaffi”; Group: Unknown group; Themes: Varme or No theme."
    assert PostFilter({}, seminar=seminar).words() == ""

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from posts.models import Post
from seminar.models import Group
from tests import make
from tests.world import person_client
from themes.filters import PostFilter, ReportFilter

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    """Four notes: two groups and an unknown one, two rounds, two themes; the last is hidden."""
    seminar = make.seminar()
    first, second = make.round(seminar), make.round(seminar, "Andre runde")
    why = first.add_question("Kva saknar de?")
    fjord, fjell = make.group(seminar, "Fjordbordet"), make.group(seminar, "Fjellbordet")
    warm, late = make.theme(seminar, "Varme"), make.theme(seminar, "Opningstider")
    one = make.post(seminar, "Ein varm stad å VERE i Øyvika.", group=fjord, question=why)
    two = make.post(seminar, "Ope om kvelden, og varmt.", group=fjell, round=second, kind="comment")
    make.post(seminar, "Kaffi.", author="Bord utan namn")
    make.post(seminar, "Tull.", group=fjord, state="hidden")
    for theme, post in [(warm, one), (warm, two), (late, two)]:
        theme.add_post(post)
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
        sentence = PostFilter({"theme": both, "text": "kaffi", "group": "unknown"}, seminar=seminar).words()
    assert sentence == "Only some of the notes: Search words: “kaffi”; Group: Unknown group; Themes: Varme or No theme."
    assert PostFilter({}, seminar=seminar).words() == ""


def test_a_word_is_found_in_any_form_and_by_its_beginning_and_as_the_end_of_a_compound(seminar):
    make.post(seminar, "Elevene i kulturskolen.")
    make.post(seminar, "Relevante tal.")
    for text in ("elev", "ELEVER", "elevane", "elevenes", "kulturskol*", "kultur", "skole"):
        assert bodies(seminar, text=text) == ["Elevene"], text
    assert bodies(seminar, text="skol*") == []
    assert bodies(seminar, text="ØYVIKA") == ["Ein"]


def test_a_phrase_in_quotes_is_found_as_it_stands(seminar):
    assert bodies(seminar, text='"om kvelden"') == ["Ope"]
    assert bodies(seminar, text='"kvelden om"') == []
    assert bodies(seminar, text='"OM KVELDEN') == ["Ope"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "???", "*", '"', "Q(1=1)"])
def test_signs_that_mean_something_to_a_database_are_only_signs(seminar, text):
    assert bodies(seminar, text=text) == ([] if text != '"' else bodies(seminar))


def test_not_under_a_theme_narrows_beside_the_others(seminar):
    warm, late = pk(seminar.themes, name="Varme"), pk(seminar.themes, name="Opningstider")
    assert bodies(seminar, theme=[warm], without=[late]) == ["Ein"]
    assert bodies(seminar, without=[warm]) == ["Kaffi."]


def test_themes_that_were_merged_or_removed_switch_nothing_off(seminar):
    warm, late = seminar.themes.get(name="Varme"), seminar.themes.get(name="Opningstider")
    merged, removed = make.theme(seminar, "Lys"), make.theme(seminar, "Bort")
    merged.merge(late)
    removed.remove()
    assert bodies(seminar, without=[str(warm.pk), str(removed.pk)]) == ["Kaffi."]
    assert bodies(seminar, without=[str(merged.pk)]) == ["Ein", "Kaffi."]
    assert bodies(seminar, theme=[str(warm.pk), str(merged.pk)], match="all") == ["Ope"]
    query = QueryDict(f"theme={merged.pk}&theme={late.pk}&theme={removed.pk}")
    chosen = PostFilter(query, seminar=seminar)
    assert chosen.is_valid() and [chip.label for chip in chosen.chips] == ["Opningstider"]
    assert chosen.chips[0].address_without == "?" and chosen["theme"].value() == [str(late.pk)] * 2
    gone = PostFilter({"theme": [str(removed.pk), "x"]}, seminar=seminar)
    assert gone.errors == {"theme": ["No theme that was chosen exists any longer."]}


def test_a_file_is_refused_where_what_it_was_narrowed_to_no_longer_exists(seminar):
    aud, removed = make.person("Aud"), make.theme(seminar, "Bort")
    make.member(seminar, aud, "viewer")
    removed.remove()
    client, address = person_client(aud), reverse("summary_file", args=[seminar.slug, "md"])
    response = client.get(address, {"without": removed.pk})
    assert response.status_code == 400
    assert response.content.decode().startswith("What was chosen no longer exists: Not under.")
    page = client.get(reverse("summary", args=[seminar.slug]), {"without": removed.pk}).content.decode()
    assert "No theme that was chosen exists any longer." in page
    warm = pk(seminar.themes, name="Varme")
    text = client.get(address, {"without": [removed.pk, warm]}).content.decode()
    assert "Kaffi." in text and "Øyvika" not in text


def test_the_groups_of_a_fact(seminar):
    seminar.groups.filter(name="Fjordbordet").update(attributes={"region": "nord"})
    assert bodies(seminar, attribute="region=nord") == ["Ein"]
    assert list(PostFilter({"attribute": "region=sør"}, seminar=seminar).errors) == ["attribute"]


def test_what_is_unread_flagged_edited_late_or_imported(seminar):
    aud, (one, two, three, _) = make.person("Aud"), seminar.posts.all()
    seminar.readings.mark([one, two], by=aud)
    seminar.readings.mark([one], by=make.person("Bjarte"))
    seminar.flags.flag(two, by=aud)
    two.revise(body="Ope no.")
    Post.objects.filter(pk=three.pk).update(late=True)
    assert bodies(seminar, mark=["unread"]) == bodies(seminar, mark=["late"]) == ["Kaffi."]
    assert bodies(seminar, mark=["flagged", "edited"]) == ["Ope"]
    assert bodies(seminar, mark=["flagged", "unread"]) == bodies(seminar, mark=["imported"]) == []


def test_a_report_takes_the_same_choices_and_tells_them(seminar):
    chosen = ReportFilter({"mark": ["unread", "late"], "without": [pk(seminar.themes, name="Varme")]}, seminar=seminar)
    sentence = chosen.words()
    assert "Not under: Varme" in sentence
    assert "Only notes that are: unread and late" in sentence

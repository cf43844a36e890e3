"""Splitting, merging and moving a note on its pages."""

import pytest
from django.urls import reverse

from posts.models.splitting import PartText
from tests import make
from tests.routes import unmarked

pytestmark = pytest.mark.django_db
ASKED = "Spørsmål 1: Til klokka ti.\nSpørsmål 2:\nFrivillige.\nElevar."


@pytest.fixture
def seminar(client):
    seminar = make.seminar(by=make.person("Aud"))
    client.force_login(seminar.members.get().person)
    return seminar


@pytest.fixture
def round(seminar):
    round = make.round(seminar)
    round.add_questions(["Når skal det vere ope?", "Kven kan ta vakter?"])
    return round


def address(post, name: str = "post") -> str:
    return reverse(name, args=[post.seminar.slug, post.uid])


def sent(*bodies: str, questions=(), themes=(), expected: int = 1, **more) -> dict:
    """What the page of the split sends: a part for each text."""
    seen = [pk for chosen in themes for pk in chosen]
    data = {"seen": seen, "part-TOTAL_FORMS": len(bodies), "part-INITIAL_FORMS": len(bodies), "expected": expected}
    for place, body in enumerate(bodies):
        data[f"part-{place}-body"] = body
        data[f"part-{place}-question"] = questions[place] if questions else ""
        data[f"part-{place}-themes"] = themes[place] if themes else []
    return data | more


def split(client, post, *bodies, follow=False, **more):
    return client.post(address(post, "post_split"), sent(*bodies, **more), follow=follow)


def bodies(response) -> list[str]:
    return [form["body"].value() for form in response.context["parts"]]


def test_the_parts_are_proposed_with_the_questions_they_answer(client, round):
    post = make.post(round.seminar, ASKED)
    response = client.get(address(post, "post_split"))
    first, second = round.questions.all()
    assert bodies(response) == ["Til klokka ti.", "Frivillige.\nElevar."]
    assert [form.initial["question"] for form in response.context["parts"]] == [first, second]
    assert "Spørsmål 1: Spørsmål 2:" in response.content.decode()


def test_the_parts_become_notes_each_with_its_question_and_themes(client, round):
    post, theme = make.post(round.seminar, ASKED, group=make.group(round.seminar)), make.theme(round.seminar)
    theme.add_post(post)
    first, second = round.questions.all()
    split(client, post, "Til klokka ti.", "Elevar.", questions=[first.pk, second.pk], themes=[[theme.pk], []])
    parts = list(round.seminar.posts.visible())
    assert [(part.body, part.question, list(part.themes.all()), part.split_from) for part in parts] == [
        ("Til klokka ti.", first, [theme], post),
        ("Elevar.", second, [], post),
    ]
    assert {part.group for part in parts} == {post.group}
    post.refresh_from_db()
    assert (post.state, post.body) == ("split", ASKED)


def test_a_theme_goes_to_the_parts_that_have_its_marked_or_telling_words_and_the_rest_are_offered(client, seminar):
    skyss, bustad, klima = (make.theme(seminar, name) for name in ("Skyss og buss", "Bustad", "Klima"))
    for number in range(3):
        skyss.add_post(make.post(seminar, f"Bussen går for sjeldan, skreiv bord {number}."))
        bustad.add_post(make.post(seminar, f"Det finst ingen små leilegheiter å leige, bord {number}."))
    text = "1. Bussen går ikkje om kvelden.\n2. Vi vil ha små leilegheiter.\n3. Noko heilt anna om songkoret."
    post = make.post(seminar, text)
    for theme in (skyss, bustad, klima):
        theme.add_post(post)
    start = text.index("songkoret")
    seminar.passages.mark(skyss, post, start=start, end=start + 9, revision=1, by=None)
    response = client.get(reverse("post_split", args=[seminar.slug, post.uid]))
    parts = response.context["parts"]
    assert [sorted(part.initial["themes"]) for part in parts] == [[skyss.pk], [bustad.pk], [skyss.pk]]
    assert all(len(part.fields["themes"].queryset) == 3 for part in parts)
    assert "Themes that none of the parts gets:</span> Klima</p>" in unmarked(response.content.decode())


def test_a_theme_whose_words_are_marked_across_a_cut_goes_to_both_parts_and_to_no_other(client, round):
    post, theme = make.post(round.seminar, ASKED + "\nSpørsmål 3: Elevar."), make.theme(round.seminar)
    start, end = post.body.index("klokka"), post.body.index("\nElevar")
    round.seminar.passages.mark(theme, post, start=start, end=end, revision=1, by=None)
    response = client.get(address(post, "post_split"))
    assert [part.initial["themes"] for part in response.context["parts"]] == [{theme.pk}, {theme.pk}, set()]


def test_a_marked_line_cuts_and_nothing_is_done_before_the_person_has_seen_it(client, seminar):
    post = make.post(seminar, "Ein. To.")
    response = split(client, post, "Ein.\n---\nTo.")
    assert (bodies(response), seminar.posts.count()) == (["Ein.", "To."], 1)


def test_a_theme_that_a_colleague_gave_the_note_meanwhile_goes_along(client, seminar):
    post, theme = make.post(seminar, "Ein. To."), make.theme(seminar)
    theme.add_post(post)
    split(client, post, "Ein.", "To.")
    assert [list(part.themes.all()) for part in seminar.posts.visible()] == [[theme], [theme]]


def test_more_cuts_than_can_be_shown_lose_nothing(client, seminar):
    post = make.post(seminar, "Mykje.")
    body = "\n---\n".join(map(str, range(60)))
    assert bodies(split(client, post, body)) == [body]


def test_a_part_is_joined_to_the_one_before(client, seminar):
    post = make.post(seminar, "Ein.\n\nTo.\n\nTre.")
    assert bodies(split(client, post, "Ein.", "To.", "Tre.", join="2")) == ["Ein.", "To.\nTre."]


@pytest.mark.parametrize("join", ["0", "9", "x", "-1", "00001", "99999999999"])
def test_a_join_that_makes_no_sense_splits_as_it_stands(client, seminar, join):
    post = make.post(seminar, "Ein.\n\nTo.")
    assert split(client, post, "Ein.", "To.", join=join).status_code == 302


def test_one_part_is_no_split(client, seminar):
    post = make.post(seminar, "Ein.")
    response = split(client, post, "Ein.", " \n")
    assert ("Make at least two parts" in response.content.decode(), seminar.posts.count()) == (True, 1)


def test_a_text_that_changed_meanwhile_is_shown_and_what_was_typed_is_kept(client, seminar):
    post = make.post(seminar, "Ein. To.")
    post.revise(body="Ein. To. Tre.")
    response = split(client, post, "Mi eine.", "Mi andre.")
    shown = response.content.decode()
    assert (response.status_code, seminar.posts.count()) == (409, 1)
    assert ["Ein. To. Tre." in shown, bodies(response), 'name="expected" value="2"' in shown] == [
        True, ["Mi eine.", "Mi andre."], True,
    ]  # fmt: skip


def test_a_note_that_was_split_meanwhile_is_not_split_again(client, seminar):
    post = make.post(seminar, "Ein. To.")
    post.split([PartText("Ein."), PartText("To.")])
    response = split(client, post, "Ei", "n.")
    assert (response.status_code, seminar.posts.count()) == (409, 3)
    assert "has since been split" in response.content.decode()


def test_a_question_of_another_round_is_refused(client, round):
    other = make.round(round.seminar, "Kveld").add_question("Kven?")
    post = make.post(round.seminar, "Ein. To.")
    split(client, post, "Ein.", "To.", questions=[other.pk, ""])
    assert round.seminar.posts.count() == 1


def test_whole_and_parts_lead_to_each_other(client, seminar):
    post = make.post(seminar, "Ein. To.")
    one, two = post.split([PartText("Ein."), PartText("To.")])
    whole = client.get(address(post)).content.decode()
    assert [address(part) in whole for part in (one, two)] == [True, True]
    assert address(post) in client.get(address(one)).content.decode()


def test_the_parts_are_put_together_again_from_the_page_and_the_log_says_it_was_undone(client, seminar):
    post = make.post(seminar, "Ein. To.")
    post.split([PartText("Ein."), PartText("To.")])
    client.post(address(post, "post_whole"))
    assert list(seminar.posts.visible()) == [post]
    assert seminar.changes.get(verb="post.split").number in seminar.changes.undone()


def test_a_split_that_came_with_a_file_has_no_change_and_is_put_together_all_the_same(client, seminar):
    post = make.post(seminar, "Ein. To.", state="split")
    make.post(seminar, "Ein.", split_from=post)
    client.post(address(post, "post_whole"))
    assert list(seminar.posts.visible()) == [post]


def test_a_scribes_new_text_for_what_was_split_is_kept_and_shown_with_the_parts(client, seminar):
    scribe = make.scribe(seminar, make.group(seminar))
    post = make.post(seminar, "Ein. To.", scribe=scribe)
    one, _two = post.split([PartText("Ein."), PartText("To.")])
    post.revise(body="Ein. To. Tre.", by=scribe)
    shown = client.get(address(one)).content.decode()
    assert "The text of the original note has changed since it was split." in shown
    assert "<del>To.</del><ins>To. Tre.</ins>" in shown
    assert (
        "The original note was changed after the split"
        in client.get(reverse("board", args=[seminar.slug])).content.decode()
    )
    assert post.text_at(1) == ("", "Ein. To.")


def test_the_own_words_of_the_group_are_one_click_away_with_what_was_changed(client, seminar):
    post = make.post(seminar, "Bussen går aldri.")
    post.revise(body="Bussen går sjeldan.")
    post.revise(body="Bussen går no og då.")
    shown = client.get(address(post)).content.decode()
    assert "<del>aldri.</del><ins>no og då.</ins>" in shown


def test_a_note_is_found_by_its_words_and_merged(client, seminar):
    post, other = make.post(seminar, "Kaffi, takk."), make.post(seminar, "Gje oss kaffi!", group=make.group(seminar))
    make.post(seminar, "Noko heilt anna.")
    page = client.get(address(post, "post_merge"), {"q": "KAFFI"})
    assert list(page.context["found"]) == [other]
    data = {"post": post.pk, "into": other.pk, "next": address(other)}
    response = client.post(reverse("board_merge", args=[seminar.slug]), data, follow=True)
    assert response.redirect_chain[-1][0] == address(other)
    assert ("Kaffi, takk." in response.content.decode(), list(other.merged.all())) == (True, [post])


def test_without_words_those_that_answer_the_same_are_offered(client, round):
    first, second = round.questions.all()
    post, same = (make.post(round.seminar, question=first) for _ in range(2))
    make.post(round.seminar, question=second)
    assert list(client.get(address(post, "post_merge")).context["found"]) == [same]


def test_a_note_is_not_merged_into_itself_nor_into_a_hidden_or_foreign_one(client, seminar):
    post, hidden = make.post(seminar), make.post(seminar, state="hidden")
    foreign = make.post(make.seminar("Ein annan stad"))
    reasons = ["A note cannot be merged into itself.", "This note is hidden.", "That note no longer exists."]
    for other, reason in zip((post, hidden, foreign), reasons, strict=True):
        data = {"post": post.pk, "into": other.pk, "next": address(post)}
        shown = client.post(reverse("board_merge", args=[seminar.slug]), data, follow=True).content.decode()
        assert reason in shown
    assert not seminar.posts.filter(state="merged").exists()


def test_who_said_it_too_stands_on_the_board(client, seminar):
    post, other = make.post(seminar), make.post(seminar, group=make.group(seminar, "Torvbordet"))
    other.merge(post)
    assert "Also said by Torvbordet" in client.get(reverse("board", args=[seminar.slug])).content.decode()


def test_a_merged_note_is_taken_out_again_from_its_page(client, seminar):
    post, other = make.post(seminar), make.post(seminar)
    other.merge(post)
    assert address(post) in client.get(address(other)).content.decode()
    client.post(address(other, "post_leave"))
    assert set(seminar.posts.visible()) == {post, other}


def test_a_note_is_moved_to_a_question_of_another_round(client, round):
    evening = make.round(round.seminar, "Kveld")
    question, post = evening.add_question("Kven?"), make.post(round.seminar)
    client.post(address(post, "post_place"), {"place": f"q{question.pk}"})
    post.refresh_from_db()
    assert (post.round, post.question) == (evening, question)
    client.post(address(post, "post_place"), {"place": f"r{round.pk}"})
    post.refresh_from_db()
    assert (post.round, post.question) == (round, None)


@pytest.mark.parametrize("place", ["", "r0", "x", "q99999999999999999999"])
def test_a_place_that_is_not_there_moves_nothing_and_says_so(client, seminar, place):
    post = make.post(seminar)
    shown = client.post(address(post, "post_place"), {"place": place}, follow=True).content.decode()
    assert "That round or question no longer exists." in shown


def test_a_note_is_hidden_for_a_reason_that_its_history_tells(client, seminar):
    post = make.post(seminar)
    client.post(address(post, "post_state"), {"state": "hidden", "reason": "Nemner eit namn"})
    assert "Why: Nemner eit namn" in unmarked(" ".join(client.get(address(post)).content.decode().split()))


@pytest.mark.parametrize("deed", ["hide", "tag", "move"])
def test_what_is_done_to_a_note_that_was_split_meanwhile_is_told_and_not_done(client, seminar, deed):
    post, theme, other = make.post(seminar, "Ein. To."), make.theme(seminar), make.round(seminar, "Kveld")
    post.split([PartText("Ein."), PartText("To.")])
    sends = {
        "hide": ("post_state", {"state": "hidden"}),
        "tag": ("post_themes", {"put": theme.pk}),
        "move": ("post_place", {"place": f"r{other.pk}"}),
    }
    name, data = sends[deed]
    shown = client.post(address(post, name), data, follow=True).content.decode()
    post.refresh_from_db()
    assert ("has since been split" in shown, post.state, post.themes.count()) == (True, "split", 0)


def test_a_facilitator_who_repairs_what_was_split_meanwhile_keeps_the_text_and_is_told(client, seminar):
    post = make.post(seminar, "Ein. To.")
    post.split([PartText("Ein."), PartText("To.")])
    data = {"subject": "", "body": "Ein. Tvo.", "expected": 1}
    shown = client.post(address(post, "post_text"), data, follow=True).content.decode()
    assert "this note has since been split or merged" in shown


@pytest.mark.parametrize("others", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_lineage(client, seminar, others, django_assert_num_queries):
    post, target = make.post(seminar, "Ein. To."), make.post(seminar)
    for number in range(others):
        make.post(seminar, group=make.group(seminar, f"Bord {number}")).merge(target)
    parts = target.seminar.posts.get(pk=post.pk).split([PartText(f"Del {number}") for number in range(others + 1)])
    assert len(parts) == others + 1
    with django_assert_num_queries(26):
        client.get(address(post))
    with django_assert_num_queries(19):
        client.get(address(target))
    with django_assert_num_queries(6):
        client.get(address(post, "post_merge"))


def test_the_way_to_the_board_leads_to_the_note_that_is_there_in_place_of_one_that_was_split_or_merged(client, seminar):
    post, other = make.post(seminar, "Ein. To."), make.post(seminar, "Ein.")
    board = reverse("board", args=[seminar.slug])
    assert f'href="{board}#post-{post.pk}"' in client.get(address(post)).content.decode()
    first, _second = post.split([PartText("Ein."), PartText("To.")])
    assert f'href="{board}#post-{first.pk}"' in client.get(address(post)).content.decode()
    first.merge(other)
    assert f'href="{board}#post-{other.pk}"' in client.get(address(first)).content.decode()

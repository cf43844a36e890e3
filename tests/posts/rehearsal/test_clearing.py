"""What a cleared rehearsal takes along beside its notes, what it leaves, and what the log and open pages show of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import Post
from posts.rehearsal.rehearsal import Rehearsal
from seminar.models import Hall, Message, NotPossible
from tests import make
from tests.seminar.live.listener import session_of
from themes.models import Theme, Weighing

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(aud):
    seminar = make.seminar("Fjordmøtet", by=aud)
    make.theme(seminar, "Skyss")
    make.round(seminar)
    make.group(seminar, "Odden")
    return seminar


def begin(seminar) -> Rehearsal:
    rehearsal = Rehearsal(seminar)
    rehearsal.begin()
    return rehearsal


def tryout(seminar, body: str = "Prøve") -> Post:
    return make.post(seminar, body, tryout=True, group=seminar.groups.first())


def theme(seminar, name: str) -> Theme:
    return Theme.objects.get(seminar=seminar, name=name)


def names(seminar) -> list[str]:
    return [theme.name for theme in seminar.themes.all()]


def page(client, seminar, name: str = "rehearsal") -> str:
    return " ".join(client.get(reverse(name, args=[seminar.slug])).content.decode().split())


def end(client, seminar, what: str = "clear", *chosen: Theme):
    data = {"what": what, "themes": [theme.pk for theme in chosen]}
    return client.post(reverse("rehearsal_end", args=[seminar.slug]), data, follow=True)


def weigh(seminar) -> Weighing:
    themes = seminar.themes.all()
    return Weighing.objects.start(seminar=seminar, method="points", limit=5, themes=themes)


def test_themes_made_in_the_rehearsal_are_listed_and_go_where_they_are_chosen(client, seminar):
    begin(seminar)
    first, second = make.theme(seminar, "Prøvetema"), make.theme(seminar, "Eit godt tema")
    first.add_post(tryout(seminar))
    html = page(client, seminar)
    assert "Prøvetema" in html and "Eit godt tema" in html and html.count('name="themes"') == 2
    end(client, seminar, "clear", first)
    assert names(seminar) == ["Skyss", "Eit godt tema"]
    assert not Theme.all_objects.filter(pk=first.pk).exists() and second in seminar.themes.all()


def test_messages_and_calls_for_help_of_the_rehearsal_are_cleared_and_those_from_before_stay(client, seminar):
    before = Message.objects.send("Velkomen.", seminar=seminar)
    odden, naust = seminar.groups.get(), make.group(seminar, "Naust")
    naust.call()
    begin(seminar)
    Message.objects.send("Pause til 12:15.", seminar=seminar)
    Message.objects.send("Snakk høgare.", seminar=seminar, group=odden).remove()
    odden.call()
    html = page(client, seminar)
    assert "1 message to the groups" in html and "1 call for help" in html
    end(client, seminar)
    assert list(seminar.messages.all()) == [before]
    called = {group.name: bool(group.called_at) for group in seminar.groups.all()}
    assert called == {"Odden": False, "Naust": True}
    log = page(client, seminar, "log")
    assert "Velkomen." in log and "Pause til" not in log and "Snakk" not in log
    assert log.count("Group called for help") == 1


def test_the_hall_the_wall_and_who_may_write_are_as_before_a_cleared_rehearsal(client, seminar):
    odden, naust = seminar.groups.get(), make.group(seminar, "Naust")
    Hall.objects.of(seminar).show("wall")
    naust.stop()
    begin(seminar)
    hall = Hall.objects.of(seminar)
    hall.show("stage")
    hall.freeze_wall()
    odden.stop()
    naust.let_write()
    assert "the introduction and the remarks in the summary" in page(client, seminar)
    end(client, seminar)
    hall = Hall.objects.of(seminar)
    assert (hall.view, hall.wall_frozen) == ("wall", False)
    assert dict(seminar.groups.values_list("name", "may_write")) == {"Odden": True, "Naust": False}
    log = page(client, seminar, "log")
    assert "Wall frozen" not in log and log.count(">Group stopped") == 1

    begin(seminar)
    Hall.objects.of(seminar).freeze_wall()
    end(client, seminar, "keep")
    assert Hall.objects.of(seminar).wall_frozen


def test_messages_and_calls_stay_where_what_people_wrote_is_kept(client, seminar):
    begin(seminar)
    Message.objects.send("Pause til 12:15.", seminar=seminar)
    seminar.groups.get().call()
    end(client, seminar, "keep")
    assert seminar.messages.get().text == "Pause til 12:15." and seminar.groups.get().called_at
    assert "Pause til 12:15." in page(client, seminar, "log")


@pytest.mark.parametrize("method", ["points", "picks"])
def test_pretend_scribes_weigh_too_once_for_each_group(client, seminar, method):
    make.theme(seminar, "Møteplassar")
    retired = make.theme(seminar, "Gamalt")
    for number in range(20):
        make.group(seminar, f"Bord {number}")
    rehearsal = begin(seminar)
    themes = list(seminar.themes.all())
    weighing = Weighing.objects.start(seminar=seminar, method=method, limit=2, themes=themes)
    retired.retire()
    assert rehearsal.write_wave() == 0, "nobody has joined"
    rehearsal.add_people(20)
    for wave, groups in [(8, 8), (8, 16), (4, 20)]:
        assert rehearsal.write_wave() == wave
        assert len(weighing.answers_by_group()) == groups
    assert rehearsal.write_wave() == 0
    for answer in weighing.answers.all():
        points = {weight.theme_id: weight.points for weight in answer.weights.all()}
        assert sum(points.values()) == 2 and retired.pk not in points
        assert method == "points" or set(points.values()) == {1}
    end(client, seminar)
    assert not seminar.weighings.exists()


def test_a_cleared_theme_gives_its_number_back(client, seminar, aud):
    begin(seminar)
    end(client, seminar, "clear", make.theme(seminar, "Prøvetema"))
    assert make.theme(seminar, "Etterpå").key == "2"


def test_a_theme_that_was_there_before_is_never_cleared(client, seminar):
    begin(seminar)
    end(client, seminar, "clear", theme(seminar, "Skyss"))
    assert names(seminar) == ["Skyss"]


def test_a_theme_with_a_note_from_before_stays_and_the_page_says_so(client, seminar):
    note = make.post(seminar, "Ekte")
    rehearsal = begin(seminar)
    made = make.theme(seminar, "Prøvetema")
    made.add_post(note)
    html = page(client, seminar)
    assert 'name="themes"' not in html
    assert "These new themes stay too, since they hold notes or themes from before: Prøvetema." in html
    rehearsal.end(themes=[made.pk])
    assert made in seminar.themes.all() and list(made.posts.all()) == [note]


def test_a_theme_from_before_that_was_merged_into_a_new_one_is_not_lost(seminar):
    rehearsal = begin(seminar)
    first, second = make.theme(seminar, "Eitt"), make.theme(seminar, "To")
    theme(seminar, "Skyss").merge(first)
    first.merge(second)
    rehearsal.end(themes=[first.pk, second.pk])
    assert names(seminar) == ["To"]
    for change in seminar.changes.filter(verb="theme.merged").order_by("-number"):
        change.undo(by=None)
    assert names(seminar) == ["Skyss", "Eitt", "To"]


def test_new_themes_that_were_merged_or_removed_leave_no_trace(client, seminar):
    rehearsal = begin(seminar)
    make.theme(seminar, "Eitt").merge(theme(seminar, "Skyss"))
    make.theme(seminar, "To").remove()
    rehearsal.end()
    assert [theme.name for theme in Theme.all_objects.all()] == ["Skyss"]
    assert "Eitt" not in page(client, seminar, "codebook")


def test_where_notes_from_real_devices_are_kept_their_themes_are_too(seminar):
    rehearsal = begin(seminar)
    made, unused = make.theme(seminar, "Prøvetema"), make.theme(seminar, "Utan notat")
    seminar.rounds.get().open()
    made.add_post(tryout(seminar, "Frå ei ekte eining"))
    rehearsal.end(keep=True, themes=[made.pk, unused.pk])
    assert names(seminar) == ["Skyss", "Prøvetema"]


def test_a_weighing_of_the_rehearsal_goes_with_its_answers(client, seminar):
    make.theme(seminar, "Lokale")
    rehearsal = begin(seminar)
    weighing = weigh(seminar)
    weighing.answer({theme(seminar, "Skyss").pk: 2}, scribe=make.scribe(seminar, seminar.groups.get()))
    assert "1 weighing, with its answers" in page(client, seminar)
    rehearsal.end()
    assert not seminar.weighings.exists()


def test_a_weighing_stays_where_what_real_devices_gave_is_kept(seminar):
    make.theme(seminar, "Lokale")
    rehearsal = begin(seminar)
    weighing = weigh(seminar)
    weighing.answer({theme(seminar, "Skyss").pk: 2}, scribe=make.scribe(seminar, seminar.groups.get()))
    rehearsal.end(keep=True)
    assert [one.tryout for one in seminar.weighings.all()] == [False]
    assert len(seminar.weighings.get().answers_by_group()) == 1


def test_a_rehearsal_cannot_begin_while_a_weighing_is_open(client, seminar):
    make.theme(seminar, "Lokale")
    weigh(seminar)
    with pytest.raises(NotPossible):
        Rehearsal(seminar).begin()
    answer = client.post(reverse("rehearsal_begin", args=[seminar.slug]), follow=True)
    assert "A weighing is open. Close it first" in answer.content.decode()


def test_the_log_has_no_lines_of_a_cleared_rehearsal_but_that_it_was_held(client, seminar, aud):
    make.theme(seminar, "Lokale")
    begin(seminar)
    seminar.rounds.get().open(by=aud)
    scribe = make.scribe(seminar, seminar.groups.get())
    Post.objects.send("0" * 36, scribe=scribe, round=seminar.rounds.get(), body="Prøve")
    made = Theme.objects.add(seminar=seminar, name="Prøvetema", by=aud)
    made.add_post(Post.objects.get(), by=aud)
    weigh(seminar).close(by=aud)
    assert "Note written" in page(client, seminar, "log")
    end(client, seminar, "clear", made)
    html = page(client, seminar, "log")
    for sentence in ("Note written", "Note placed", "Round opened", "Weighing opened", "Weighing closed", "Prøvetema"):
        assert sentence not in html
    assert "Rehearsal started" in html and "Rehearsal ended" in html
    assert seminar.changes.filter(verb="post.placed").exists()  # a change is never deleted


def test_the_log_keeps_what_was_done_in_the_rehearsal_to_what_stays(client, seminar, aud):
    begin(seminar)
    theme(seminar, "Skyss").describe(name="Ferje", by=aud)
    make.group(seminar, "Vika")
    end(client, seminar)
    html = page(client, seminar, "log")
    assert "Theme name or description changed" in html and "Vika" in html and ">Undo<" in html


def test_undoing_my_last_change_passes_over_what_was_cleared(client, seminar, aud):
    theme(seminar, "Skyss").describe(name="Ferje", by=aud)
    begin(seminar)
    theme(seminar, "Ferje").add_post(tryout(seminar), by=aud)
    end(client, seminar)
    seminar.undo_last(by=aud)
    assert names(seminar) == ["Skyss"]


def test_no_line_of_the_log_offers_to_undo_what_happened_to_a_note_that_is_gone(client, seminar, aud):
    note = make.post(seminar, "Ekte")
    theme(seminar, "Skyss").add_post(note, by=aud)
    assert ">Undo<" in page(client, seminar, "log")
    note.delete()
    seminar.changes.exclude(verb="post.placed").delete()
    html = page(client, seminar, "log")
    assert "Note placed under" in html and ">Undo<" not in html


def test_the_organizer_is_warned_of_a_rehearsal_on_the_date_of_the_seminar(client, seminar):
    today = timezone.localtime().date()
    type(seminar).objects.update(date=today + timedelta(days=2))
    assert "The seminar is today" not in page(client, seminar)
    type(seminar).objects.update(date=today)
    assert "End the rehearsal before they come." in page(client, seminar)
    begin(seminar)
    assert "The seminar is today: end the rehearsal before the groups come." in page(client, seminar, "setup")
    type(seminar).objects.update(date=today + timedelta(days=2))
    assert "The seminar is today" not in page(client, seminar, "setup")


def follow(page, server, seminar, name: str) -> None:
    session = session_of(seminar.members.get().person)
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    page.goto(server.url + reverse(name, args=[seminar.slug]))


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_open_board_shows_no_card_of_a_rehearsal_that_was_cleared(page, server, seminar):
    rehearsal = begin(seminar)
    tryout(seminar)
    follow(page, server, seminar, "board")
    expect(page.locator("#notes > .post")).to_have_count(1)
    rehearsal.end()
    expect(page.locator("#notes > .post")).to_have_count(0)
    expect(page.locator(".rehearsing")).to_have_count(0)


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_board_waits_with_it_while_someone_types(page, server, seminar):
    rehearsal = begin(seminar)
    tryout(seminar)
    follow(page, server, seminar, "board")
    search = page.locator("input[type=search]").first
    search.fill("ferje")
    rehearsal.end()
    page.wait_for_timeout(3_000)
    expect(search).to_have_value("ferje")
    search.fill("")
    expect(page.locator("#notes > .post")).to_have_count(0)


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_stage_drops_the_themes_of_a_cleared_rehearsal_at_once(page, server, seminar):
    rehearsal = begin(seminar)
    made = make.theme(seminar, "Prøvetema")
    made.add_post(tryout(seminar))
    follow(page, server, seminar, "stage")
    expect(page.locator("#stage")).to_contain_text("Prøvetema")
    rehearsal.end(themes=[made.pk])
    expect(page.locator("#stage")).not_to_contain_text("Prøvetema", timeout=5_000)


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_list_of_what_is_cleared_follows_so_that_a_new_theme_is_not_left_behind(page, server, seminar):
    begin(seminar)
    follow(page, server, seminar, "rehearsal")
    page.locator("[name=what][value=clear]").check()
    tryout(seminar)
    make.theme(seminar, "Prøvetema")
    expect(page.locator("#rehearsal-end")).to_contain_text("Prøvetema")
    expect(page.locator("#rehearsal-end")).to_contain_text("1 note that was written")
    page.get_by_role("button", name="End the rehearsal and clear it").click()
    expect(page.locator("#messages")).to_contain_text("1 note was cleared.")
    assert names(seminar) == ["Skyss"]

"""The charts of the summary: their numbers are those of SQL, and each leads to its notes on the board."""

import re
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from tests import make
from tests.faults import assert_no_faults
from tests.themes.board.day import NASTY, day
from tests.world import person_client
from themes.filters import PostFilter
from themes.summary.charts.matrix import MOST_GROUPS, by_group, matrices
from themes.summary.charts.trend import HEIGHT, WIDTH, trends
from themes.summary.data import Count
from themes.summary.report.whole import MOST_COLUMNS, distribution_tables
from themes.summary.summary import Summary

pytestmark = pytest.mark.django_db

BY_GROUP = """
    SELECT theme.name, {what}, COUNT(DISTINCT post.group_id), COUNT(DISTINCT post.id)
    FROM themes_placement AS placement
    JOIN themes_theme AS theme ON theme.id = placement.theme_id
    JOIN posts_post AS post ON post.id = placement.post_id
    LEFT JOIN seminar_group ON seminar_group.id = post.group_id
    WHERE post.state = 'visible' AND post.seminar_id = %s AND {what} IS NOT NULL
    GROUP BY theme.name, {what}
"""
TOGETHER = """
    SELECT a.theme_id, b.theme_id, COUNT(DISTINCT post.group_id), COUNT(DISTINCT post.id)
    FROM themes_placement AS a
    JOIN themes_placement AS b ON b.post_id = a.post_id AND a.theme_id < b.theme_id
    JOIN posts_post AS post ON post.id = a.post_id
    WHERE post.state = 'visible' AND post.seminar_id = %s
    GROUP BY a.theme_id, b.theme_id
"""


@pytest.fixture
def seminar():
    """With more groups, regions and placements than a day has."""
    seminar = day()
    for number, region in enumerate(("nord", "sør", "nord", "sør", "nord"), 1):
        group = make.group(seminar, f"Bord {number}")
        group.attributes = {"region": region, "fylke": "Agder"}
        group.save()
        for round in seminar.rounds.all():
            for count in range(number % 3 + 1):
                question = round.questions.first()
                post = make.post(seminar, f"Notat {number} {count}", group=group, round=round, question=question)
                for place, theme in enumerate(seminar.themes.all()):
                    if (number + count + place + round.number) % 3 == 0:
                        theme.add_post(post)
    return seminar


def rows(sql: str, seminar) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [seminar.pk])
        return cursor.fetchall()


def attribute_sql() -> str:
    return (
        "seminar_group.attributes ->> 'region'"
        if connection.vendor == "postgresql"
        else ("json_extract(seminar_group.attributes, '$.region')")
    )


@pytest.mark.parametrize(
    ("field", "what"), [("round", "post.round_id"), ("question", "post.question_id"), ("attribute", None)]
)
def test_every_cell_is_what_the_database_counts(seminar, field, what):
    [matrix] = [one for one in matrices(Summary.of(seminar)) if one.field == field]
    cells = {
        (row.theme.name, column.value.removeprefix("region=")): count
        for row in matrix.rows
        for column, count in zip(matrix.columns, row.counts, strict=True)
        if count.notes
    }
    found = rows(BY_GROUP.format(what=what or attribute_sql()), seminar)
    assert cells == {(theme, str(value)): Count(groups, notes) for theme, value, groups, notes in found}
    assert len(cells) > 3


def test_a_fact_that_is_the_same_of_all_groups_tells_nothing(seminar):
    captions = [matrix.caption for matrix in matrices(Summary.of(seminar))]
    assert any("region" in caption for caption in captions) and not any("fylke" in caption for caption in captions)


def test_themes_that_go_together_are_counted_as_in_the_database(seminar):
    pairs = {tuple(sorted((one.first, one.second))): one.count for one in Summary.of(seminar).pairs}
    assert pairs == {(a, b): Count(groups, notes) for a, b, groups, notes in rows(TOGETHER, seminar)}
    assert pairs


def test_a_line_goes_from_round_to_round_within_its_picture(seminar):
    found = trends(Summary.of(seminar))
    assert [row.change for row in found] == sorted((row.change for row in found), reverse=True)
    for row in found:
        assert row.groups == tuple(count.groups for count in row.theme.by_round)
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in row.points)
        rises = row.points[-1][1] < row.points[0][1]
        assert rises == (row.change > 0)


def test_there_is_no_line_where_only_one_round_has_notes():
    seminar = make.seminar()
    make.theme(seminar).add_post(make.post(seminar))
    make.round(seminar, "Utan notat")
    assert trends(Summary.of(seminar)) == []


NUMBER = re.compile(r'<a href="(/s/[^"]*/board/\?[^"]*)">([^<]*)</a>')
GROUPS = re.compile(r'<a class="groups" href="(/s/[^"]*/board/\?[^"]*)">(\d+)</a>')


def test_every_number_leads_to_as_many_notes_on_the_board(seminar):
    first, second = seminar.themes.all()[:2]
    person = make.person()
    make.member(seminar, person)
    client = person_client(person)
    for asked in (
        {},
        {"theme": first.pk},
        {"theme": [first.pk, second.pk]},
        {"theme": [first.pk, second.pk], "match": "all"},
        {"round": seminar.rounds.last().pk},
        {"attribute": "region=nord"},
        {"text": "Notat"},
    ):
        page = client.get(reverse("summary", args=[seminar.slug]), asked).content.decode()
        links = {(unescape(address), text) for address, text in NUMBER.findall(page)}
        assert len(links) > 3, asked
        for address, text in links:
            number = int(re.findall(r"\d+", text)[-1])
            assert number == len(board_notes(seminar, address)), (asked, address)
        for address, number in {(unescape(address), int(number)) for address, number in GROUPS.findall(page)}:
            assert number == len({post.group for post in board_notes(seminar, address)} - {None}), (asked, address)


def test_key_figures_and_groups_lead_to_their_notes_and_those_with_the_link_get_no_address(seminar):
    aud = make.person("Aud")
    make.member(seminar, aud, "organizer")
    page = person_client(aud).get(reverse("summary", args=[seminar.slug])).content.decode()
    addresses = {unescape(address).partition("?")[2] for address, _number in NUMBER.findall(page)}
    assert {"kind=comment", "theme=none", "group=unknown", "state=hidden"} <= addresses
    assert len(GROUPS.findall(page)) > 8
    seminar.share_result(names=True, by=aud)
    result = person_client(None).get(reverse("result", args=[seminar.result_token])).content.decode()
    assert "/board/" not in result


def board_notes(seminar, address: str):
    return PostFilter(QueryDict(address.partition("?")[2]), seminar=seminar).posts()


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_with_everything_open(page, server, seminar, width, scheme):
    person = make.person()
    make.member(seminar, person)
    session = person_client(person).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for address in (reverse("summary", args=[seminar.slug]), reverse("summary_remark", args=[seminar.slug, "whole"])):
        page.goto(server.url + address)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert_no_faults(page)


def test_the_page_has_the_themes_by_group_each_number_with_its_notes(client):
    seminar, person = day(), make.person("Cora")
    make.member(seminar, person, "viewer")
    client.force_login(person)
    matrix = by_group(Summary.of(seminar))
    assert [column.label for column in matrix.columns] == ["Lyngbordet", "Mosebordet", "Torvbordet"]
    assert {row.theme.name: row.notes for row in matrix.rows} == {"Opningstid": (1, 1, 1), "Rom": (2, 0, 0)}
    page = client.get(f"/s/{seminar.slug}/summary/").content.decode()
    table = page.split('id="by-group"')[1].split("</table>")[0]
    rooms, lyng = seminar.themes.get(name="Rom"), seminar.groups.get(name="Lyngbordet")
    address = unescape(re.search(r'<a href="([^"]+)">2</a>', table)[1])
    assert QueryDict(address.partition("?")[2]).dict() == {"group": str(lyng.pk), "theme": str(rooms.pk)}
    assert client.get(address).content.decode().count('<article class="post') == 2

    first = seminar.posts.visible().first()
    seminar.posts.get(body=NASTY).merge(first)
    [hours] = [row for row in by_group(Summary.of(seminar)).rows if row.theme.name == "Opningstid"]
    assert (hours.notes, hours.own) == ((1, 1, 1), (1, 0, 1))  # the second group also said what the first one wrote


def test_the_result_for_all_has_no_table_of_groups(client):
    seminar = day()
    seminar.share_result(names=True, by=None)
    seminar.refresh_from_db()
    assert 'id="by-group"' not in client.get(f"/r/{seminar.result_token}/").content.decode()


def test_a_table_of_many_questions_is_divided_so_that_each_part_can_be_read():
    seminar = make.seminar(language="en")
    round, theme = make.round(seminar), make.theme(seminar)
    for number in range(MOST_COLUMNS + 1):
        question = round.add_question(f"Spørsmål {number}?")
        for count in range(number + 1):
            theme.add_post(make.post(seminar, f"Notat {number} {count}", question=question))
    first, second = [one for one in distribution_tables(Summary.of(seminar)) if "question" in one.caption]
    assert first.caption.endswith(" (1/2)") and second.caption.endswith(" (2/2)")
    assert (first.header, second.header) == (("Theme", "1.1", "1.2", "1.3", "1.4"), ("Theme", "1.5", "1.6", "1.7"))
    [(_name, *counts)], [(_again, *others)] = first.rows, second.rows
    assert [*counts, *others] == [f"0 ({number})" for number in range(1, 8)]


def test_a_fact_that_each_of_many_groups_has_its_own_of_is_no_table():
    seminar = make.seminar(language="en")
    theme = make.theme(seminar)
    for number in range(MOST_GROUPS + 1):
        group = make.group(seminar, f"Bord {number}")
        group.attributes = {"contact": f"Number {number}"}
        group.save()
        theme.add_post(make.post(seminar, f"Notat {number}", group=group))
    assert [one.field for one in matrices(Summary.of(seminar))] == []
    seminar.groups.filter(pk=group.pk).update(attributes={})
    assert [one.field for one in matrices(Summary.of(seminar))] == ["attribute"]

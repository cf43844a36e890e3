"""Padlet's Markdown as it is found: lines above it, no summary, empty sections, rules in the text."""

import pytest

from posts.walls.reader import read
from posts.walls.refused import Refused
from posts.walls.wall import Alarm, Wall
from tests.posts.walls import kinds
from tests.posts.walls.kinds import FIRST, REPLY, SECOND, SUMMARY, THIRD, WITH_EMPTY_SECTION, markdown, post


def rows(wall: Wall) -> list[tuple]:
    return [(wall.sections[entry.section].title, entry.kind, entry.author, entry.body) for entry in wall.entries]


ALL = [
    ("Del 1", "post", "Rad 1", "Noter i god tid."),
    ("Del 2", "post", "Rad 2", "Stolene knirker."),
    ("Del 2", "comment", "Rad 3", "Det gjør vi òg."),
    ("Del 2", "post", "Rad 4", "Syng utenat én gang i måneden."),
]


@pytest.mark.parametrize(
    "words", ["No post", "Ingen innlegg", "Ei julkaisuja", "Kein Beitrag", "投稿なし", "Nada aqui", ""]
)
def test_an_empty_section_takes_nothing_from_the_next_one(words):
    wall = read(WITH_EMPTY_SECTION.replace("{}", words).encode(), "x.md")
    assert rows(wall) == ALL
    assert [section.title for section in wall.sections] == ["Del 1", "Til senere", "Del 2"]
    assert (wall.unread, wall.alarms) == ([], [])


def test_what_stands_in_a_section_is_unread_where_the_file_counts_more_notes():
    text = WITH_EMPTY_SECTION.replace("{}", "Nada aqui").replace("**Posts:** 3", "**Posts:** 4")
    wall = read(text.encode(), "x.md")
    assert [(line.text, text.split("\n")[line.line - 1]) for line in wall.unread] == [("Nada aqui", "Nada aqui")]
    assert wall.alarms == [Alarm("posts", 4, 3)]


@pytest.mark.parametrize("above", ["Hentet 2. februar\n\n", "---\narkiv: ja\n---\n", "# Arkivet\n\nside 3\n"])
def test_lines_above_the_title_are_unread(above):
    wall = read(markdown("## Del 1\n\n", FIRST, "## Del 2\n\n", SECOND, THIRD, count=3, above=above), "x.md")
    assert (wall.title, wall.introduction, rows(wall)) == ("Korkveld", "", ALL)
    assert [line.text for line in wall.unread] == above.split("\n\n" if "Hentet" in above else "\n")[:-1] or wall.unread


def test_a_wall_without_its_address_or_its_summary_is_read_all_the_same():
    no_link = SUMMARY.replace("- **Link:** https://padlet.com/prestvik/korkveld-zz11yy22xx33ww44\n", "")
    parts = ("## Del 1\n\n", FIRST, "## Del 2\n\n", SECOND, THIRD)
    for summary in (no_link, ""):
        wall = read(markdown(*parts, count=3, summary=summary), "x.md")
        assert (wall.format, wall.title, wall.url, rows(wall)) == ("markdown", "Korkveld", "", ALL)


def test_a_rule_and_headings_in_a_text_do_not_end_the_note():
    body = "<pre>Først:\n---\n## Ikke en del\n\n---\n### 7. Ikke et notat\nslutt</pre>"
    wall = read(markdown("## Del 1\n\n", kinds.post(1, "Rad 1", body, 1), "## Del 2\n\n", THIRD, count=2), "x.md")
    assert [section.title for section in wall.sections] == ["Del 1", "Del 2"]
    assert "## Ikke en del" in wall.entries[0].body
    assert wall.entries[0].body.endswith("slutt")


def test_a_comment_that_is_missing_is_an_alarm_with_its_line():
    text = markdown("## Del 2\n\n", SECOND.replace("Comments (1)", "Comments (3)"), count=1)
    wall = read(text, "x.md")
    assert wall.alarms == [Alarm("comments", 3, 1, line=text.decode().split("### ")[0].count("\n") + 1)]


def test_a_comment_of_several_lines_is_one_comment():
    wall = read(markdown("## Del 2\n\n", SECOND.replace("vi òg.", "vi òg.\nHver gang."), count=1), "x.md")
    assert wall.entries[1].body == "Det gjør vi òg.\nHver gang."


def test_two_sections_of_one_name_are_two():
    wall = read(markdown("## Rad\n\n", FIRST, "## Rad\n\n", SECOND, count=2), "x.md")
    assert [
        (section.title, [entry.section for entry in wall.entries].count(place))
        for place, section in enumerate(wall.sections)
    ] == [
        ("Rad", 1),
        ("Rad", 2),
    ]


@pytest.mark.parametrize(("count", "code"), [(0, "wall-empty"), (4, "posts-missing")])
def test_a_wall_without_notes_is_refused_by_what_it_says_of_itself(count, code):
    with pytest.raises(Refused) as refused:
        read(markdown("## Del 1\n\nNo post\n", count=count), "x.md")
    assert refused.value.code == code


def test_what_is_left_of_a_markdown_export_is_never_read_as_a_print():
    text = FIRST.replace("### ", "").replace("#### ", "").replace("**Author:**", "Author:") + SECOND.replace("#", "")
    with pytest.raises(Refused) as refused:
        read(text.replace("Feb 02, 2026 08:01am", "02.02.2026 08:01").encode(), "x.md")
    assert refused.value.code in ("markdown-damaged", "text-no-entries")


def test_a_file_that_ends_in_the_middle_of_a_note_is_an_alarm():
    whole = markdown("## Del 1\n\n", FIRST, SECOND, THIRD, count=3).decode()
    assert read(whole.encode(), "x.md").alarms == []
    cut = whole[: whole.index("utenat")]
    assert [(alarm.code, alarm.line) for alarm in read(cut.encode(), "x.md").alarms] == [("cut", cut.count("\n") + 1)]


@pytest.mark.parametrize("bullet", ["* ", "  - ", "+ "])
def test_bullets_that_another_program_wrote_again_are_read(bullet):
    text = markdown("## Del 1\n\n", FIRST, SECOND, count=2).decode().replace("\n- **", f"\n{bullet}**")
    wall = read(text.encode(), "x.md")
    assert [entry.kind for entry in wall.entries] == ["post", "post", "comment"]
    assert (all(entry.written for entry in wall.entries), wall.unread, wall.alarms) == (True, [], [])


def test_an_export_that_was_quoted_in_a_mail_is_refused_with_the_line():
    quoted = "> " + markdown("## Del 1\n\n", FIRST, count=1).decode().replace("\n", "\n> ")
    with pytest.raises(Refused) as refused:
        read(quoted.encode(), "x.md")
    assert (refused.value.code, refused.value.where["line"] > 1) == ("markdown-damaged", True)


def test_a_line_of_html_below_a_line_of_text_is_read_as_html():
    note = kinds.post(1, "Rad 1", "Bussen\n<p>går <b>for</b> tidlig.</p>", 1)
    assert rows(read(markdown("## Del 1\n\n", note, count=1), "x.md")) == [
        ("Del 1", "post", "Rad 1", "Bussen\ngår for tidlig.")
    ]


def test_a_heading_in_a_text_is_no_part_of_the_note():
    body = "Noter.\n\n#### Kommentarer fra salen\n\n- **Rad 1**: ja\n\nSlutt."
    wall = read(markdown("## Del 1\n\n", post(1, "Rad 1", body, 1, more=REPLY), count=1), "x.md")
    assert wall.entries[0].body == "Noter.\n#### Kommentarer fra salen\n- **Rad 1**: ja\nSlutt."
    assert (len(wall.entries), wall.unread) == (2, [])

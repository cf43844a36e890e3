"""The invented wall from Markdown, in any language."""

import pytest

from posts.walls.reader import read
from posts.walls.wall import Poll
from tests.posts.walls.expect import comments_of, expected_comments, expected_posts, posts_of
from tests.posts.walls.make_markdown import ENGLISH, INVENTED, JAPANESE, markdown
from tests.posts.walls.wall import CREATED, INTRODUCTION, OWNER, SECOND, SIGNED_EXPIRES, TITLE, URL


def wall_in(words=ENGLISH):
    return read(markdown(words).encode(), "export.md")


@pytest.mark.parametrize("words", [ENGLISH, INVENTED], ids=["English", "an unknown language"])
def test_posts_and_comments_are_recognized_by_structure(words):
    wall = wall_in(words)
    posts = [
        (section, "" if subject.startswith("Viesti ") else subject, *rest) for section, subject, *rest in posts_of(wall)
    ]
    assert posts == expected_posts()
    assert comments_of(wall) == expected_comments()
    assert wall.unread == []


def test_japanese_dates_have_no_year():
    wall = wall_in(JAPANESE)
    no_year = [
        (*post[:4], post[4].replace(year=2000), post[5] and post[5].replace(year=2000)) for post in expected_posts()
    ]
    assert posts_of(wall) == no_year
    assert wall.asks_year


def test_the_head_gives_title_introduction_owner_address_and_date():
    wall = wall_in()
    assert (wall.format, wall.title, wall.introduction) == ("markdown", TITLE, INTRODUCTION)
    assert (wall.owner, wall.url, wall.created.clock) == (OWNER, URL, CREATED)


def test_poll_fields_reactions_and_attachments_are_read():
    koret, _, _, _, _, fields, plan, *_ = wall_in().entries
    assert fields.fields == {"Hvem gjelder det?": "Barn og unge", "Når": "September 4, 2025", "Post color": "White"}
    assert plan.poll == Poll(*SECOND.posts[0].poll)
    assert koret.reactions == {"likes": 3}
    assert [attached.expires for attached in koret.attachments] == [SIGNED_EXPIRES, None]
    assert (koret.author, koret.user_name) == (OWNER, "asetveit")


def test_the_text_of_a_note_may_look_like_a_heading():
    text = markdown().replace("### 2. Post 2", "### 2. Min\n## liste\n### 3. ting")
    wall = read(text.encode(), "x.md")
    assert [section.title for section in wall.sections] == [
        section for section in dict.fromkeys(p[0] for p in expected_posts())
    ]
    assert wall.entries[3].subject == "Min ## liste ### 3. ting"


def test_a_group_number_as_first_subject_is_not_taken_for_a_placeholder():
    assert (
        read(markdown().replace("### 2. Post 2", "### 2. Gruppe 2").encode(), "x.md").entries[3].subject == "Gruppe 2"
    )


def test_posts_without_sections_are_read():
    text = "\n".join(line for line in markdown().split("\n") if not line.startswith("## Runde"))
    assert posts_of(read(text.encode(), "x.md")) == expected_posts(sections=False)


def test_a_comment_that_cannot_be_read_is_listed_as_unread():
    wall = read(markdown().replace("- **Bord 7** (", "- Bord 7 (").encode(), "x.md")
    assert [piece.text[:9] for piece in wall.unread] == ["- Bord 7 "]
    assert wall.unread[0].line == markdown().split("- **Bord 7**")[0].count("\n") + 1


def test_comments_may_have_attachments_and_names_may_have_brackets():
    line = "- **Ola (ny) ** 2** (Mar 12, 2025 08:09am): [Attachment](https://x.example/a(1).pdf) se (her): ja"
    wall = read(markdown().replace(markdown().split("#### Comments (2)\n")[1].split("\n")[0], line).encode(), "x.md")
    comment = wall.entries[1]
    assert (comment.author, comment.body) == ("Ola (ny) ** 2", "se (her): ja")
    assert [attached.url for attached in comment.attachments] == ["https://x.example/a(1).pdf"]


def test_an_endless_number_of_votes_is_cut():
    wall = read(markdown().replace("11 votes", "1" * 5000 + " votes").encode(), "x.md")
    assert wall.entries[6].poll.votes["Hver måned"] == int("1" * 13)

"""Nothing in one seminar can point into another: the database says so, whatever the code does."""

import pytest
from django.db import IntegrityError, transaction

from posts.models import Post
from tests import make
from themes.models import Placement


@pytest.fixture
def two(db):
    return make.seminar("Her"), make.seminar("Der")


def refused(write) -> bool:
    """Whether the database refuses it; the keys are checked at commit, as Django's own are."""
    try:
        with transaction.atomic():
            write()
            transaction.get_connection().check_constraints()
    except IntegrityError:
        return True
    return False


def test_a_post_stays_with_the_rounds_of_its_own_seminar(two):
    here, there = two
    post, foreign = make.post(here), make.round(there)
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(round=foreign))


def test_a_post_stays_with_the_groups_of_its_own_seminar(two):
    here, there = two
    post, own, foreign = make.post(here), make.group(here), make.group(there)
    assert not refused(lambda: Post.objects.filter(pk=post.pk).update(group=own))
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(group=foreign))


def test_a_post_answers_only_a_question_of_its_own_round(two):
    here, _ = two
    first, second = make.round(here, "Første"), make.round(here, "Andre")
    post = make.post(here, round=first)
    ours, theirs = first.add_question("Hva nå?"), second.add_question("Hva så?")
    assert not refused(lambda: Post.objects.filter(pk=post.pk).update(question=ours))
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(question=theirs))


def test_a_post_replies_only_within_its_own_seminar(two):
    here, there = two
    post, foreign = make.post(here), make.post(there)
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(reply_to=foreign))


def test_a_theme_takes_only_posts_of_its_own_seminar(two):
    here, there = two
    theme, foreign = make.theme(here), make.post(there)
    assert refused(lambda: Placement.objects.create(seminar=here, theme=theme, post=foreign))
    assert refused(lambda: Placement.objects.create(seminar=there, theme=theme, post=foreign))


def test_a_theme_stands_under_a_theme_of_its_own_seminar(two):
    here, there = two
    theme, foreign = make.theme(here), make.theme(there)
    assert refused(lambda: type(theme).objects.filter(pk=theme.pk).update(parent=foreign))


def test_a_post_that_says_nothing_is_refused(two):
    here, _ = two
    assert refused(lambda: make.post(here, ""))
    assert not refused(
        lambda: make.post(here, "", attachments=[{"url": "https://example.org/kart.png", "caption": ""}])
    )


def test_names_are_told_apart_without_regard_to_case(two):
    here, there = two
    make.group(here, "Gruppe 1")
    make.theme(here, "Skyss")
    assert refused(lambda: make.group(here, "GRUPPE 1"))
    assert refused(lambda: make.theme(here, "skyss"))
    assert not refused(lambda: make.group(there, "Gruppe 1"))

import pytest

from posts.models import Post
from tests import make
from tests.posts.desk import Desk

QUESTIONS = ["Kva manglar i bygda?", "Kven kan hjelpe?", "Kva gjer vi først?"]


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person())
    round = make.round(seminar)
    round.add_questions(QUESTIONS)
    round.open()
    return seminar


@pytest.fixture
def scribe(seminar):
    return make.scribe(seminar, make.group(seminar), "Signe")


@pytest.fixture
def desk(page, scribe, proxy):
    """Signe's page for writing, over a network that a test can make fail."""
    return Desk(page, scribe, proxy.url)


@pytest.fixture
def other(chromium, scribe, server):
    """The page of Torleif, who writes for the same group, over a network that always works."""
    context = chromium.new_context(locale="en-GB")
    yield Desk(context.new_page(), make.scribe(scribe.seminar, scribe.group, "Torleif"), server.url)
    context.close()


@pytest.fixture
def bodies():
    """The texts of all notes, in the order in which they came."""
    return lambda: list(Post.objects.values_list("body", flat=True))

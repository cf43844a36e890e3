"""No page scrolls sideways at 320 px: every address that answers with a page, with long words in all it shows."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from posts.importing.confirm import confirm
from posts.models import Import, Post
from posts.models.choices import Choices
from posts.walls.reader import read
from seminar.models import Group
from tests.routes import addresses, patterns
from tests.world import World, device_client, person_client
from themes.models import Theme

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
WORD = "Arbeidsmiljøsamarbeidsavtaleforhandlingsmøtedeltakarliste"
TEXT = f"{WORD} https://example.org/{'lang-veg/' * 20}\n{WORD}\n– {WORD.lower() * 2}"
DAMAGED = f'Subject,Body\nStad,"Opp\ufffdring og tilpa\ufffd. {WORD}"\n'.encode()
# Actors and the addresses they are asked to open; what needs another state of the seminar has tests of its own.
OPEN = {
    "organizer": lambda pattern: not pattern.startswith(("s/<slug:slug>/write", "s/<slug:slug>/who", "account")),
    "scribe": lambda pattern: pattern.startswith(("s/<slug:slug>/write", "s/<slug:slug>/who", "s/<slug:slug>/weigh")),
    "anonymous": lambda pattern: pattern in ("", "j/", "j/<str:key>", "import/") or pattern.startswith("account/"),
}
WIDER = """() => document.documentElement.scrollWidth <= 320 ? "" : [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > 320.5 && !one.closest(".scroll, .visually-hidden, [hidden]"))
  .map((one) => `${one.tagName}.${one.className}#${one.id} ${Math.round(one.getBoundingClientRect().right)}`)
  .slice(-4).join("; ") || "something" """


@pytest.fixture
def world():
    """A seminar with rows of every kind, each with a long word in it, and an import with repairs."""
    world = World("smal")
    seminar = world.seminar
    for group in seminar.groups.all():
        Group.objects.filter(pk=group.pk).update(name=f"{WORD}{group.pk}")
    Post.objects.filter(seminar=seminar).update(body=TEXT, subject=WORD, author=WORD)
    for number, theme in enumerate(seminar.themes.all()):
        Theme.objects.filter(pk=theme.pk).update(name=f"{WORD}{number}", definition=TEXT)
    seminar.rounds.update(title=WORD)
    seminar.questions.update(text=f"{WORD}?")
    world.visible.refresh_from_db()
    world.visible.revise(body=f"{WORD} og {TEXT}", by=world.facilitator)
    damaged = Import.objects.keep(read(DAMAGED, "c.csv"), data=DAMAGED, name=f"{WORD}.csv", by=world.organizer)
    damaged.choose(Choices(seminar=seminar.slug, decided=True))
    confirm(damaged, by=world.organizer)
    world.imported = damaged
    return world


def pages(world: World, client: Client, wanted) -> list[str]:
    """The addresses of these patterns that answer with a page. Of notes, those that were imported too."""
    found = []
    for pattern in filter(wanted, patterns()):
        paths = addresses(pattern, world, most=1)
        if pattern.endswith("posts/<str:uid>/"):
            paths += [path.replace(world.posts()[0].uid, post.uid) for path in paths for post in world.posts()[-2:]]
        for path in dict.fromkeys(paths):
            response = client.get(path)
            if response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
                body = b"".join(response.streaming_content) if response.streaming else response.content
                if b"<html" in body:
                    found.append(path)
    return found


@pytest.mark.parametrize(
    ("actor", "least"),
    [("organizer", 50), ("scribe", 4), ("anonymous", 8)],
)
def test_no_page_scrolls_sideways_on_the_narrowest_phone(chromium, server, world, actor, least):
    clients = {
        "organizer": lambda: person_client(world.organizer),
        "scribe": lambda: device_client(world.scribe),
        "anonymous": lambda: person_client(None),
    }
    client = clients[actor]()
    walk = pages(world, client, OPEN[actor])
    context = chromium.new_context(locale="en-GB", viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    context.add_cookies(
        [{"name": name, "value": one.value, "url": server.url} for name, one in client.cookies.items() if one.value]
    )
    page, faults = context.new_page(), {}
    for path in walk:
        page.goto(server.url + path, wait_until="domcontentloaded")
        assert urlsplit(page.url).path == urlsplit(server.url + path).path, f"{path} led to {page.url}"
        page.wait_for_function(
            "[...document.styleSheets].length === document.querySelectorAll('link[rel=stylesheet]').length"
        )
        if wide := page.evaluate(WIDER):
            faults[path] = wide
    context.close()
    assert faults == {}
    assert len(walk) >= least

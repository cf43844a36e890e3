"""No page scrolls sideways at 320 px, nor at 200 % zoom: every address that answers with a page, with long words."""

import pytest
from django.test import Client

from posts.importing.confirm import confirm
from posts.models import Import, Post
from posts.models.choices import Choices
from posts.walls.reader import read
from seminar.models import Group, Hall, Person, Scribe, Seminar
from tests.routes import addresses, different_pages, patterns
from tests.world import World, device_client, person_client
from themes.models import Quote, Theme

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
WORD = "Arbeidsmiljøsamarbeidsavtaleforhandlingsmøtedeltakarlistene"
ADDRESS = f"https://example.org/{'lang-veg/' * 20}"
TEXT = f"{WORD} {ADDRESS}\n{WORD}\n– {WORD.lower() * 2}"
DAMAGED = f'Subject,Body,Author\nStad,"Opp\ufffdring og tilpa\ufffd. {WORD} {ADDRESS}",{WORD}\n'.encode()
VIEWPORTS = [{"width": 720, "height": 450}, {"width": 320, "height": 640}]
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? "" : [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
  .filter((one) => !one.closest("[hidden], svg *"))
  .sort((one, other) => !!other.closest(".scroll, nav, pre") - !!one.closest(".scroll, nav, pre"))
  .map((one) => [one, one.textContent.trim().slice(0, 30), Math.round(one.getBoundingClientRect().right)])
  .map(([one, text, right]) => `${one.tagName}.${one.className}#${one.id} ${text} to ${right}`)
  .slice(-4).join("; ") || `something ${document.documentElement.scrollWidth}` """


@pytest.fixture
def world():
    """A seminar with rows of every kind, each with a long word in it, and an import with repairs."""
    world = World("smal")
    seminar = world.seminar
    Seminar.objects.filter(pk=seminar.pk).update(title=WORD, introduction=TEXT)
    Person.objects.filter(pk=world.facilitator.pk).update(name=WORD)
    Scribe.objects.filter(seminar=seminar).update(name=WORD)
    for group in seminar.groups.all():
        Group.objects.filter(pk=group.pk).update(name=f"{WORD}{group.pk}", attributes={WORD: WORD})
    Post.objects.filter(seminar=seminar).update(body=TEXT, subject=WORD, author=WORD)
    for number, theme in enumerate(seminar.themes.all()):
        Theme.objects.filter(pk=theme.pk).update(name=f"{WORD}{number}", definition=TEXT)
    Quote.objects.filter(seminar=seminar).update(text=ADDRESS)
    seminar.rounds.update(title=WORD)
    seminar.questions.update(text=f"{WORD}?")
    seminar.weighings.update(question=WORD)
    seminar.plan_entries.update(text=WORD)
    world.visible.refresh_from_db()
    world.visible.revise(body=f"{WORD} og {TEXT}", by=world.facilitator)
    world.preview = Import.objects.keep(read(DAMAGED, "b.csv"), data=DAMAGED, name=f"{WORD}1.csv", by=world.organizer)
    damaged = DAMAGED.replace(b"Stad", b"By")
    world.imported = Import.objects.keep(read(damaged, "c.csv"), data=damaged, name=f"{WORD}.csv", by=world.organizer)
    world.imported.choose(Choices(seminar=seminar.slug, decided=True))
    confirm(world.imported, by=world.organizer)
    return world


def is_for(actor: str, pattern: str) -> bool:
    """What an actor is asked to open: what another one opens just the same is opened once."""
    of_scribe = pattern.startswith(tuple(f"s/<slug:slug>/{page}" for page in ("write", "who", "weigh/")))
    if actor == "scribe":
        return of_scribe or pattern == "s/<slug:slug>/wall/"
    if actor == "anonymous":
        return "<slug" not in pattern
    if actor == "viewer":
        return pattern.startswith("s/") and pattern.endswith(("board/", "summary/", "codebook/", "<str:uid>/"))
    return not of_scribe


def pages(actor: str, world: World, client: Client) -> list[str]:
    """The addresses that answer this actor with a page. Of notes, those that were imported too."""
    paths = []
    for pattern in patterns():
        made = addresses(pattern, world, most=1) if is_for(actor, pattern) else []
        if pattern.endswith("posts/<str:uid>/"):
            made += [path.replace(world.posts()[0].uid, post.uid) for path in made for post in world.posts()[-2:]]
        paths += made
    return different_pages(paths, client)


class Phone:
    """A browser that is as wide as asked for, without a second load of the page."""

    def __init__(self, chromium, server, client: Client):
        self.server, self.faults, self.visited = server, {}, 0
        self.context = chromium.new_context(locale="nb-NO", viewport=VIEWPORTS[0], reduced_motion="reduce")
        cookies = [(name, one.value) for name, one in client.cookies.items() if one.value]
        self.context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies])
        self.page = self.context.new_page()

    def visit(self, path: str, called: str = "") -> None:
        self.page.goto(self.server.url + path)
        self.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        for viewport in VIEWPORTS:
            self.page.set_viewport_size(viewport)
            if wide := self.page.evaluate(WIDER):
                self.faults[f"{called or path} at {viewport['width']}"] = wide
        self.visited += 1


def test_no_page_scrolls_sideways_on_the_narrowest_phone_or_at_twice_the_size(chromium, server, world):
    clients = {
        "organizer": (person_client(world.organizer), 60),
        "viewer": (person_client(world.viewer), 3),
        "scribe": (device_client(world.scribe), 4),
        "anonymous": (person_client(None), 8),
    }
    faults = {}
    for actor, (client, least) in clients.items():
        phone = Phone(chromium, server, client)
        for path in pages(actor, world, client):
            phone.visit(path, f"{actor}: {path}")
        if actor == "organizer":
            address = f"/s/{world.seminar.slug}/hall/"
            for view in Hall.View.values:
                Hall.objects.of(world.seminar).show(view, by=world.organizer)
                assert client.get(address).status_code == 200
                phone.visit(address, f"hall: {view}")
        phone.context.close()
        assert phone.visited >= least, actor
        faults |= phone.faults
    assert not faults, "\n".join(f"{where}: {what}" for where, what in faults.items())

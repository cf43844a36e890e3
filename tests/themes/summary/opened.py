"""The page of the summary in a browser."""

from django.urls import reverse
from playwright.sync_api import Page

from seminar.access import FACILITATOR
from seminar.models import Seminar
from tests import make
from tests.seminar.server.serving import Server
from tests.themes.board.day import day
from tests.world import person_client


def open_summary(page: Page, server: Server) -> Seminar:
    """Opens the summary of a day as one of its facilitators."""
    seminar, bjarte = day(), make.person("Bjarte")
    make.member(seminar, bjarte, FACILITATOR)
    session = person_client(bjarte).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    page.goto(server.url + reverse("summary", args=[seminar.slug]))
    return seminar

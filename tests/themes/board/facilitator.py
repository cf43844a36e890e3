"""Someone who sorts notes in a browser of their own."""

from django.test import Client
from django.urls import reverse


class Facilitator:
    def __init__(self, page, client: Client, seminar, url: str, name: str = "Bjarte"):
        self.page, self.address = page, url + reverse("board", args=[seminar.slug])
        self.person = seminar.members.get(person__name=name).person
        client.force_login(self.person)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])

    def open(self, query: str = "") -> None:
        self.page.goto(self.address + query)
        self.page.locator("#notes > .post.is-current").wait_for()

import json
from pathlib import Path

from django.conf import settings
from django.db import transaction

from posts.choices import Choices
from posts.models import Import
from posts.walls.child import parse
from posts.walls.groups import propose
from seminar.codes import show_code
from seminar.command import PlainCommand
from seminar.models import Member, Person, Seminar
from themes.models import Theme

DEMO = Path(__file__).parents[2] / "demo"
EMAIL, PASSWORD = "demo@rundebord.example", "rundt-et-bord"


class Command(PlainCommand):
    help = "Loads the demo seminar, if it is not there, from a damaged export by the real importer; says how to log in."

    def handle(self, **options):
        seminar = Seminar.objects.filter(source_url=self.wall().url).first() or self.load()
        self.stdout.write(f"\nThe demo seminar is “{seminar.title}”.")
        if settings.DEBUG:
            self.welcome(seminar)
            self.stdout.write(f"Log in at http://127.0.0.1:8000/ as {EMAIL} with the password {PASSWORD}")
            self.stdout.write(f"Write for a group at http://127.0.0.1:8000/j/{show_code(seminar.join_code)}\n")

    def wall(self):
        return parse((DEMO / "wall.txt").read_bytes(), "wall.txt")

    def welcome(self, seminar: Seminar) -> None:
        """An account with a known password, only where DEBUG says that this is no server for others."""
        person = Person.objects.filter(email=EMAIL).first()
        person = person or Person.objects.create_user(EMAIL, PASSWORD, name="Demo")
        Member.objects.get_or_create(seminar=seminar, person=person, defaults={"role": Member.Role.ORGANIZER})

    @transaction.atomic
    def load(self) -> Seminar:
        told = json.loads((DEMO / "tags.json").read_text(encoding="utf-8"))
        data = (DEMO / "wall.txt").read_bytes()
        imported = Import.objects.keep(parse(data, "wall.txt"), data=data, name="wall.txt")
        groups = {
            p.id: told["notes"][p.entries[0]]["group"] or "" for p in propose(imported.wall) if p.reason != "writer"
        }
        imported.choose(Choices(time_zone="Europe/Oslo", seminar="", groups=groups, decided=True))
        seminar = imported.confirm()
        themes = {row["name"]: theme for row, theme in zip(told["themes"], self.themes(seminar, told), strict=True)}
        asked = [
            [round.ask(text) for text in texts]
            for round, texts in zip(seminar.rounds.all(), told["questions"], strict=True)
        ]
        for post, note in zip(seminar.posts.select_related("round"), told["notes"], strict=True):
            if note["question"]:
                post.answer(asked[post.round.number - 1][note["question"] - 1])
            for name in note["themes"]:
                themes[name].take(post)
        for round in seminar.rounds.all():
            round.open()  # and with it closes the one before: the last one can be tried
        seminar.open_doors()
        return seminar

    def themes(self, seminar: Seminar, told: dict) -> list[Theme]:
        return Theme.objects.add_all(told["themes"], seminar=seminar)

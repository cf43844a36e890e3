import json
from pathlib import Path

from django.conf import settings
from django.db import transaction

from posts.importing.confirm import confirm
from posts.models import Import
from posts.models.choices import Choices
from posts.walls.groups import propose
from posts.walls.sandbox import parse
from posts.walls.wall import Wall
from seminar.codes import show_code
from seminar.models import Member, Person, Seminar
from seminar.server.command import PlainCommand
from themes.models import Theme

DEMO = Path(__file__).parents[2] / "demo"
EMAIL, PASSWORD = "demo@rundebord.example", "rundt-et-bord"


class Command(PlainCommand):
    help = "Loads the demo seminar, unless it exists, from a damaged export, and prints how to log in."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="where the server will listen, for the addresses")

    def handle(self, *, port: int, **options):
        data = (DEMO / "wall.txt").read_bytes()
        wall = parse(data, "wall.txt")
        seminar = Seminar.objects.filter(source_url=wall.url).first() or self.load(wall, data)
        self.stdout.write(f"\nThe demo seminar is “{seminar.title}”.")
        if settings.DEBUG:
            self.add_account(seminar)
            self.stdout.write(f"Log in at http://127.0.0.1:{port}/ as {EMAIL} with the password {PASSWORD}")
            self.stdout.write(f"Write for a group at http://127.0.0.1:{port}/j/{show_code(seminar.join_code)}\n")

    def add_account(self, seminar: Seminar) -> None:
        """Makes an organizer whose password is public. Only where DEBUG is on, never on a server for others."""
        person = Person.objects.filter(email=EMAIL).first()
        person = person or Person.objects.create_user(EMAIL, PASSWORD, name="Demo")
        Member.objects.get_or_create(seminar=seminar, person=person, defaults={"role": Member.Role.ORGANIZER})

    @transaction.atomic
    def load(self, wall: Wall, data: bytes) -> Seminar:
        tags = json.loads((DEMO / "tags.json").read_text(encoding="utf-8"))
        imported = Import.objects.keep(wall, data=data, name="wall.txt")
        groups = {
            p.id: tags["notes"][p.entries[0]]["group"] or "" for p in propose(imported.wall) if p.reason != "writer"
        }
        imported.choose(Choices(time_zone="Europe/Oslo", seminar="", groups=groups, decided=True))
        seminar = confirm(imported)
        added = Theme.objects.add_all(tags["themes"], seminar=seminar)
        themes = {row["name"]: theme for row, theme in zip(tags["themes"], added, strict=True)}
        questions = [
            [round.add_question(text) for text in texts]
            for round, texts in zip(seminar.rounds.all(), tags["questions"], strict=True)
        ]
        for post, note in zip(seminar.posts.select_related("round"), tags["notes"], strict=True):
            if note["question"]:
                post.set_question(questions[post.round.number - 1][note["question"] - 1])
            for name in note["themes"]:
                themes[name].add_post(post)
        for round in seminar.rounds.all():
            round.open()  # which closes the one before, so that the last round is open
        seminar.open_doors()
        return seminar

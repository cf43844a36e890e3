"""What a group wrote somewhere else, pasted for a round of the seminar and split by its questions."""

import msgspec

from posts.models import Import
from posts.models.choices import Choices
from posts.text.splitting import propose
from posts.walls.groups import propose as propose_groups
from posts.walls.wall import Entry, Section, Wall
from seminar.models import DialogueRound, Group
from seminar.models.person import Person
from seminar.text import clean

FORMAT = "pasted"


def wall_of(text: str, round: DialogueRound, group: Group) -> Wall:
    """A wall of one section, with a note for each part of the text."""
    text = clean(text)
    questions = [question.text for question in round.questions.all()]
    return Wall(
        FORMAT,
        title=round.seminar.title,
        sections=[Section(round.title)],
        entries=[
            Entry(
                0,
                author=group.name,
                body=part.text,
                question=questions[part.question] if part.question is not None else "",
                raw=text[part.start : part.end],
                line=text.count("\n", 0, part.start) + 1,
            )
            for part in propose(text, questions)
        ],
    )


def keep(text: str, round: DialogueRound, group: Group, *, name: str, by: Person) -> Import:
    """Saves the text for its preview, with its seminar and group chosen."""
    wall = wall_of(text, round, group)
    imported = Import.objects.prepare(wall, data=f"{round.uid}\n{group.uid}\n{text}".encode(), name=name, by=by)
    groups = {proposal.id: group.name for proposal in propose_groups(wall)}
    choices = Choices(seminar=round.seminar.slug, groups=groups, decided=True)
    imported.choices_json = msgspec.json.encode(choices).decode()
    imported.save()
    return imported

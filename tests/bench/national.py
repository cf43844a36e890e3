"""A national seminar, made in bulk: 500 groups, four rounds of four questions, and as many notes as are asked for.

A hundred thousand notes take some ten seconds: they are written as an import writes them, with COPY on PostgreSQL.
"""

from django.db import connection, transaction

from posts.importing.rows import insert
from seminar.models import DialogueRound, Group, Question, Scribe
from tests import make

GROUPS, ROUNDS, QUESTIONS, THEMES = 500, 4, 4, 30
BODY = "Vi treng ein varm stad å vere, og ein buss som går heim når møtet er slutt. " * 3


def national(notes: int):
    """The seminar. Its last round is open, each group has a device, and each note is under two or three themes."""
    seminar = make.seminar(f"{notes} notat", by=make.person(f"Aud{notes}"))
    rounds = [make.round(seminar, f"Runde {number}") for number in range(1, ROUNDS + 1)]
    for round in rounds:
        round.add_questions([f"Spørsmål {number}" for number in range(1, QUESTIONS + 1)])
    rounds[-1].open()
    groups = Group.objects.bulk_create(
        Group(seminar=seminar, number=number, name=f"Bord {number}") for number in range(1, GROUPS + 1)
    )
    Scribe.objects.bulk_create(Scribe(seminar=seminar, group=group, name=f"Skrivar {group.number}") for group in groups)
    fill(seminar, notes)
    return seminar


def fill(seminar, notes: int) -> None:
    """Writes notes of its scribes to all questions in turn, each under two or three of THEMES new themes."""
    from posts.models import Post
    from themes.models import Placement

    scribes = list(seminar.scribes.order_by("group__number", "pk"))
    themes = [make.theme(seminar, f"Tema {number}") for number in range(THEMES)]
    questions = list(Question.objects.filter(seminar=seminar))
    posts = []
    for number in range(notes):
        question, scribe = questions[number % len(questions)], scribes[number % len(scribes)]
        place = {"round_id": question.round_id, "question": question, "group_id": scribe.group_id, "scribe": scribe}
        posts.append(Post(seminar=seminar, body=f"{number}: {BODY}", position=number, **place).fold())
    with transaction.atomic():
        insert(posts)
        insert(
            [
                Placement(seminar=seminar, post=post, theme=themes[(number * 7 + turn * 5) % THEMES])
                for number, post in enumerate(posts)
                for turn in range(2 + number % 2)
            ]
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # which PostgreSQL does by itself, but later


def open_round(seminar) -> DialogueRound:
    return seminar.rounds.get(state=DialogueRound.State.OPEN)

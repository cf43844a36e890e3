"""A dialogue day in Lågvika, made with the real verbs: three groups, two rounds, two questions and four themes."""

from datetime import UTC, date, datetime

from posts.models import Post
from seminar.models import Seminar
from tests import make

SAID = "Vi vil ha ope om kvelden."
NASTY = "# Ikkje ei overskrift\n=2+5 | <b>nei</b> & *ja*\n1. første"


def clock(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 4, hour, minute, tzinfo=UTC)


def day(**fields) -> Seminar:
    """Notes 1 to 6 in the order written; 5 is from an unknown group and without theme, 6 is hidden."""
    seminar = make.seminar("Biblioteket i Lågvika", date=date(2026, 3, 4), **{"language": "en"} | fields)
    morning, evening = make.round(seminar, "Kva saknar de?"), make.round(seminar, "Kven gjer det?")
    when, where = morning.add_question("Når skal det vere ope?"), morning.add_question("Kvar kan vi møtast?")
    lyng, mose, torv = (make.group(seminar, name) for name in ("Lyngbordet", "Mosebordet", "Torvbordet"))
    hours, rooms, staff, _silence = (make.theme(seminar, name) for name in ("Opningstid", "Rom", "Folk", "Stille"))
    one = make.post(seminar, SAID, group=lyng, question=when, written_at=clock(8, 5), subject="Ope seint")
    two = make.post(seminar, "Eit rom til korøving.", group=lyng, question=where, written_at=clock(8, 9))
    three = make.post(seminar, NASTY, group=mose, question=when, written_at=clock(8, 7))
    four = make.post(
        seminar, "Frivillige.", group=torv, round=evening, written_at=clock(12), kind="comment", reply_to=one
    )
    make.post(seminar, "Kaffi til alle.", author="Bord utan namn", written_at=clock(8, 30))
    six = make.post(seminar, "Løyndomen.", group=mose, round=evening, state=Post.State.HIDDEN)
    for theme, posts in {hours: [one, three, four], rooms: [one, two], staff: [six]}.items():
        for post in posts:
            theme.add_post(post)
    return seminar

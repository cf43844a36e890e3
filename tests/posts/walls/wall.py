"""One invented wall in plain Python. make_*.py and print/make.py write it in every format, which must read it.

A block of a body is a paragraph (str), a bullet list (list) or a numbered list (tuple). Times are UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime


def lines_of(blocks: Iterable[str | list[str] | tuple[str, ...]]) -> list[str]:
    """A line for each paragraph or list item, with numbers but no bullets."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
        elif isinstance(block, list):
            lines += block
        else:
            lines += [f"{number}. {item}" for number, item in enumerate(block, 1)]
    return lines


@dataclass(frozen=True)
class Comment:
    author: str
    written: datetime
    text: str


@dataclass(frozen=True)
class Post:
    author: str
    written: datetime
    blocks: tuple[str | list[str] | tuple[str, ...], ...]
    subject: str = ""
    user_name: str = ""
    edited: datetime | None = None
    fields: dict[str, str] = field(default_factory=dict)
    poll: tuple[str, dict[str, int]] | None = None
    attachments: tuple[str, ...] = ()
    reactions: dict[str, int] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The body as every format reads it."""
        return lines_of(self.blocks)

    @property
    def label(self) -> str:
        return f"{self.author} ({self.user_name})" if self.user_name else self.author


@dataclass(frozen=True)
class Section:
    title: str
    posts: tuple[Post, ...]


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2025-03-12 {clock}")


TITLE = "Rundt bordet i Tussefjord"
INTRODUCTION = "Hvert bord skriver det de blir enige om; uenighet er også lov."
OWNER = "Åse Tveitemoen"
OWNER_USER = "asetveit"
HASHID = "tf7kq2m9x4c8b1zd"
URL = f"https://padlet.com/{OWNER_USER}/rundt-bordet-i-tussefjord-{HASHID}"
CREATED = datetime(2025, 3, 1, 8, 30)
SIGNED = (
    "https://storage.googleapis.com/padlet-uploads/1/skisse.png?Expires=1742400000"
    "&GoogleAccessId=padlet&Signature=abc%3D%3D&original-url=https%3A%2F%2Fu.padlet.example%2Fskisse.png"
)
SIGNED_EXPIRES = datetime(2025, 3, 19, 16, 0)

FIRST = Section(
    "Runde 1 (hva har vi fått til?)",
    (
        Post(
            "Åse Tveitemoen",
            at("08:05"),
            (
                "Vi fikk flere voksne i koret, og vi skaffet finansiering gjennom Sparekassa.",
                ["Øving i kafeen", "Én felles låve: «Fjøset»"],
                'Ingen sa "nei takk" til å gjøre det igjen.',
            ),
            subject="Koret på Vesleåsen",
            user_name="asetveit",
            edited=at("08:40"),
            attachments=(SIGNED, "https://vesleaasen.example/kor?år=2025&side=1"),
            reactions={"likes": 3},
            comments=(
                Comment("Bjørn Øverlid", at("08:09"), "Enig (nesten): det var fint å flytte øvingene ut."),
                Comment("Groovy Deer", at("08:07"), ""),
            ),
        ),
        Post(
            "Bord 2; Nordgrenda",
            at("08:07"),
            ("=1+1 er mer enn to når alle er med.", ("Spør naboen", "Sett av tid", "Gjenta"), "# Ikke en overskrift"),
        ),
        Post("Anonymous", at("08:11"), (), subject="Bare en overskrift, ingenting under"),
        Post(
            "Referent (bord 4)",
            at("08:15"),
            ("Instrumentene er for få & for gamle; prisen er < 500 kr for noen.",),
            user_name="bord4",
            fields={"Hvem gjelder det?": "Barn og unge", "Når": "September  4, 2025"},
        ),
    ),
)

SECOND = Section(
    "Runde 2: veien videre",
    (
        Post(
            "Guro Fjellvåg-Ness",
            at("10:02"),
            ("Vi trenger en plan som tåler valg.",),
            subject="Plan, ikke prosjekt",
            user_name="guro.fn",
            poll=("Hvor ofte skal vi møtes?", {"Hver uke": 4, "Hver måned": 11}),
        ),
        Post(
            "DEPENDABLE PUMA",
            at("10:02"),
            ("- - - - - -", "Svar 1: ja", "Svar 2: vet ikke", "- - - - - -"),
            comments=(
                Comment("Bord 7", at("10:20"), "Hvem gjør jobben? Flinke folk finnes."),
                Comment("Åse Tveitemoen", at("10:12"), "@Bord 7: kommunen, tror vi – og frivillige."),
            ),
        ),
        Post(
            "Bord 7",
            at("10:09"),
            ("Buss!",),
            subject="Buss til øving",
            edited=at("10:31"),
            reactions={"upvotes": 5, "downvotes": 1},
        ),
        Post("Ærlig Ørn", at("10:30"), ("Ingen dårlige spørsmål 🙂 – bare korte dager.",), subject="Til slutt"),
    ),
)

SECTIONS = (FIRST, SECOND)
POSTS = FIRST.posts + SECOND.posts
COMMENTS = tuple(comment for post in POSTS for comment in post.comments)

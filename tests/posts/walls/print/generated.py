"""Invented walls, printed by Chromium in many ways: widths, fonts, margins, lists, links, languages and page breaks.

`wall_of(seed)` is always the same wall, and `style_of(seed)` the same way to print it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from itertools import count
from random import Random

from posts.walls.reader import read
from tests.posts.walls.print.make import printed, when
from tests.posts.walls.wall import lines_of

BEGINNING = datetime(2026, 2, 13, 8)
PEOPLE = ["Bord 1", "Bord 12", "Åse Tveit", "Gruppe 3", "Odd-Geir Ås", "Låvegjengen fra Nedre Tussefjord og omegn"]
SUBJECTS = ["vi", "de unge", "koret", "naboene", "lærerne", "alle på Tussefjord", "styret", "en av oss", "Åse og Odd"]
VERBS = ["trenger", "øver på", "savner", "snakket lenge om", "vil ha", "har fått", "må dele", "mangler", "låner gjerne"]
THINGS = [
    "et øvingsrom som ikke er låst når bussen kommer",
    "noter på papir",
    "varm kaffe",
    "flere voksne som kan bære instrumenter",
    "en nøkkel til hver gruppe",
    "samarbeid med ungdoms- og fritidsklubben",
    "finansiering fra kommunen",
    "kveldskurs i e-post og PPT",
    "fjorårets vår- og høstkonsert",
    "en låve i Nedre Tussefjord",
    "halve lokalet (det andre er for kaldt)",
    "25 stoler",
    "kl. 18 som fast tid",
]
TAILS = [
    "fordi ingen rekker hjem før kvelden",
    "selv om det koster mer enn i fjor",
    "når Tuva er på jobb i Oslo",
    "og det gjelder også for de små",
    "slik at flere kan være med",
    "uten at noen må betale for det",
    "i hvert fall til våren",
    "",
    "",
    "",
]
ITEMS = [
    "noter",
    "varm kaffe",
    "flere rom",
    "Tid til å øve",
    "Bedre lys på låven",
    "en stol til hver av oss som ikke knirker når vi reiser oss og synger sammen på slutten av kvelden",
    "Busskort",
    "nye medlemmer, også fra nabobygda på andre siden av fjorden",
    "Kontakt med skolen før sommeren (Åse spør rektor)",
]
LINKS = [
    "https://kor.example/om-oss/samarbeid-med-skolen-i-tussefjord/plan-for-varen-2026",
    "https://noter.example/arkiv/2026/fire-stemmer?side=2&sok=lave-og-fjord",
    "https://tussefjord.example/kultur",
]
ARABIC = [
    "نريد دروسًا باللغة العربية أيضًا، في المساء إن أمكن.",
    "نحتاج إلى غرفة أكبر لأن عدد الطلاب يزداد كل عام، ولا يوجد مكان كافٍ للجميع في القاعة القديمة.",
    "הילדים רוצים לשיר יחד עם המורים שלהם, גם אחרי בית הספר וגם בסוף השבוע כשיש זמן לכולם.",
]
HEADINGS = ["Lokaler", "Dette er vi enige om", "Neste år", "Hva trenger vi mest"]
FONTS = ["DejaVu Serif", "DejaVu Sans", "Liberation Sans", "Liberation Serif", "Liberation Sans Narrow", "C059"]
PAPERS = [(595, 842), (612, 792), (842, 595), (420, 595), (420, 313)]  # points


@dataclass
class PrintedPost:
    """`blocks` are paragraphs (str), bullet lists (list) and numbered lists (tuple)."""

    author: str
    written: datetime
    blocks: list[str | list[str] | tuple[str, ...]]
    subject: str = ""
    comments: list["PrintedPost"] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        return [self.subject] * bool(self.subject) + lines_of(self.blocks)


@dataclass(frozen=True)
class Style:
    """How a browser prints a wall. Sizes are in points."""

    paper: tuple[int, int]
    margin: int
    font: str
    size: float
    leading: float
    width: int
    spaces: str  # CSS white-space: pre-wrap prints the space at which a line was wrapped
    wrap: str
    apart: float  # between paragraphs, in points
    columns: int
    margins: bool  # those of a browser, with its date, title, address and page number
    loose_headings: bool

    @property
    def css(self) -> str:
        keep = "" if self.loose_headings else "break-after: avoid;"
        return f"""<!doctype html><html lang="nb"><meta charset="utf-8"><title>Korkveld</title><style>
@page {{ size: {self.paper[0]}pt {self.paper[1]}pt; margin: {self.margin}pt }}
body {{ font: {self.size}pt/{self.leading} "{self.font}"; margin: 0; orphans: 1; widows: 1 }}
body {{ column-count: {self.columns} }}
h1 {{ font-size: 2em }} h2 {{ font-size: 1.6em; {keep} }} h1, h2, p, ul, ol {{ margin: 0 }}
header {{ margin: 1em 0 .7em }} footer {{ margin: .7em 0 }} p, ul, ol {{ margin-bottom: {self.apart}pt }}
article, aside {{ width: {self.width}pt; max-width: 100%; white-space: {self.spaces}; text-wrap: {self.wrap};
overflow-wrap: anywhere }} article header span {{ text-transform: uppercase }}
</style>"""


def style_of(seed: int) -> Style:
    """Lines are balanced only where their last spaces are printed, or nothing shows where a paragraph ends."""
    random = Random(f"style {seed}")
    paper = random.choice(PAPERS)
    margins = random.random() < 0.5
    margin = random.choice([36, 40, 54]) if margins else random.choice([18, 24, 36])
    size = random.choice([8.0, 9.0, 10.5, 12.0])
    columns = 2 if paper[0] > 560 and random.random() < 0.2 else 1
    inner = (paper[0] - 2 * margin) // columns - 20
    spaces = random.choice(["pre-wrap", "pre-wrap", "normal"])
    return Style(
        paper,
        margin,
        random.choice(FONTS),
        size,
        random.choice([1.2, 1.4, 1.5]),
        min(inner, random.choice([170, 230, 300, 420, inner])),
        spaces,
        random.choice(["wrap", "wrap", "balance", "pretty"]) if spaces == "pre-wrap" else "wrap",
        random.choice([0.0, 0.0, 0.0, 6.0]),
        columns,
        margins,
        random.random() < 0.3,
    )


def wall_of(seed: int) -> list[tuple[str, list[PrintedPost]]]:
    """Two to four sections of up to seven posts, most of them with paragraphs, lists, links and comments."""
    random = Random(f"wall {seed}")
    clock = (BEGINNING + timedelta(minutes=minute) for minute in count())
    others = random.random() < 0.25  # languages

    def sentence() -> str:
        tail = random.choice(TAILS)
        parts = [random.choice(SUBJECTS), random.choice(VERBS), random.choice(THINGS), *([tail] if tail else [])]
        if random.random() < 0.3:
            parts[-1] += ","
            parts += ["men", random.choice(SUBJECTS), random.choice(VERBS), random.choice(THINGS)]
        text = " ".join(parts)
        return f"{text[0].upper()}{text[1:]}{random.choice('...?!')}"

    def paragraph(most: int) -> str:
        if others and random.random() < 0.3:
            return random.choice(ARABIC)
        sentences = [sentence() for _ in range(random.randint(1, most))]
        if random.random() < 0.12:
            sentences.insert(random.randint(0, len(sentences)), f"Se {random.choice(LINKS)} for mer om det.")
        return " ".join(sentences)

    def block() -> str | list[str] | tuple[str, ...]:
        kind = random.random()
        if kind < 0.65:
            return paragraph(4)
        items = [random.choice(ITEMS) if random.random() < 0.7 else sentence() for _ in range(random.randint(2, 5))]
        return items if kind < 0.83 else tuple(items)

    def comment() -> PrintedPost:
        author = random.choice(PEOPLE)
        return PrintedPost(author, next(clock), [paragraph(2) for _ in range(random.randint(1, 2))])

    def post() -> PrintedPost:
        subject = random.choice(HEADINGS) if random.random() < 0.25 else ""
        written, blocks = next(clock), [block() for _ in range(random.randint(1, 4))]
        comments = [comment() for _ in range(random.choice([0, 0, 1, 2]))]
        return PrintedPost(random.choice(PEOPLE).upper(), written, blocks, subject, comments)

    return [
        (f"Runde {number}", [post() for _ in range(random.randint(1, 7))]) for number in range(1, random.randint(3, 5))
    ]


def html(style: Style, sections: list[tuple[str, list[PrintedPost]]]) -> str:
    parts = [style.css, "<p>Åse Tveit 2/1/2026</p><h1>Korkveld</h1><p>Skriv kort.</p>"]
    for title, posts in sections:
        parts.append(f"<h2>{escape(title)}</h2>")
        for post in posts:
            parts.append(f"<article>{_inside(post)}<footer>0 {len(post.comments)}</footer></article>")
            parts += [f"<aside>{_inside(comment)}</aside>" for comment in post.comments]
    return "".join(parts)


def _inside(post: PrintedPost) -> str:
    subject = f"<p><b>{escape(post.subject)}</b></p>" if post.subject else ""
    header = f"<header><span>{escape(post.author)}</span> {when(post.written)}</header>"
    return f"{header}{subject}{''.join(map(_block, post.blocks))}"


def _block(block: str | list[str] | tuple[str, ...]) -> str:
    if isinstance(block, str):
        return f'<p dir="auto">{escape(block)}</p>'
    tag = "ul" if isinstance(block, list) else "ol"
    return f"<{tag}>{''.join(f'<li>{escape(item)}</li>' for item in block)}</{tag}>"


def pdf_of(browser, seed: int) -> bytes:
    style = style_of(seed)
    return printed(browser, html(style, wall_of(seed)), margins=style.margins)


@dataclass
class Score:
    """Lines of notes that were found as they were written, and all there are. `faults` are other differences."""

    right: int = 0
    lines: int = 0
    wrong: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def score_of(pdf: bytes, seed: int) -> Score:
    """What is read of the print of `wall_of(seed)`, compared with it."""
    sections = wall_of(seed)
    wall = read(pdf, "x.pdf")
    notes = [(title, note) for title, posts in sections for post in posts for note in (post, *post.comments)]
    found = [
        (wall.sections[entry.section].title, entry.author, entry.written and entry.written.clock)
        for entry in wall.entries
    ]
    score = Score()
    if found != [(title, note.author, note.written.replace(second=0)) for title, note in notes]:
        score.faults.append("notes")
    if wall.title != "Korkveld" or wall.introduction != "Skriv kort.":
        score.faults.append("opening")
    if wall.unread or wall.alarms:
        score.faults.append("unread")
    by_time = {entry.written.clock: entry for entry in wall.entries if entry.written}
    for _, note in notes:
        entry = by_time.get(note.written)
        lines = [entry.subject, *entry.body.split("\n")] if entry else []
        said, read_as = _letters("".join(note.lines)), _letters("".join(lines))
        if said != read_as:
            score.faults.append(f"letters of {note.written:%H:%M}")
        score.lines += len(note.lines)
        for line in note.lines:
            if line in lines:
                lines.remove(line)
                score.right += 1
            else:
                score.wrong.append(line)
    return score


def _letters(text: str) -> list[str]:
    return sorted("".join(text.split()))

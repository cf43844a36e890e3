"""Repairs the characters of a wall, whatever its file format."""

from collections.abc import Callable

from posts.walls.misread import Misreading, found_in, way_of, without_letters
from posts.walls.repair.pairs import locate, pairs_of
from posts.walls.repair.text_repair import TextRepair
from posts.walls.wall import Entry, Wall

PRINTED = ("pdf", "text")  # formats

Run = Callable[[TextRepair], None]


def repair_wall(wall: Wall) -> None:
    """Repairs title, introduction, headings and entries. Records on each entry what was changed and what is doubtful.

    A wall in Rundebord's own format is left alone: it was repaired when it first came. Only a print can have lost
    letters to its font. In any other format U+FFFD is a letter that nobody can tell, and stays.
    """
    if wall.seminar:
        return
    run = _print_repair(wall) if wall.format in PRINTED else TextRepair.repair_file
    texts = [text for entry in wall.entries for text in (entry.author, entry.subject, entry.body)]
    ways = found_in(texts)
    if without_letters(texts):
        run = TextRepair.doubt_question_marks
    wall.title = _repaired(wall.title, run, ways)
    wall.introduction = _repaired(wall.introduction, run, ways)
    for section in wall.sections:
        section.title = _repaired(section.title, run, ways)
    for entry in wall.entries:
        _repair_entry(entry, run, ways)


def _print_repair(wall: Wall) -> Run:
    ff_intact = any("ff" in text for text in [wall.introduction, *(entry.body for entry in wall.entries)])
    return lambda repair: repair.repair_print(ff_intact)


def _repaired(text: str, run: Run, ways: list[Misreading]) -> str:
    repair = TextRepair(text, ways=ways)
    run(repair)
    return repair.text


def _repair_entry(entry: Entry, run: Run, ways: list[Misreading]) -> None:
    texts = [entry.author, entry.subject, entry.body]
    own = next((way for text in texts if (way := way_of(text, ways))), None)
    ways = [own] if own else ways
    earlier = [[edit for _, edit in located] for located in locate(texts, entry.repairs)]
    author, subject, body = repairs = [
        TextRepair(*text, ways=ways, together=own is not None) for text in zip(texts, earlier, strict=True)
    ]
    author.close_up()
    for repair in repairs:
        run(repair)
    entry.author, entry.subject, entry.body = author.text, subject.text, body.text
    entry.repairs = [pair for repair in repairs for pair in pairs_of(repair.text, repair.edits)]
    entry.doubts += dict.fromkeys(doubt for repair in repairs for doubt in repair.doubts)

"""A project as a document of our own format.

In a project of ours, a text holds the notes of one group in one round, and each note is a selection. In one of another
program, each text is a note. Coded words inside a note are marked words, and a code on all of it is a placement.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from posts.walls.formats.refi_codes import Codes, guid_of, made_guid, one_line, text_of, within
from posts.walls.refused import Refused
from seminar.text import clean

# Our own variables, whatever they are called in the language of the seminar (themes/summary/formats/qdpx.py).
ROUND, QUESTION, GROUP = (made_guid("variable", place) for place in range(3))
NOBODY = made_guid("person", "")  # the coder whom our own export names where nobody is known
NUMBERED = re.compile(r"\d+(?:\.\d+|\.)? ")  # before the title of a round or the text of a question
OTHER_KINDS = ("PDFSource", "PictureSource", "AudioSource", "VideoSource")
SAMPLE = 200  # selections whose names are looked at
EARLIEST = "1970-01-01T00:00:00Z"  # of a coding whose program says no time: our own format needs one
ReadText = Callable[[str], bytes | None]


@dataclass
class Coding:
    code: str
    coder: str
    at: str


@dataclass
class Selection:
    """`start` and `end` are places in the text as it was cleaned."""

    id: str
    start: int
    end: int
    at: str
    codings: list[Coding] = field(default_factory=list)


@dataclass
class TextSource:
    id: str
    title: str
    text: str
    selections: list[Selection]
    values: dict[str, str]
    at: str


class ProjectReader:
    def __init__(self, xml: Element, text_of_file: ReadText) -> None:
        self.xml, self.text_of_file = xml, text_of_file
        self.codes = Codes(xml)
        self.users = {guid_of(user): one_line(user.get("name"))[:120] for user in within(xml, "Users", "User")}
        self.variables = {guid_of(one): one_line(one.get("name")) for one in within(xml, "Variables", "Variable")}
        self.cases = list(within(xml, "Cases", "Case"))
        self.sources = [self._source(one) for one in within(xml, "Sources", "TextSource")]
        self.of_rundebord = ROUND in self.variables and GROUP in self.variables
        others = [one for kind in OTHER_KINDS for one in within(xml, "Sources", kind)]
        if not self.sources and (others or not self.codes.themes):
            raise Refused("refi-no-text" if others else "refi-no-codes")
        self.people: dict[str, int] = {}
        self.placements: dict[tuple[int, str], dict[str, Any]] = {}
        self.passages: list[dict[str, Any]] = []
        self.posts: list[dict[str, Any]] = []

    def document(self) -> dict[str, Any]:
        title = one_line(self.xml.get("name")) or "REFI-QDA"
        self._read_cases(title)
        for source in self.sources:
            self._add_notes(source)
        seminar = {"title": title, "slug": "refi-qda", "date": None, "language": "nb", "time_zone": "Europe/Oslo"}
        seminar |= {"introduction": "", "owner": "", "source_url": ""}
        document = {"format": "rundebord", "version": 2, "seminar": seminar, "rounds": self.rounds}
        document |= {"groups": self.groups, "themes": self.codes.themes, "posts": self.posts}
        return document | {"rows": self._rows()}

    def _source(self, element: Element) -> TextSource:
        path, words = element.get("plainTextPath"), text_of(element, "PlainTextContent")
        data = self.text_of_file(path) if path else None
        if path and data is None:
            raise Refused("refi-source", name=one_line(element.get("name"))[:80])
        raw = data.decode("utf-8", "replace").removeprefix("\ufeff") if data is not None else words
        selections = list(within(element, "PlainTextSelection"))
        place = _places(raw, selections)
        found = []
        for number, one in enumerate(selections):
            start, end = place(one.get("startPosition")), place(one.get("endPosition"))
            if start is None or end is None or not start < end:
                continue
            at = _moment(one.get("creationDateTime"))
            id = guid_of(one) or made_guid("selection", element.get("guid"), number)
            found.append(Selection(id, start, end, at, [*self._codings(one)]))
        values = {guid_of(ref): text for ref, text in _values(element)}
        name = one_line(element.get("name"))
        id = guid_of(element) or made_guid("source", name)
        return TextSource(id, name, clean(raw), found, values, _moment(element.get("creationDateTime")))

    def _codings(self, selection: Element) -> Iterator[Coding]:
        for coding in within(selection, "Coding"):
            for ref in within(coding, "CodeRef"):
                code = _target(ref)
                if code not in self.codes.ids:
                    raise Refused("refi-reference", name=one_line(ref.get("targetGUID"))[:80])
                coder = (coding.get("creatingUser") or selection.get("creatingUser") or "").strip("{}").lower()
                at = _moment(coding.get("creationDateTime") or selection.get("creationDateTime"))
                yield Coding(code, coder, at)

    def _read_cases(self, title: str) -> None:
        """Rounds, questions and groups of a seminar; in a project of another program, a case is a group."""
        self.rounds: list[dict[str, Any]] = []
        self.groups: list[dict[str, Any]] = []
        self.question_of: dict[str, str] = {}
        self.group_of: dict[str, str] = {}
        names: set[str] = set()
        for case in self.cases:
            id, name = guid_of(case), one_line(case.get("name"))
            values = {guid_of(ref): text for ref, text in _values(case)}
            if self.of_rundebord and QUESTION in values:
                round = self._round(values.get(ROUND, title))
                number = len(round["questions"]) + 1
                round["questions"].append({"id": id, "number": number, "text": _unnumbered(values[QUESTION])})
                self.question_of |= {_target(ref): id for ref in within(case, "SelectionRef")}
            elif self.of_rundebord and GROUP not in values:
                self._round(values.get(ROUND, name), id)
            elif id and name and name.casefold() not in names:
                names.add(name.casefold())
                facts = {self.variables.get(key, ""): text for key, text in values.items() if key not in (ROUND, GROUP)}
                facts.pop("", None)
                self.groups.append({"id": id, "name": name[:300], "attributes": facts})
                for ref in within(case, "SourceRef"):
                    self.group_of.setdefault(_target(ref), id)
        if not self.rounds and self.sources:
            self._round(title)

    def _round(self, name: str, id: str = "") -> dict[str, Any]:
        title = _unnumbered(name) if self.of_rundebord else name
        for round in self.rounds:
            if round["name"] == name:
                return round
        round = {"id": id or made_guid("round", name), "number": len(self.rounds) + 1, "title": title, "questions": []}
        self.rounds.append(round | {"name": name})
        return self.rounds[-1]

    def _add_notes(self, source: TextSource) -> None:
        round = self._round(source.values[ROUND]) if ROUND in source.values else self.rounds[0]
        group = self.group_of.get(source.id)
        if not self.of_rundebord:
            whole = Selection(source.id, 0, len(source.text.rstrip()), source.at)
            if whole.end:
                self._add_note(source, whole, source.selections, round, group)
            return
        outer: list[tuple[Selection, list[Selection]]] = []
        for one in source.selections:
            if outer and outer[-1][0].start <= one.start and one.end <= outer[-1][0].end:
                outer[-1][1].append(one)
            else:
                outer.append((one, []))
        for note, inner in outer:
            self._add_note(source, note, inner, round, group)

    def _add_note(
        self, source: TextSource, note: Selection, inner: list[Selection], round: dict[str, Any], group: str | None
    ) -> None:
        index, known = len(self.posts), len(self.passages)
        for one in [note, *inner]:
            is_whole = (one.start, one.end) == (note.start, note.end) and one.id not in self._marked(note, one)
            for coding in one.codings:
                placement = self._place(index, coding)
                if not is_whole and one.end <= note.end:
                    place = {"placement": placement["index"], "start": one.start - note.start}
                    place |= {"words": source.text[one.start : one.end], "at": coding.at, "theme": coding.code}
                    place |= self._by(coding)
                    self.passages.append(place)
        themes = list(dict.fromkeys(coding.code for one in [note, *inner] for coding in one.codings))
        marked = [
            {"theme": one.pop("theme"), "start": one["start"], "words": one["words"]} for one in self.passages[known:]
        ]
        subject = "" if self.of_rundebord else source.title
        body = source.text[note.start : note.end]
        post = {
            "id": note.id, "round": round["id"], "question": self.question_of.get(note.id), "group": group,
            "author": "",
            "kind": "post", "reply_to": None, "subject": subject, "body": body, "written_at": note.at or None,
            "edited_at": None, "state": "visible", "themes": themes, "split_from": None, "merged_into": None,
            "reactions": {}, "attachments": [], "fields": {}, "source": None, "passages": marked,
        }  # fmt: skip
        self.posts.append(post)

    def _marked(self, note: Selection, one: Selection) -> set[str]:
        """The ids that our own export gives marked words that are all of a note, which say that they are marked."""
        length = one.end - one.start
        return {made_guid("words", note.id, coding.code, 0, length) for coding in one.codings}

    def _place(self, post: int, coding: Coding) -> dict[str, Any]:
        key = (post, coding.code)
        if key not in self.placements:
            self.placements[key] = {"index": len(self.placements), "at": coding.at} | self._by(coding)
        return self.placements[key]

    def _by(self, coding: Coding) -> dict[str, int]:
        if coding.coder not in self.users or coding.coder == NOBODY:
            return {}
        return {"by": self.people.setdefault(coding.coder, len(self.people))}

    def _rows(self) -> dict[str, list[dict[str, Any]]]:
        places = {theme["id"]: index for index, theme in enumerate(self.codes.themes)}
        rounds = {round["id"]: index for index, round in enumerate(self.rounds)}
        for round in self.rounds:
            round.pop("name", None)
        themes = []
        for number, theme in enumerate(self.codes.themes, 1):
            row = {"uid": theme["id"], "name": theme["name"], "definition": theme["definition"], "state": "used"}
            parent = {"parent": places[theme["parent"]]} if theme["parent"] else {}
            mark = {"own_mark": theme["mark"]} if "mark" in theme else {}
            themes.append(row | {"number": number, "place": number} | parent | mark)
        return {
            "seminars": [{"grace_minutes": 2, "created_at": _moment(self.xml.get("creationDateTime")) or EARLIEST}
                         | {"wall_names": True, "send_at_closing": True}],
            "people": [{"name": self.users[id]} for id in self.people],
            "groups": [
                {"uid": one["id"], "number": number, "may_write": True}
                | {name: one[name] for name in ("name", "attributes")}
                for number, one in enumerate(self.groups, 1)
            ],
            "rounds": [
                {"uid": one["id"], "number": number, "title": one["title"], "state": "planned"}
                for number, one in enumerate(self.rounds, 1)
            ],
            "questions": [
                {"uid": question["id"], "round": rounds[round["id"]], "number": number, "text": question["text"]}
                for round in self.rounds
                for number, question in enumerate(round["questions"], 1)
            ],
            "themes": themes,
            "posts": [{"revision": 1} for _ in self.posts],
            "placements": [
                {"theme": places[theme], "post": post, "at": row["at"] or EARLIEST}
                | {name: row[name] for name in ("by",) if name in row}
                for (post, theme), row in self.placements.items()
            ],
            "passages": [one | {"at": one["at"] or EARLIEST} for one in self.passages],
        }  # fmt: skip


def _unnumbered(name: str) -> str:
    return NUMBERED.sub("", name, count=1) or name


def _target(ref: Element) -> str:
    """The id that an element refers to, in the form of `guid_of`."""
    return guid_of(Element("ref", guid=ref.get("targetGUID") or ""))


def _values(element: Element) -> Iterator[tuple[Element, str]]:
    for value in within(element, "VariableValue"):
        ref = next(within(value, "VariableRef"), None)
        text = next((one_line(child.text) for child in value if child is not ref), "")
        if ref is not None and text:
            yield Element("ref", guid=ref.get("targetGUID") or ""), text


def _moment(text: str | None) -> str:
    """A time with an offset, which is UTC where it says none; "" where there is none that can be read."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return ""
    if not 1900 <= moment.year <= 2200:
        return ""
    return moment.isoformat() if moment.tzinfo else f"{moment.isoformat()}Z"


def _places(raw: str, selections: list[Element]) -> Callable[[str | None], int | None]:
    """From a position in the file to the place in its cleaned text.

    The standard counts code points. Some programs count the two characters at the end of a line in Windows' files as
    one, and some count UTF-16. Many give a selection the name of its first words: the count that fits most of those is
    taken.
    """
    texts = [raw, raw.replace("\r\n", "\n")]
    counts = [(text, wide) for text in texts for wide in (False, True)]
    named = [(one_line(one.get("name")), one.get("startPosition")) for one in selections[:SAMPLE]]

    def fits(count: tuple[str, bool]) -> int:
        starts = ((name, _at(count, position)) for name, position in named)
        return sum(_begins(count[0][start : start + 200], name) for name, start in starts if start is not None and name)

    best = max(counts, key=fits)  # the first of those that fit equally well
    text = best[0]
    returns = [found.start() for found in re.finditer("\r\n", text)]
    is_clean, only_returns = clean(text) == text, clean(text) == text.replace("\r\n", "\n")

    def place(position: str | None) -> int | None:
        at = _at(best, position)
        if at is None or is_clean:
            return at
        return at - bisect_left(returns, at) if only_returns else len(clean(text[:at]))

    return place


def _begins(text: str, name: str) -> bool:
    return not text[:1].isspace() and one_line(text).startswith(name.rstrip("….")[:40])


def _at(count: tuple[str, bool], position: str | None) -> int | None:
    """The index in the text, None where the position is none."""
    text, wide = count
    if not (position or "").strip().isdecimal():
        return None
    number = min(int(str(position)[:12]), 2 * len(text))
    if not wide or max(text, default="") < "\U00010000":
        return min(number, len(text))
    return len(text.encode("utf-16-le", "replace")[: 2 * number].decode("utf-16-le", "ignore"))

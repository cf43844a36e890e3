"""Proposes which group wrote each entry, for a person to accept, change or ignore. A wall has authors, not groups."""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

from .guests import is_guest
from .wall import Entry, Wall

NUMBERED = re.compile(
    r"\b(gruppe|grupperom|bord|group|table|room)\s*(?:nr\.?|no\.?|#)?\s*(\d{1,3}|[A-ZÆØÅ])\b(?![.,]\d)", re.IGNORECASE
)
HEADING = re.compile(r"(gruppe|grupperom|bord|group|table|room)\b[ :]*(.{0,100})", re.IGNORECASE)
NAMES = re.compile(r"(?:[A-ZÆØÅ][\wæøå.-]*|og|and|,|&|/|\s)+")
UNKNOWN = re.compile(
    r"\b(?:vet|veit|vit)[ -]*(?:ikke|ikkje|inte|ikkj)\b|\bukjen[dt]\b|\bunknown\b|\bdon.?t know\b", re.IGNORECASE
)
LONGEST_NAME = 200

Reason = Literal["label", "number", "heading", "unknown", "nameless", "guest", "writer"]


@dataclass
class Proposal:
    """That these entries are from one group. `entries` are indexes; `labels` are the authors of those entries.

    `name` is "" where the group is unknown, or the entries have no author. `evidence` is the text that the proposal is
    based on. With the `reason` "writer", the same author also wrote under another group's name; accepting the proposal
    joins the two groups.
    """

    id: str
    name: str
    reason: Reason
    labels: list[str] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    evidence: str = ""

    @property
    def says_group(self) -> bool:
        """Whether the wall uses a word for a group here, and does not only name an author."""
        return self.reason in ("number", "heading") or bool(self.name and HEADING.match(self.name))


def propose(wall: Wall) -> list[Proposal]:
    """One proposal for each group that the wall seems to name, largest first, then those that would join two."""
    proposals: dict[tuple[str, str], Proposal] = {}
    shared = _shared_numbers({entry.author for entry in wall.entries})
    for index, entry in enumerate(wall.entries):
        reason, name, evidence = _group_of(entry, shared)
        key = ("group" if name else "nameless" if not entry.author else "unknown", _key(name or entry.author))
        proposal = proposals.setdefault(key, Proposal(_id(*key), name, reason, evidence=evidence))
        proposal.entries.append(index)
        if entry.author not in proposal.labels:
            proposal.labels.append(entry.author)
        if name and proposal.name.isupper() and not name.isupper():
            proposal.name = name
    ordered = sorted(proposals.values(), key=lambda proposal: -len(proposal.entries))
    return ordered + _joins(wall, ordered)


def resolve(proposals: list[Proposal], names: dict[str, str]) -> dict[int, str]:
    """The group's name by entry index. `names` are the names of the accepted proposals, by proposal id."""
    groups: dict[int, str] = {}
    for proposal in proposals:
        name = names.get(proposal.id, "").strip()[:LONGEST_NAME]
        if name:
            groups.update(dict.fromkeys(proposal.entries, name))
    return groups


def _shared_numbers(labels: set[str]) -> set[str]:
    """The numbers that several groups have: `Gruppe 1 (Oslo)` is not `Gruppe 1 (Bergen)`."""
    rests: dict[str, set[str]] = defaultdict(set)
    for label in labels:
        if (numbered := NUMBERED.search(label)) and (rest := _rest(numbered)):
            rests[_title(numbered)].add(rest)
    return {title for title, different in rests.items() if len(different) > 1}


def _rest(numbered: re.Match[str]) -> str:
    """What a label says behind the number."""
    return _key(re.sub(r"\W+", " ", numbered.string[numbered.end() :]))


def _group_of(entry: Entry, shared: set[str]) -> tuple[Reason, str, str]:
    """The reason, the group's name and the evidence, from the heading, else from the label.

    Of a number that is `shared`, what is behind it is a part of the name.
    """
    first_line = (entry.subject or entry.body.partition("\n")[0]).strip()
    if name := group_in_heading(first_line):
        return "heading", name, first_line
    label = entry.author.strip()
    if not label:
        return "nameless", "", ""
    if UNKNOWN.search(label):
        return "unknown", "", label
    if is_guest(label):
        return "guest", "", label
    if numbered := NUMBERED.search(label):
        whole = _title(numbered) in shared and _rest(numbered)
        return "number", " ".join(label.split()) if whole else _title(numbered), label
    if first_line.casefold() == label.casefold():
        return "label", first_line, label
    return "label", " ".join(label.split()), label


def group_in_heading(line: str) -> str:
    """The group that a line names if it says nothing else. Empty where it does."""
    if numbered := NUMBERED.fullmatch(line.rstrip(" :.-–")):
        return _title(numbered)
    heading = HEADING.fullmatch(line)
    if heading and heading[2].strip() and NAMES.fullmatch(heading[2]):
        return " ".join(line.split())
    return ""


def _title(numbered: re.Match[str]) -> str:
    return f"{numbered[1].capitalize()} {numbered[2].upper()}"


def _joins(wall: Wall, proposals: list[Proposal]) -> list[Proposal]:
    """A proposal to join two groups, for each author who wrote under both groups' names."""
    groups_of: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        for label in proposal.labels:
            if proposal.name and label and not any(other is proposal for other in groups_of[_key(label)]):
                groups_of[_key(label)].append(proposal)
    joins = []
    for label, groups in groups_of.items():
        if len(groups) > 1 and not UNKNOWN.search(label) and not is_guest(label):
            first, *others = groups
            joins += [
                Proposal(
                    _id("writer", other.id),
                    first.name,
                    "writer",
                    other.labels,
                    _entries_by(wall, other, label),
                    other.name,
                )
                for other in others
            ]
    return joins


def _entries_by(wall: Wall, proposal: Proposal, label: str) -> list[int]:
    return [index for index in proposal.entries if _key(wall.entries[index].author) == label]


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


def _id(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

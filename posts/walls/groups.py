"""Who said it: a wall has authors, not groups. Proposals for a person to accept, change or ignore, and no more."""

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

Reason = Literal["label", "number", "heading", "unknown", "guest", "writer"]


@dataclass
class Proposal:
    """These entries are from one group. `name` is "" where the group is unknown; `evidence` is what led there.

    `reason` "writer": the same author label wrote under another group's name as well; accepted, it joins the two.
    """

    id: str
    name: str
    reason: Reason
    labels: list[str] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    evidence: str = ""

    @property
    def says_group(self) -> bool:
        """Whether it speaks of a group by that word, and not only of somebody who wrote."""
        return self.reason in ("number", "heading") or bool(self.name and HEADING.match(self.name))


def propose(wall: Wall) -> list[Proposal]:
    """One proposal for each group that the wall seems to speak of, largest first, then those that would join two."""
    found: dict[tuple[str, str], Proposal] = {}
    for index, entry in enumerate(wall.entries):
        reason, name, evidence = _told(entry)
        key = ("unknown" if not name else "group", _key(name or entry.author))
        proposal = found.setdefault(key, Proposal(_id(*key), name, reason, evidence=evidence))
        proposal.entries.append(index)
        if entry.author not in proposal.labels:
            proposal.labels.append(entry.author)
        if name and proposal.name.isupper() and not name.isupper():
            proposal.name = name
    ordered = sorted(found.values(), key=lambda proposal: -len(proposal.entries))
    return ordered + _joined(wall, ordered)


def resolve(proposals: list[Proposal], names: dict[str, str]) -> dict[int, str]:
    """The group's name for each entry, from the proposals that were accepted: `names` by proposal id."""
    groups: dict[int, str] = {}
    for proposal in proposals:
        name = names.get(proposal.id, "").strip()[:LONGEST_NAME]
        if name:
            groups.update(dict.fromkeys(proposal.entries, name))
    return groups


def _told(entry: Entry) -> tuple[Reason, str, str]:
    """Why, the group's name and the words that say so, from the first that speaks: heading, label, nothing."""
    first_line = (entry.subject or entry.body.partition("\n")[0]).strip()
    if named := _heading(first_line):
        return "heading", named, first_line
    label = entry.author.strip()
    if not label or UNKNOWN.search(label):
        return "unknown", "", label
    if is_guest(label):
        return "guest", "", label
    if numbered := NUMBERED.search(label):
        return "number", _title(numbered), label
    if first_line.casefold() == label.casefold():
        return "label", first_line, label
    return "label", " ".join(label.split()), label


def _heading(line: str) -> str:
    if numbered := NUMBERED.fullmatch(line.rstrip(" :.-–")):
        return _title(numbered)
    heading = HEADING.fullmatch(line)
    if heading and heading[2].strip() and NAMES.fullmatch(heading[2]):
        return " ".join(line.split())
    return ""


def _title(numbered: re.Match[str]) -> str:
    return f"{numbered[1].capitalize()} {numbered[2].upper()}"


def _joined(wall: Wall, proposals: list[Proposal]) -> list[Proposal]:
    """Where one author label wrote under two groups' names: the offer to read them as one group."""
    groups_of: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        for label in proposal.labels:
            if proposal.name and label and not any(other is proposal for other in groups_of[_key(label)]):
                groups_of[_key(label)].append(proposal)
    joined = []
    for label, groups in groups_of.items():
        if len(groups) > 1 and not UNKNOWN.search(label) and not is_guest(label):
            first, *others = groups
            joined += [
                Proposal(
                    _id("writer", other.id), first.name, "writer", other.labels, _by(wall, other, label), other.name
                )
                for other in others
            ]
    return joined


def _by(wall: Wall, proposal: Proposal, label: str) -> list[int]:
    return [index for index in proposal.entries if _key(wall.entries[index].author) == label]


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


def _id(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

"""Trello's JSON: lists of cards, with the comments among the board's actions."""

import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import msgspec

from posts.walls import html, stamps
from posts.walls.links import attachment
from posts.walls.shape import shaped
from posts.walls.threads import add_thread
from posts.walls.wall import Alarm, Entry, Section, Stamp, Wall

ID_WITH_TIME = re.compile(r"[5-7][0-9a-f]{23}")  # begins with the second in which a card was made


class TrelloShape(msgspec.Struct, rename="camel"):
    """Anything but an id may be missing or null."""


class TrelloList(TrelloShape):
    id: str
    name: str = ""
    closed: bool = False
    pos: float = 0


class TrelloAttachment(TrelloShape):
    url: str = ""
    name: str = ""


class TrelloItem(TrelloShape):
    name: str = ""
    state: str = ""


class TrelloChecklist(TrelloShape):
    id_card: str = ""
    name: str = ""
    check_items: list[TrelloItem] = []

    @property
    def lines(self) -> list[str]:
        """Its title, and its items as a list in Markdown."""
        return [
            self.name,
            *(f"- [{'x' if item.state == 'complete' else ' '}] {item.name}" for item in self.check_items),
        ]


class TrelloCard(TrelloShape):
    id: str
    id_list: str
    id_members: list[str] = []
    name: str = ""
    desc: str = ""
    closed: bool = False
    pos: float = 0
    url: str = ""
    attachments: list[TrelloAttachment] = []
    labels: list[dict[str, Any]] = []
    badges: dict[str, Any] = {}


class TrelloPerson(TrelloShape):
    id: str = ""
    full_name: str | None = None
    username: str | None = None

    @property
    def name(self) -> str:
        return self.full_name or self.username or ""


class TrelloAction(TrelloShape):
    type: str = ""
    date: str = ""
    data: dict[str, Any] = {}
    member_creator: TrelloPerson | None = None

    @property
    def card(self) -> str:
        card = self.data.get("card")
        return str(card.get("id", "")) if isinstance(card, dict) else ""


class TrelloBoard(TrelloShape):
    name: str = ""
    desc: str = ""
    url: str = ""
    lists: list[TrelloList] = []
    cards: list[TrelloCard] = []
    actions: list[TrelloAction] = []
    checklists: list[TrelloChecklist] = []
    members: list[TrelloPerson] = []


def fits(document: Any) -> bool:
    return isinstance(document, dict) and {"lists", "cards"} <= set(document)


def read(document: Any) -> Wall:
    """Archived cards are read too, with a field that says so. Raises Refused("trello-json", path=)."""
    board = shaped(document, TrelloBoard, "trello-json")
    wall = Wall("trello", board.name, html.trim(board.desc), url=board.url)
    lists = sorted(board.lists, key=lambda column: column.pos)
    wall.sections = [Section(column.name) for column in lists]
    places = {column.id: index for index, column in enumerate(lists)}
    created = {action.card: action for action in board.actions if action.type == "createCard"}
    comments: dict[str, list[Entry]] = defaultdict(list)
    for action in reversed(board.actions):
        if action.type == "commentCard":
            comments[action.card].append(_comment(action))
    checklists: dict[str, list[str]] = defaultdict(list)
    for checklist in board.checklists:
        checklists[checklist.id_card] += checklist.lines
    names = {person.id: person.name for person in board.members}
    for card in sorted(board.cards, key=lambda card: (places.get(card.id_list, len(places)), card.pos)):
        section = places.get(card.id_list, len(places))
        entry = _card(card, created.get(card.id), checklists[card.id])
        if members := ", ".join(names[id] for id in card.id_members if id in names):
            entry.fields["members"] = members
        add_thread(wall, section, entry, comments.pop(card.id, []))
    for orphan in (comment for rest in comments.values() for comment in rest):
        add_thread(wall, len(places), orphan, [])
    declared = sum(count for card in board.cards if isinstance(count := card.badges.get("comments"), int))
    found = sum(entry.kind == "comment" for entry in wall.entries)
    if declared > found:  # Trello exports the last thousand actions only
        wall.alarms.append(Alarm("comments-in-all", declared, found))
    if any(entry.section == len(places) for entry in wall.entries):
        wall.sections.append(Section(""))
    return wall


def _card(card: TrelloCard, created: TrelloAction | None, checklists: list[str]) -> Entry:
    text = html.trim("\n".join([card.desc, *checklists]))
    entry = Entry(0, subject=" ".join(card.name.split()) if text else "", body=text or html.trim(card.name))
    entry.id = entry.cell = card.id
    entry.link = card.url
    entry.attachments = [attachment(attached.url, attached.name) for attached in card.attachments if attached.url]
    if created:
        entry.author = created.member_creator.name if created.member_creator else ""
        entry.written = stamps.parse(created.date)
    elif ID_WITH_TIME.fullmatch(card.id):
        entry.written = Stamp("", datetime.fromtimestamp(int(card.id[:8], 16), UTC).replace(tzinfo=None))
    if labels := ", ".join(str(label.get("name") or label.get("color") or "") for label in card.labels):
        entry.fields["labels"] = labels
    if card.closed:
        entry.fields["status"] = "archived"
    entry.raw = msgspec.json.encode(card).decode()
    return entry


def _comment(action: TrelloAction) -> Entry:
    entry = Entry(0, "comment", body=html.trim(str(action.data.get("text", ""))), written=stamps.parse(action.date))
    entry.author = action.member_creator.name if action.member_creator else ""
    entry.raw = msgspec.json.encode(action.data).decode()
    return entry

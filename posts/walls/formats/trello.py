"""Trello's JSON: lists of cards, with the comments among the board's actions."""

from collections import defaultdict
from typing import Any

import msgspec

from posts.walls import html, stamps
from posts.walls.links import attachment
from posts.walls.shape import shaped
from posts.walls.threads import add_thread
from posts.walls.wall import Alarm, Entry, Section, Wall


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


class TrelloCard(TrelloShape):
    id: str
    id_list: str
    name: str = ""
    desc: str = ""
    closed: bool = False
    pos: float = 0
    url: str = ""
    attachments: list[TrelloAttachment] = []
    labels: list[dict[str, Any]] = []
    badges: dict[str, Any] = {}


class TrelloPerson(TrelloShape):
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
    for card in sorted(board.cards, key=lambda card: (places.get(card.id_list, len(places)), card.pos)):
        section = places.get(card.id_list, len(places))
        add_thread(wall, section, _card(card, created.get(card.id)), comments.pop(card.id, []))
    for orphan in (comment for rest in comments.values() for comment in rest):
        add_thread(wall, len(places), orphan, [])
    declared = sum(count for card in board.cards if isinstance(count := card.badges.get("comments"), int))
    found = sum(entry.kind == "comment" for entry in wall.entries)
    if declared > found:  # Trello exports the last thousand actions only
        wall.alarms.append(Alarm("comments-in-all", declared, found))
    if any(entry.section == len(places) for entry in wall.entries):
        wall.sections.append(Section(""))
    return wall


def _card(card: TrelloCard, created: TrelloAction | None) -> Entry:
    text = html.trim(card.desc)
    entry = Entry(0, subject=" ".join(card.name.split()) if text else "", body=text or html.trim(card.name))
    entry.id = entry.cell = card.id
    entry.link = card.url
    entry.attachments = [attachment(attached.url, attached.name) for attached in card.attachments if attached.url]
    if created:
        entry.author = created.member_creator.name if created.member_creator else ""
        entry.written = stamps.parse(created.date)
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

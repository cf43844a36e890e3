"""The invented wall as Padlet's public and internal JSON, and in Rundebord's own format."""

import json
from datetime import datetime
from typing import Any

from tests.posts.walls.make_html import html_body
from tests.posts.walls.wall import CREATED, INTRODUCTION, OWNER, OWNER_USER, SECTIONS, TITLE, URL, Comment, Post


def api() -> bytes:
    builder = {"username": OWNER_USER, "fullName": OWNER, "shortName": OWNER.split()[0], "avatarUrl": None}
    board = {"title": TITLE, "description": INTRODUCTION, "builder": builder, "webUrl": {"live": URL}}
    board |= {"customFields": {"f1": {"name": "Hvem gjelder det?"}, "f2": {"name": "Når"}}, "createdAt": iso(CREATED)}
    document = {"data": {"id": "board_1", "type": "board", "attributes": board}, "included": _included()}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _included() -> list[dict[str, Any]]:
    sections, posts, comments = [], [], []
    for place, section in enumerate(SECTIONS):
        sections.append(_resource("section", f"sec_{place}", {"title": section.title, "sortIndex": place}))
        for post in section.posts:
            id = f"post_{len(posts)}"
            related = {"section": {"data": {"id": f"sec_{place}", "type": "section"}}}
            posts.append(_resource("post", id, _post(post, len(posts)), related))
            for comment in post.comments:
                related = {"post": {"data": {"id": id}}, "author": {"data": {"id": f"user_{comment.author}"}}}
                comments.append(_resource("comment", f"comment_{len(comments)}", _comment(comment), related))
    users = {comment["relationships"]["author"]["data"]["id"] for comment in comments}
    people = [_resource("user", id, {"fullName": id.removeprefix("user_")}) for id in sorted(users)]
    return [*reversed(posts), *people, *comments, *reversed(sections)]


def _resource(
    type: str, id: str, attributes: dict[str, Any], relationships: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {"id": id, "type": type, "attributes": attributes, "relationships": relationships or {}}


def _post(post: Post, place: int) -> dict[str, Any]:
    poll = {"question": post.poll[0], "choices": list(post.poll[1])} if post.poll else None
    attached = {"url": post.attachments[0] if post.attachments else None, "caption": None, "poll": poll}
    keys = {"Hvem gjelder det?": "f1", "Når": "f2"}
    return {
        "author": {"fullName": post.author, "username": post.user_name or None},
        "sortIndex": place,
        "content": {"subject": post.subject or None, "bodyHtml": html_body(post), "attachment": attached},
        "color": None,
        "status": "approved",
        "webUrl": {"live": f"{URL}/wish/{place:016d}"},
        "customFields": [{"key": keys[name], "value": value} for name, value in post.fields.items()],
        "createdAt": iso(post.written),
        "updatedAt": iso(post.edited or post.written),
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {"content": comment.text, "htmlContent": None, "status": "approved", "createdAt": iso(comment.written)}


def wishes() -> bytes:
    data = []
    for place, section in enumerate(SECTIONS):
        for post in section.posts:
            attributes = {
                "wall_id": 77,
                "wall_section_id": 100 + place,
                "subject": post.subject,
                "body": html_body(post),
                "attachment": post.attachments[0] if post.attachments else "",
                "author": {"name": post.author},
                "created_at": iso(post.written),
                "updated_at": iso(post.edited or post.written),
            }
            data.append({"id": len(data), "type": "wish", "attributes": attributes})
    return json.dumps({"data": data, "meta": {"next": None}}).encode()


def iso(time: datetime) -> str:
    return f"{time.isoformat()}.000Z"


def trello() -> bytes:
    """The posts as cards. Trello's names are those of the people who have accounts there."""
    cards, actions = [], []
    for section in SECTIONS:
        for post in section.posts:
            card = {"id": f"card{len(cards)}", "idList": section.title, "pos": len(cards), "name": post.subject}
            cards.append(card | {"desc": "\n".join(post.lines), "closed": False})
            actions.append(_action("createCard", cards[-1]["id"], post.author, post.written, {}))
            for comment in post.comments:
                text = {"text": comment.text}
                actions.append(_action("commentCard", cards[-1]["id"], comment.author, comment.written, text))
    lists = [{"id": section.title, "name": section.title, "pos": place} for place, section in enumerate(SECTIONS)]
    board = {"name": TITLE, "desc": INTRODUCTION, "url": "https://trello.com/b/abc", "lists": lists[::-1]}
    return json.dumps(board | {"cards": cards[::-1], "actions": actions[::-1]}).encode()


def _action(type: str, card: str, author: str, time: datetime, data: dict[str, Any]) -> dict[str, Any]:
    data = data | {"card": {"id": card}}
    return {"type": type, "date": iso(time), "data": data, "memberCreator": {"fullName": author}}


def own() -> dict[str, Any]:
    """A small seminar that uses everything the format has."""
    source = {"file": "Padlet - Tussefjord.csv", "url": f"{URL}/wish/1", "raw": "�ere", "repairs": [["�ere", "flere"]]}
    plain = {
        "round": "r1", "question": None, "group": None, "author": "", "kind": "post", "reply_to": None, "subject": "",
        "body": "", "written_at": "2025-03-12T09:05:00+01:00", "edited_at": None, "state": "visible", "themes": [],
        "split_from": None, "merged_into": None, "reactions": {}, "attachments": [], "fields": {}, "source": None,
    }  # fmt: skip
    first = {"id": "p1", "question": "q2", "group": "g1", "body": "flere\n- – «søk»", "themes": ["t2", "t1"]}
    first |= {
        "reactions": {"likes": 2, "emojis": "🙂 (1)"},
        "attachments": [{"url": "https://x.example/a", "caption": "å"}],
    }
    first |= {"fields": {"Når": "i høst", "antall": 3}, "source": source | {"doubts": ["lost-sign: � NORD"]}}
    second = {
        "id": "p2",
        "round": "r2",
        "kind": "comment",
        "reply_to": "p1",
        "state": "hidden",
        "edited_at": "2025-03-12T10:00:00+01:00",
    }
    third = {"id": "p3", "split_from": "p1", "merged_into": "p2", "subject": "  ikke rør ", "author": "Bord 7"}
    return {
        "format": "rundebord",
        "version": 1,
        "seminar": {
            "title": TITLE, "slug": "tussefjord", "date": "2025-03-12", "language": "nn", "time_zone": "Europe/Oslo",
            "introduction": INTRODUCTION, "owner": OWNER, "source_url": URL,
        },
        "rounds": [
            {"id": "r1", "number": 1, "title": "Ein", "questions": [
                {"id": "q1", "number": 1, "text": "Kva?"}, {"id": "q2", "number": 2, "text": "Kven?"},
            ]},
            {"id": "r2", "number": 2, "title": "To", "questions": []},
        ],
        "groups": [{"id": "g1", "name": "Bord 1", "attributes": {"region": "Nordgrenda"}}],
        "themes": [
            {"id": "t1", "name": "Buss", "definition": "", "parent": None},
            {"id": "t2", "name": "Øving", "definition": "tid og rom", "parent": "t1"},
        ],
        "posts": [plain | first, plain | second, plain | third],
    }  # fmt: skip

"""The codes of a project or a codebook as themes."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element

from posts.walls.refused import Refused
from seminar.text import clean

OURS = UUID("8d0f9f0e-3c2b-5f0a-9a3e-6f1f6d0b7c55")  # the namespace of ids that are made from names
# The colours of the marks, as static/css/tokens.css has them on light paper.
COLOURS = ("#2c6491", "#a15f05", "#3a7740", "#734f9b", "#b2432c", "#1b7674", "#b03878", "#67662a")
LONGEST_NAME = 300  # characters
DEEPEST = 50  # codes under codes


def made_guid(*parts: object) -> str:
    """An id for what is no row, such as the words of a note that are marked for a theme."""
    return str(uuid5(OURS, "\n".join(map(str, parts))))


def local(element: Element) -> str:
    """The tag without its namespace, which programs write in different versions."""
    return element.tag.rpartition("}")[2]


def within(element: Element, *path: str) -> Iterator[Element]:
    """The elements at a path of tags."""
    if not path:
        yield element
        return
    for child in element:
        if local(child) == path[0]:
            yield from within(child, *path[1:])


def text_of(element: Element, tag: str) -> str:
    return clean(next((one.text or "" for one in within(element, tag)), "")).strip()


def one_line(text: str | None) -> str:
    return " ".join(clean(text or "").split())


def guid_of(element: Element) -> str:
    """An id that our own format takes, whatever the program wrote."""
    given = (element.get("guid") or "").strip().strip("{}").lower()
    try:
        return str(UUID(given))
    except ValueError:
        return made_guid("refi", given) if given else ""


class Codes:
    """`themes` as our own format has them, and `ids` of all codes by what other elements call them."""

    def __init__(self, root: Element) -> None:
        self.themes: list[dict[str, Any]] = []
        self.names: set[str] = set()
        self.ids: set[str] = set()
        books = [root] if local(root) == "CodeBook" else list(within(root, "CodeBook"))
        for book in books:
            for code in within(book, "Codes", "Code"):
                self._add(code, None, 0)

    def _add(self, code: Element, parent: dict[str, Any] | None, depth: int) -> None:
        if depth > DEEPEST:
            raise Refused("refi-damaged")
        id = guid_of(code) or made_guid("code", parent and parent["id"], code.get("name"), len(self.themes))
        if id in self.ids:
            raise Refused("refi-twice", name=one_line(code.get("name"))[:80])
        self.ids.add(id)
        theme = {
            "id": id,
            "name": self._free_name(one_line(code.get("name")), parent["name"] if parent else ""),
            "definition": text_of(code, "Description"),
            "parent": parent and parent["id"],
        }
        colour = (code.get("color") or "").lower()
        if colour in COLOURS:
            theme["mark"] = COLOURS.index(colour) + 1
        self.themes.append(theme)
        for child in within(code, "Code"):
            self._add(child, theme, depth + 1)

    def _free_name(self, name: str, parent: str) -> str:
        """Other programs allow one name in two places of the tree. Here each theme has a name of its own."""
        name = name[:LONGEST_NAME] or "–"
        choices = [name, f"{name} ({parent})"[:LONGEST_NAME]]
        number = 2
        while choices[0].casefold() in self.names:
            choices.pop(0)
            if not choices:
                choices = [f"{name[: LONGEST_NAME - 8]} {number}"]
                number += 1
        self.names.add(choices[0].casefold())
        return choices[0]

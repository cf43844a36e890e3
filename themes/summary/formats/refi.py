"""What the two files of REFI-QDA 1.0 (https://www.qdasoftware.org) have in common: ids, texts and codes."""

from collections.abc import Iterable
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from posts.text.sanitize import sanitize
from posts.walls.formats.refi_codes import COLOURS, made_guid
from themes.summary.project import Code

ORIGIN = "Rundebord"


def guid(uid: str) -> str:
    """The same id in every export: the row's own where it is a UUID, else one that is made from it."""
    try:
        return str(UUID(uid))
    except ValueError:
        return made_guid("row", uid)


def name(text: str) -> str:
    """The text as a name, which has one line."""
    return " ".join(sanitize(text).split())


def root(tag: str, kind: str, **attributes: str) -> Element:
    return Element(tag, {"xmlns": f"urn:QDA-XML:{kind}:1.0"} | attributes)


def describe(element: Element, text: str) -> None:
    """Adds a description also where there is nothing to say, since some programs fail without one."""
    SubElement(element, "Description").text = sanitize(text)


def add_codes(parent: Element, codes: Iterable[Code]) -> None:
    for code in codes:
        colour = COLOURS[(code.mark - 1) % len(COLOURS)]
        element = SubElement(parent, "Code", guid=guid(code.uid), name=name(code.name), isCodable="true", color=colour)
        describe(element, code.definition)
        add_codes(element, code.children)


def as_bytes(root: Element) -> bytes:
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"

"""Every address of the application, found in its URL configuration, with the ids of the rows of a World filled in."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import product

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, get_resolver

from posts.importing.repairs import repairs_by_kind
from tests.world import World
from themes.sharing.links import Link
from themes.summary.formats import WRITERS

# What stands for <name> after this part of an address.
ROWS = {
    ("s", "slug"): lambda world: [world.seminar.slug],
    ("file", "token"): lambda world: [Link.to(world.api_key, "md", "shown", 1).token + "x"],
    ("r", "token"): lambda world: [world.seminar.result_token or "0" * 22],
    ("j", "key"): lambda world: [world.seminar.join_code, world.group.token],
    ("rounds", "pk"): lambda world: [world.round.pk],
    ("unsent", "pk"): lambda world: [world.round.pk],
    ("drafts", "pk"): lambda world: [world.draft.pk],
    ("questions", "pk"): lambda world: [world.question.pk],
    ("groups", "pk"): lambda world: [world.group.pk],
    ("messages", "pk"): lambda world: [world.message.pk],
    ("members", "pk"): lambda world: list(world.seminar.members.values_list("pk", flat=True)),
    ("devices", "pk"): lambda world: [world.scribe.pk],
    ("notes", "uid"): lambda world: [world.visible.uid, world.hidden.uid],
    ("notes", "place"): lambda world: [1, 2],
    ("import", "uid"): lambda world: [world.preview.uid, world.imported.uid],
    ("repairs", "kind"): lambda world: [one.kind for one in repairs_by_kind(world.preview.wall)] or ["letters"],
    ("posts", "uid"): lambda world: [post.uid for post in world.posts()],
    ("themes", "uid"): lambda world: [world.theme.uid, world.hidden_theme.uid],
    ("quotes", "pk"): lambda world: [world.quote.pk],
    ("agreement", "pk"): lambda world: [world.comparison.pk],
    ("remarks", "section"): lambda world: ["introduction", f"theme-{world.theme.pk}", f"round-{world.round.pk}"],
    ("files", "uid"): lambda world: [world.file.uid],
    ("summary", "format"): lambda world: list(WRITERS),
    ("with", "provider_id"): lambda world: ["none"],
    ("passkeys", "pk"): lambda world: [1],
    ("key", "uidb36"): lambda world: ["1"],
    ("-", "key"): lambda world: ["abc-0123456789abcdef"],
}
PARAMETER = re.compile(r"(?P<before>[\w]+/|-)?(?:<(?:\w+:)?(?P<name>\w+)>|\(\?P<(?P<group>\w+)>[^)]*\))")


def patterns(resolver=None, prefix: str = "") -> Iterator[str]:
    """The pattern of every address, such as "s/<slug:slug>/board/"."""
    for one in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield pattern
        else:
            yield from patterns(one, pattern)


def addresses(pattern: str, world: World, *, slug_of: World | None = None, most: int | None = None) -> list[str]:
    """The pattern with the ids of this world in it, in all combinations; with `slug_of`, the slug of that one.

    `most` is how many different rows of one kind are tried. Fails the test where nothing is known to stand for a
    parameter: then a line in ROWS is missing.
    """
    choices = []
    for found in PARAMETER.finditer(pattern):
        kind = ((found["before"] or "").rstrip("/"), found["name"] or found["group"])
        if kind not in ROWS:
            pytest.fail(f"{pattern}: nothing is known of {kind}. Add it to ROWS in {__file__}.")
        choices.append(ROWS[kind](slug_of if slug_of and kind == ("s", "slug") else world)[:most])
    made = []
    for values in product(*choices):
        filled = iter(values)
        path = PARAMETER.sub(lambda found, filled=filled: f"{found['before'] or ''}{next(filled)}", pattern)
        made.append("/" + path.replace("^", "").replace("$", ""))
    return made


# What differs where several addresses answer with the same page, as those of the forms of the setup do.
OF_ADDRESS = re.compile(rb'name="(csrfmiddlewaretoken|next)" value="[^"]*"| aria-current="page"')


def different_pages(paths: Iterable[str], client: Client) -> list[str]:
    """Those of the addresses that answer with a page; of several that answer with the same page, the first."""
    found: dict[bytes, str] = {}
    for path in dict.fromkeys(paths):
        response = client.get(path)
        if response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
            body = b"".join(response.streaming_content) if response.streaming else response.content
            if b"<html" in body:
                found.setdefault(OF_ADDRESS.sub(b"", body), path)
    return list(found.values())


def unmarked(html: str) -> str:
    """Without the marks of words that are in the language of the seminar (seminar/templatetags/words_of.py)."""
    return re.sub(r'<span lang="\w+">(.*?)</span>', r"\1", html, flags=re.DOTALL)


def text_of(response: HttpResponseBase) -> str:
    """All that a response says, in its headers too; of a file that is a zip archive, what the files in it say."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return f"{response.headers}\n{body.decode(errors='replace')}"

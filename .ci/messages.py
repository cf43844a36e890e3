"""The catalogues: `update` collects what the interface says, `check` fails where Bokmål or Nynorsk lacks words.

`begin se` collects it for Northern Sámi too, which is prepared and not translated (docs/translating.md).

Written over Babel, since gettext's own programs are not on every machine. Source strings are English.
"""

import sys
from io import BytesIO
from pathlib import Path

import allauth
import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "seminar" / "locale"
LANGUAGES, PREPARED = ["nb", "nn"], ["se"]
PACKAGES = ["seminar", "posts", "themes"]
# What django-allauth says on our pages, where it has no Nynorsk and a clumsy Bokmål.
with Path(allauth.__file__).with_name("locale").joinpath("nb/LC_MESSAGES/django.po").open("rb") as file:
    BORROWED = set(read_po(file, locale="nb")._messages)
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
}


LONG = 20  # characters; a short one may well be twice the same


def said() -> Catalog:
    """Everything the interface says, from the code and the templates."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    files = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts)
    for path in files:
        collect(catalog, path, path.read_bytes())
    for path in sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt")):
        calls = templatize(path.read_text(encoding="utf-8"))
        collect(catalog, path, "\n".join(line.strip() for line in calls.splitlines()).encode())
    return catalog


def collect(catalog: Catalog, path: Path, source: bytes) -> None:
    for _, message, comments, context in extract(
        "python", BytesIO(source), keywords=KEYWORDS, comment_tags=["Translators"]
    ):
        catalog.add(message, locations=[(str(path.relative_to(ROOT)), 0)], auto_comments=comments, context=context)


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = po(language)
    return read_po(path.open("rb"), locale=language) if path.exists() else Catalog(locale=language, charset="utf-8")


def compiled(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def update() -> int:
    template = said()
    for language in LANGUAGES:
        collect_for(language, template)
    for language in PREPARED:
        po(language).with_suffix(".mo").write_bytes(compiled(read(language)))
    return check()


def begin(language: str) -> int:
    """What is translated already stays, also Django's own words, such as the names of the months."""
    collect_for(language, said(), keep_all=True)
    return check()


def collect_for(language: str, template: Catalog, *, keep_all: bool = False) -> None:
    catalog = read(language)
    catalog.update(template, no_fuzzy_matching=True)
    for key, message in catalog.obsolete.items():
        if keep_all or key in BORROWED:
            catalog[key] = message
    catalog.obsolete.clear()
    po(language).parent.mkdir(parents=True, exist_ok=True)
    with po(language).open("wb") as out:
        write_po(out, catalog, width=120, omit_header=False, sort_output=True, no_location=True)
    po(language).with_suffix(".mo").write_bytes(compiled(read(language)))


def check() -> int:
    template = said()
    faults = []
    for language in LANGUAGES:
        catalog = read(language)
        for message in template:
            if not message.id:
                continue
            mine = catalog.get(message.id, message.context)
            strings = [] if mine is None else mine.string if isinstance(mine.string, tuple) else [mine.string]
            if not strings or not all(strings):
                faults.append(f"{language}: {message.id!r} is not translated")
            elif errors := list(mine.check(catalog)):
                faults.append(f"{language}: {message.id!r}: {errors[0]}")
            elif any(len(text) > LONG and text[: len(text) // 2] * 2 == text for text in strings):
                faults.append(f"{language}: {message.id!r} is in its translation twice")
    for language in PREPARED:
        catalog = read(language)
        faults += [f"{language}: {one.id!r}: {error}" for one in catalog if one.id for error in one.check(catalog)]
    for language in LANGUAGES + PREPARED:
        mo, catalog = po(language).with_suffix(".mo"), read(language)
        if not mo.exists() or mo.read_bytes() != compiled(catalog):
            faults.append(f"{language}: {mo.name} is older than {po(language).name}; run `make messages`")
    print("\n".join(faults) or f"{len(template)} messages, all said in {', '.join(LANGUAGES)}")
    return bool(faults)


if __name__ == "__main__":
    settings.configure()
    django.setup()
    command, *languages = sys.argv[1:]
    sys.exit({"update": update, "check": check, "begin": begin}[command](*languages))

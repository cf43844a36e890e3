"""The modules and the styles of the scribe's page in one file each, so that few files can fail on a bad network.

They are made when Django looks for static files: in development for each request, in production by `collectstatic`.
Comments and indentation are left out. Only the few forms of import and export that our scripts use are understood, and
anything else is refused.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SCRIPT, STYLE, GUARD = "bundles/write.js", "bundles/write.css", "bundles/guard.js"
WARNING = "bundles/warning.js"  # loaded by the page's script when the page can be used
PATHS = (SCRIPT, STYLE, GUARD, WARNING)
START = ("js/write/page.js", "js/live.js")
WARNING_START = ("js/write/warning.js",)
GUARD_SOURCE = "js/write/guard.js"
STYLES = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/controls.css",
    "css/forms.css",
    "css/parts.css",
    "css/write.css",
)
SOURCES = settings.BASE_DIR / "static"
FOLDER = settings.BASE_DIR / "build"
# The last line of a bundle. A file without it is not whole.
END = "/* end of bundle */\n"

HEAD = """(function () {
"use strict";
"""
# A script that is loaded a second time does nothing.
ONCE = """const { dataset } = document.documentElement;
if (dataset.bundle) return;
dataset.bundle = "started";
"""

IMPORT = re.compile(
    r'import (?:(?:\* as (?P<namespace>\w+)|\{ (?P<names>\w+(?:, \w+)*) \}) from )?"(?P<path>\.[-./\w]+)";'
)
EXPORT = re.compile(r"export (?P<kind>const|let|function|async function) (?P<name>\w+)\b")
KEYWORD = re.compile(r"\s*(?:import|export)\b")
ONLY_IN_MODULES = re.compile(r"\bimport\s*[.(]|^(?!\s|//|.*\basync\b).*\bawait\b")  # await: outside of functions


class CannotBundle(Exception):
    """A source file has something that this module does not understand. Says which file and what."""


class Finder(BaseFinder):
    """Makes the bundles and hands them to `collectstatic`, and to the server in development."""

    storage = FileSystemStorage(location=FOLDER)

    def find(self, path: str, find_all: bool = False, **kwargs) -> str | list[str]:
        if path not in PATHS:
            return []
        found = str(write(path))
        return [found] if find_all else found

    def list(self, ignore_patterns) -> Iterator[tuple[str, FileSystemStorage]]:
        for path in PATHS:
            write(path)
            yield path, self.storage


def write(path: str) -> Path:
    """Writes the bundle into FOLDER, where it is not there yet as it would be now, and returns its place."""
    target = FOLDER / path
    texts = {
        SCRIPT: lambda: join_scripts(START),
        STYLE: lambda: join_styles(STYLES),
        GUARD: read_guard,
        WARNING: lambda: join_scripts(WARNING_START, once=""),
    }
    text = texts[path]()
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_suffix(f".{os.getpid()}.part")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(target)
    return target


def join_styles(paths: tuple[str, ...]) -> str:
    """The style sheets one after the other. `--bundle` on the root element says that all of them were applied."""
    texts = [(SOURCES / path).read_text(encoding="utf-8") for path in paths]
    for path, text in zip(paths, texts, strict=True):
        if found := re.search(r"@import|@charset|@namespace|url\(|[\"'][^\"'\n]*/\*", text):
            raise CannotBundle(f"{path} has {found[0]}, which means something else in a bundle.")
    text = re.sub(r"/\*.*?\*/\n?", "", "".join(texts), flags=re.DOTALL)
    text = re.sub(r"^ +", "", text, flags=re.MULTILINE)
    return f"{text}\n:root {{ --bundle: whole; }}\n{END}"


def read_guard() -> str:
    """The guard, which is no module."""
    return "\n".join([*map(str.lstrip, _read_script(GUARD_SOURCE)), END])


def join_scripts(paths: tuple[str, ...], *, once: str = ONCE) -> str:
    """The modules and all they import, in the order in which a browser would run them. Raises CannotBundle.

    Loaded a second time in the same page, the bundle does nothing, unless `once` is empty.
    """
    modules = Modules()
    for path in paths:
        modules.add(path)
    return "".join([HEAD, once, *modules.texts.values(), "})();\n", END])


class Modules:
    """Modules as functions: `texts` by path, and in `exports` the names each of them exports, with the kind of each."""

    def __init__(self):
        self.texts: dict[str, str] = {}
        self.exports: dict[str, dict[str, str]] = {}

    def add(self, path: str) -> None:
        """Adds the module after all that it imports."""
        if path in self.texts:
            return
        if path in self.exports:
            raise CannotBundle(f"{path} imports itself, directly or by way of others.")
        exports = self.exports[path] = {}
        lines = []
        for line in _read_script(path):
            if found := IMPORT.fullmatch(line):
                line = self._bind(path, **found.groupdict())
            elif found := EXPORT.match(line):
                exports[found["name"]] = found["kind"]
                line = line.removeprefix("export ")
            elif KEYWORD.match(line) or ONLY_IN_MODULES.search(line):
                raise CannotBundle(f"{path} has a line that cannot be bundled: {line.strip()}")
            lines.append(line.lstrip())
        getters = ", ".join(f"get {name}() {{ return {name}; }}" for name in exports)
        self.texts[path] = "\n".join(
            [f"const {_variable(path)} = (() => {{", *lines, f"return {{ {getters} }};", "})();\n"]
        )

    def _bind(self, importer: str, namespace: str | None, names: str | None, path: str) -> str:
        """Adds the imported module, and returns a statement in place of the import."""
        imported = os.path.normpath(os.path.join(os.path.dirname(importer), path))
        self.add(imported)
        for name in names.split(", ") if names else ():
            if self.exports[imported].get(name, "let") == "let":  # a copy of a variable would not change with it
                raise CannotBundle(f"{importer} imports {name}, which is no constant or function of {imported}.")
        target = namespace or (f"{{ {names} }}" if names else "")
        return f"const {target} = {_variable(imported)};" if target else ""


def _read_script(path: str) -> Iterator[str]:
    """The lines of a script that are no comments. Raises CannotBundle where a line could be in the middle of a text."""
    for line in (SOURCES / path).read_text(encoding="utf-8").splitlines():
        if line.count("`") % 2 or re.search(r"/\*|\*/", line):
            raise CannotBundle(f"{path} has a text or a comment of several lines: {line.strip()}")
        if not line.lstrip().startswith("//"):
            yield line


def _variable(path: str) -> str:
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js"))

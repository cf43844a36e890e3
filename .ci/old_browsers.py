"""Finds what the oldest browsers named in README.md do not have: Safari 15.4, Chrome 100, Firefox 100.

    .ci/old_browsers.py    prints each place, and ends with 1 where there is one

In a script, a call that is made only where the function exists (`text.toWellFormed?.()`) is allowed. In a style, so are
a value after an older one of the same property, what is inside an @supports, and properties that only add polish. A
selector must be alone in its rule, since a browser drops the whole list, and must have a comment above it that begins
with "Old browsers:" and says what they show. The versions are from MDN's browser-compat-data.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = {
    r"\(\?<[=!]": "lookbehind: Safari 16.4",
    r"\(\?-?[ims]+[-:]": "flags within a pattern: Safari 26",
    r"/[dgimsuy]*v[dgimsuy]*(?=[,;.)\s])(?<=[^\s/]/\w)": "the flag v of patterns: Safari 17",
    r"\bstatic\s*\{": "static blocks: Safari 16.4",
    r"\bfrom\s+\"[^\"]+\"\s+with\b": "import attributes: Safari 17.2",
    r"\b(await\s+)?using\s+\w+\s*=": "using: Safari 27.3, Chrome 134",
    r"\bAbortSignal\.(timeout|any)\(": "AbortSignal.timeout: Safari 16, any: Safari 17.4",
    r"\.findLast(Index)?\(": "findLast: Firefox 104",
    r"\.(toSorted|toReversed|toSpliced)\(": "copying array methods: Safari 16, Firefox 115",
    r"\bArray\.fromAsync\(": "Array.fromAsync: Safari 16.4, Chrome 121",
    r"\b(Object|Map)\.groupBy\(": "groupBy: Safari 17.4, Chrome 117",
    r"\bPromise\.(withResolvers|try)\(": "Promise.withResolvers: Safari 17.4, Chrome 119",
    r"\bIterator\.from\(|\.(values|keys|entries)\(\)\.\w+\(": "iterator helpers: Safari 18.4, Chrome 122",
    r"\.(union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(": (
        "set methods: Safari 17, Chrome 122"
    ),
    r"(?<!drafts)\.(isWellFormed|toWellFormed)\(": "toWellFormed: Safari 16.4, Chrome 111",
    r"\bTextDecoderStream\(|\bTextEncoderStream\(": "TextDecoderStream: Firefox 105",
    r"\b(De)?[cC]ompressionStream\(": "CompressionStream: Safari 16.4, Firefox 113",
    r"\bfor await\b.*\b(body|stream|readable)\b": "iterating over a stream: no Safari before 27, Chrome 124",
    r"\bURL\.(canParse|parse)\(": "URL.canParse: Safari 17, Chrome 120",
    r"\bnew URLPattern\(": "URLPattern: Safari 26",
    r"\bResponse\.json\(": "Response.json: Safari 17, Chrome 105",
    r"\.requestSubmit\(": "requestSubmit: Safari 16",
    r"\.checkVisibility\(": "checkVisibility: Safari 17.4, Chrome 105",
    r"\.(showPopover|hidePopover|togglePopover)\(": "popover: Safari 17, Chrome 114",
    r"\.(setHTML|setHTMLUnsafe|getHTML|moveBefore)\(": "setHTML, moveBefore: no Safari before 18",
    r"\brequestIdleCallback\(|\bscheduler\.\w": "requestIdleCallback: no Safari before 26",
    r"\bdocument\.startViewTransition\(": "startViewTransition: Safari 18, Chrome 111",
    r"\bnavigation\.\w": "the navigation object: Safari 26, Chrome 102",
    r"\bnew Highlight\(|\bCSS\.highlights\b": "CSS.highlights: Safari 17.2, Chrome 105",
    r"\bnew (OffscreenCanvas|CloseWatcher|CSSStyleSheet)\(": "OffscreenCanvas, CSSStyleSheet: Safari 16.4",
    r"[\"'`][^\"'`\n]*:(has|modal|popover-open|user-(in)?valid|open)\b[^\"'`\n]*[\"'`]": "such a selector: Chrome 105",
}
VALUES = {
    r"^(translate|rotate|scale):": "transforms as properties: Chrome 104",
    r"\d[dsl]v(h|w|min|max|b|i)\b": "dvh: Chrome 108, Firefox 101",
    r"\dcq(w|h|i|b|min|max)\b": "container units: Safari 16, Chrome 105",
    r"\blight-dark\(": "light-dark: Safari 17.5, Chrome 123",
    r"\bcolor-mix\(": "color-mix: Safari 16.2, Chrome 111",
    r"\b(oklch|oklab|lch|lab|color)\(": "oklch: Chrome 111",
    r"\bsubgrid\b": "subgrid: Safari 16, Chrome 117",
    r"\b(round|mod|rem|sin|cos|tan|pow|sqrt|hypot|exp|abs|sign)\(": "functions of calc: Chrome 111 or newer",
    r"\blinear\(": "linear(): Safari 17.2, Chrome 113",
    r"^[^:]*content:.*\"\s*/\s*\"": "an alternative text of content: Safari 17.4, Firefox 128",
    r"\b(anchor|anchor-size)\(": "anchor: Safari 26, Chrome 125",
}
SELECTORS = {
    r":has\(": ":has: Chrome 105, Firefox 121",
    r":modal\b": ":modal: Safari 15.6, Chrome 105",
    r":(popover-open|open|user-valid|user-invalid|state\()": "Safari 16.5 or newer, Chrome 114",
    r"::(highlight|details-content|view-transition)": "Safari 17.2, Chrome 105",
    r"(^|\s)&|^[>+~]": "nested rules: Safari 16.5, Chrome 112",
    r"\[popover": "popover: Safari 17, Chrome 114",
    r"^@(container|scope|starting-style|property|view-transition|position-try)\b": (
        "Safari 16 (@container, @property 16.4, others 17.4), Chrome 105 or newer"
    ),
}
OLD = "Old browsers:"


def line_of(text: str, start: int) -> int:
    return text.count("\n", 0, start) + 1


def blank(pattern: str, text: str) -> str:
    """Replaces what matches by spaces, so that the lines stay where they are."""
    return re.sub(pattern, lambda match: re.sub(r"[^\n]", " ", match[0]), text, flags=re.DOTALL)


def faults_of_script(text: str) -> Iterator[tuple[int, str]]:
    """Each line and what is too new in it."""
    code = blank(r"/\*.*?\*/", re.sub(r"(?m)(^|\s)//\s.*$", "", text))
    for pattern, what in SCRIPTS.items():
        yield from ((line_of(code, match.start()), what) for match in re.finditer(pattern, code))


def faults_of_style(text: str) -> Iterator[tuple[int, str]]:
    """Each line and what is too new in it."""
    code = blank(r"/\*.*?\*/", text)
    supported = "".join(re.findall(r"@supports not [^{]*\{.*?\n\}", code, re.DOTALL))  # for browsers without something
    rules: list[tuple[str, set[str]]] = []  # those that are open, each with the properties it has so far
    for match in re.finditer(r"([^{};]*)([{};])", code):
        part, line = match[1].strip(), line_of(code, match.end(1) - len(match[1].lstrip()))
        if match[2] == "{":
            rules.append((part, set()))
            asked_for = any("@supports" in rule for rule, _ in rules)
            if (
                (too_new := first(SELECTORS, part))
                and not asked_for
                and not (is_explained(text, line) and "," not in part)
            ):
                yield line, too_new
        elif part and rules:
            name = part.partition(":")[0].strip()
            has_older = name in rules[-1][1] or f"{name}:" in supported
            if (too_new := first(VALUES, part)) and not has_older and not any("@supports" in rule for rule, _ in rules):
                yield line, too_new
            rules[-1][1].add(name)
        if match[2] == "}":
            rules.pop()


def is_explained(text: str, line: int) -> bool:
    return text.splitlines()[line - 2].strip().startswith(f"/* {OLD}")


def first(table: dict[str, str], text: str) -> str:
    return next((what for pattern, what in table.items() if re.search(pattern, text)), "")


def main() -> int:
    scripts = [*(ROOT / "static/js").rglob("*.js"), *(ROOT / "templates").rglob("*.js")]
    files = [(file, faults_of_script) for file in scripts]
    files += [(file, faults_of_style) for file in (ROOT / "static/css").rglob("*.css")]
    faults = [(file, *fault) for file, find in sorted(files) for fault in find(file.read_text())]
    for file, line, what in faults:
        print(f"{file.relative_to(ROOT)}:{line}: too new for the browsers in README.md: {what}")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())

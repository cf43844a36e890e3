"""Pictures of every page in every state, on narrow and wide screens, light and dark, and measures of each.

    .venv/bin/python tests/screens.py FOLDER [--states empty,one] [--pages board,room] [--widths 360,1440] [--light]

Writes FOLDER/state/page-width-mode.png, and one sheet of thumbnails per page (FOLDER/sheets). Prints what is wrong: a
page that scrolls sideways, a column that is too narrow to read, a page that is much taller than what is on it, an
error. Ends with 1 where something is.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = tempfile.TemporaryDirectory(prefix="screens-")
SETTINGS = {"DEBUG": "on", "DATABASE_URL": f"sqlite:///{FOLDER.name}/screens.sqlite3", "LOG_LEVEL": "WARNING"}
os.environ |= SETTINGS | {"DJANGO_SETTINGS_MODULE": "seminar.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright  # noqa: E402

from tests.conftest import HEADLESS  # noqa: E402
from tests.posts.desk import cookie  # noqa: E402
from tests.seminar.live.listener import session_of  # noqa: E402
from tests.seminar.server.serving import Server  # noqa: E402
from tests.states import STATES, State  # noqa: E402

WIDTHS = (360, 768, 1440, 1920)
NARROWEST = 320
HEIGHTS = {360: 740, 768: 1024, 1440: 900, 1920: 1080}
TALLEST = 3200  # of a picture, in pixels
THUMBNAIL = (300, 420)
MEASURE = """() => {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) {
    const isWide = (one) => one.getBoundingClientRect().right > innerWidth + 1;
    const wide = [...document.querySelectorAll("body *")].filter(isWide);
    const first = wide.find((one) => !wide.some((other) => other !== one && one.contains(other))) ?? root;
    faults.push(`scrolls sideways by ${root.scrollWidth - innerWidth}: ${first.outerHTML.slice(0, 90)}`);
  }
  let bottom = 0;
  for (const one of document.querySelectorAll("body *")) {
    if (!one.checkVisibility?.({ checkVisibilityCSS: true })) continue;
    const box = one.getBoundingClientRect();
    const text = [...one.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data).join("").trim();
    const isFilled = text || one.matches("img, svg, input, textarea, button, select");
    if (isFilled) bottom = Math.max(bottom, box.bottom + scrollY);
    if (text.length < 12 || !text.includes(" ") || one.closest(".visually-hidden, svg, option, .skip")) continue;
    const style = getComputedStyle(one);
    const width = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (style.display === "inline" || one.matches("button, .button") || !width || box.width < 2) continue;
    const characters = width / (parseFloat(style.fontSize) * 0.5);
    const lines = one.clientHeight / (parseFloat(style.lineHeight) || parseFloat(style.fontSize) * 1.3);
    if (characters >= 8 || lines <= 2.5) continue;
    faults.push(`a column of ${characters.toFixed(1)} characters: ${one.outerHTML.slice(0, 90)}`);
  }
  const dock = parseFloat(getComputedStyle(root).getPropertyValue("--dock")) || 0;
  const room = bottom + dock + 0.5 * innerHeight + 250; // under the last note of a board, half a screen stays free
  if (root.scrollHeight > Math.max(1.1 * innerHeight, room)) {
    faults.push(`${root.scrollHeight} px tall, filled to ${Math.round(bottom)}`);
  }
  return [...new Set(faults)].slice(0, 4);
}"""


def main(options: argparse.Namespace) -> int:
    call_command("migrate", verbosity=0)
    out, faults = Path(options.folder), []
    server = Server(Path(FOLDER.name) / "server.log")
    try:
        with sync_playwright() as playwright:
            arguments = ["--no-sandbox", "--disable-gpu"]
            browser = playwright.chromium.launch(executable_path=str(HEADLESS), args=arguments)
            for make in STATES:
                if options.states and make.__name__ not in options.states:
                    continue
                for fault in take_all(browser, make(), server.url, out, options):
                    print(fault, flush=True)
                    faults.append(fault)
            browser.close()
    finally:
        server.stop()
    make_sheets(out)
    print(f"{len(list(out.glob('*/*.png')))} pictures, {len(faults)} faults")
    return int(bool(faults))


def take_all(browser: Browser, state: State, url: str, out: Path, options: argparse.Namespace) -> Iterator[str]:
    contexts: dict[str, BrowserContext] = {}
    for name, who, path in state.addresses():
        if options.pages and name not in options.pages:
            continue
        if who not in contexts:
            contexts[who] = context_of(browser, state, who, url)
        page = contexts[who].new_page()
        answer = page.goto(url + path)
        if answer and answer.status >= 400 and not (name.endswith("join") and not state.seminar.doors_open):
            yield f"{state.name} {name}: {answer.status}"
        page.wait_for_timeout(250)
        yield from take(page, f"{state.name}/{name.replace(' ', '-')}", out, options)
        page.close()
    for context in contexts.values():
        context.close()


def take(page: Page, name: str, out: Path, options: argparse.Namespace) -> Iterator[str]:
    for width in dict.fromkeys([NARROWEST, *options.widths]):
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 800)})
        page.wait_for_timeout(60)
        yield from (f"{name} at {width}: {fault}" for fault in page.evaluate(MEASURE))
        if width == NARROWEST:
            continue
        tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        for mode in ("light",) if options.light else ("light", "dark"):
            page.emulate_media(color_scheme=mode)
            file = out / f"{name}-{width}-{mode}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            area = {"x": 0, "y": 0, "width": width, "height": max(tall, HEIGHTS.get(width, 800))}
            page.screenshot(path=file, full_page=True, clip=area)


def context_of(browser: Browser, state: State, who: str, url: str) -> BrowserContext:
    context = browser.new_context(locale="nb-NO", reduced_motion="reduce")
    if who == "scribe":
        context.add_cookies([cookie(state.scribe, url)])
    elif who != "nobody":
        context.add_cookies([{"name": "sessionid", "value": session_of(getattr(state, who)), "url": url}])
    return context


def make_sheets(out: Path) -> None:
    """One picture per page: its states side by side, under each the widths and modes."""
    files = sorted(out.glob("*/*.png"))
    pages: dict[str, list[Path]] = {}
    for file in files:
        if file.parent.name != "sheets":
            pages.setdefault(file.name.rsplit("-", 2)[0], []).append(file)
    (out / "sheets").mkdir(exist_ok=True)
    for page, pictures in pages.items():
        columns = max(1, len({file.parent for file in pictures}))
        pictures.sort(key=lambda file: (file.name, file.parent.name))
        rows = -(-len(pictures) // columns)
        sheet = Image.new("RGB", (columns * THUMBNAIL[0], rows * THUMBNAIL[1]), "#888888")
        for place, file in enumerate(pictures):
            with Image.open(file) as picture:
                scale = (THUMBNAIL[0] - 10) / picture.width
                small = picture.resize((THUMBNAIL[0] - 10, max(1, int(picture.height * scale))))
                small = small.crop((0, 0, small.width, min(small.height, THUMBNAIL[1] - 10)))
                sheet.paste(small, (place % columns * THUMBNAIL[0], place // columns * THUMBNAIL[1]))
        sheet.save(out / "sheets" / f"{page}.png")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    for name in ("states", "pages"):
        parser.add_argument(f"--{name}", type=lambda text: text.split(","), default=[])
    parser.add_argument("--widths", type=lambda text: [int(one) for one in text.split(",")], default=list(WIDTHS))
    parser.add_argument("--light", action="store_true", help="not dark as well")
    sys.exit(main(parser.parse_args()))

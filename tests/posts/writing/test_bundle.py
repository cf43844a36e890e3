"""The scripts and styles of the scribe's page, made into one file each."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from posts.writing import bundle

pytestmark = pytest.mark.once


@pytest.fixture
def source(tmp_path, monkeypatch):
    """Writes a source file."""
    monkeypatch.setattr(bundle, "SOURCES", tmp_path)

    def write(path: str, *lines: str) -> str:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("\n".join([*lines, ""]))
        return path

    return write


def test_a_bundle_runs_its_modules_as_a_browser_does(source, tmp_path, chromium):
    source("deep/count.js", "export let count = 0;", "export function add() {", "  count += 1;", "}")
    source("log.js", 'import "./deep/count.js";', "export const log = []; // import nothing", 'log.push("log");')
    source(
        "one.js",
        'import * as counter from "./deep/count.js";',
        'import { log } from "./log.js";',
        "const name = 1; // the same name is in another module",
        "  // a comment",
        "export const one = async () => { counter.add(); await null; return counter.count; };",
        "log.push(`one ${name}`);",
    )
    source(
        "two.js",
        'import { log } from "./log.js";',
        'import { one } from "./one.js";',
        'import { add } from "./deep/count.js";',
        "const name = 2;",
        "add();",
        "log.push(`two ${name}`, typeof this);",
        'one().then((count) => { log.push(count); document.title = log.join(", "); });',
    )
    text = bundle.join_scripts(("two.js", "log.js"))
    assert "a comment" not in text
    page = chromium.new_page()
    for _ in range(2):  # the second time it does nothing
        page.add_script_tag(content=text)
    page.wait_for_function("document.title")
    assert page.title() == "log, one 1, two 2, undefined, 2"
    page.close()


@pytest.mark.parametrize(
    "line",
    [
        'import other from "./other.js";',
        "const text = `one",
        "/* a comment",
        'import { value as another } from "./other.js";',
        "import {value} from './other.js';",
        'import { value } from "other";',
        '  import { value } from "./other.js";',
        'import { missing } from "./other.js";',
        'import { changing } from "./other.js";',
        'import { value } from "./start.js";',
        'const later = import("./other.js");',
        "const here = import.meta.url;",
        "export { value };",
        "export default 1;",
        'export * from "./other.js";',
        "export class Other {}",
        "const answer = await fetch(address);",
        "await 1;",
    ],
)
def test_what_a_bundle_would_change_is_refused(source, line):
    source("other.js", "export const value = 1;", "export let changing = 1;")
    source("start.js", line)
    with pytest.raises(bundle.CannotBundle, match=r"^start\.js "):
        bundle.join_scripts(("start.js",))


def test_a_bundle_has_the_rules_of_all_styles_without_comments(source):
    source("a.css", "/* one", "of two lines */ .a { color: red; } /* two */", ".b { color: blue; }")
    source("b.css", ".c { color: green; } /* three */")
    text = bundle.join_styles(("a.css", "b.css"))
    assert re.findall(r"\S+ { .*? }", text.removesuffix(bundle.END)) == [
        ".a { color: red; }",
        ".b { color: blue; }",
        ".c { color: green; }",
        ":root { --bundle: whole; }",
    ]
    assert text.count("/*") == 1 and text.endswith(bundle.END)


@pytest.mark.parametrize(
    "line", ['@import "other.css";', "a { background: url(a.png); }", "a::before { content: '/*'; }"]
)
def test_a_style_that_needs_another_file_is_refused(source, line):
    with pytest.raises(bundle.CannotBundle, match=r"^a\.css "):
        bundle.join_styles((source("a.css", line),))


def test_a_changed_source_changes_the_bundle_that_is_found(source, tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "FOLDER", tmp_path / "build")
    monkeypatch.setattr(bundle, "START", (source("start.js", "start(1);"),))
    assert "start(1);" in bundle.write(bundle.SCRIPT).read_text()
    source("start.js", "start(2);")
    assert "start(2);" in bundle.write(bundle.SCRIPT).read_text()


def test_the_bundles_are_served_in_development(client):
    for path in bundle.PATHS:
        assert finders.find(path)
        assert b"".join(client.get(f"/static/{path}").streaming_content).decode().endswith(bundle.END)


def test_collectstatic_hashes_and_compresses_the_bundles(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "seminar.server.storage.HashedStaticFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    for path in bundle.PATHS:
        assert names[path] != path
        assert (tmp_path / names[path]).read_text().endswith(bundle.END)
        assert (tmp_path / f"{names[path]}.gz").exists()

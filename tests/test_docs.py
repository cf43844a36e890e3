"""What the documents claim can be looked up: files, links and commands that exist, and packages that are locked."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.seminar.server.serving import ROOT

pytestmark = pytest.mark.once
PATH = re.compile(r"`((?:tests|docs|templates|static|seminar|posts|themes|\.ci)/[\w./-]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
ITEM = re.compile(r"\d+\.\d+\.\d+")


@pytest.mark.parametrize("name", ["asvs", "security", "privacy", "accessibility", "operations", "reliability"])
def test_each_file_that_a_document_names_exists(name):
    named = set(PATH.findall((ROOT / f"docs/{name}.md").read_text()))
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_link_of_a_document_leads_somewhere(document):
    wrong = []
    for target in LINK.findall(document.read_text()):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            file = (document.parent / path) if path else document
            if not file.exists() or (anchor and anchor not in anchors(file)):
                wrong.append(target)
    assert wrong == []


def anchors(document: Path) -> set[str]:
    """Those that its headings get."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_command_that_a_document_names_exists(document):
    text = document.read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) - {"command"} <= get_commands().keys()


def test_no_item_of_asvs_comes_twice_and_each_row_says_whether_it_is_held():
    text = (ROOT / "docs/asvs.md").read_text()
    rows = [line.split(" | ") for line in text.splitlines() if re.match(r"\| \d", line)]
    items = [item for row in rows for item in ITEM.findall(row[0])]
    assert len(items) == len(set(items)) and len(items) > 150
    assert {row[1] for row in rows} == {"held", "not held", "outside"}
    assert not set(items) & set(ITEM.findall(text.split("## ")[0]))


def test_the_bill_of_materials_has_every_locked_package_static_file_and_font(tmp_path):
    done = subprocess.run([sys.executable, ".ci/sbom.py"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    bill = json.loads((ROOT / "build/sbom.cdx.json").read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    text = (ROOT / "requirements.txt").read_text()
    locked = dict(re.findall(r"^([\w.-]+)(?:\[\S+\])?==([^\s;]+)", text, re.MULTILINE))
    libraries = {one["name"]: one for one in bill["components"] if one["type"] == "library"}
    assert {name: one["version"] for name, one in libraries.items()} == locked and len(locked) > 30
    assert all("licenses" in one for one in libraries.values())
    shipped = ("js/live.js", "bundles/write.js", "django_htmx/htmx-2.min.js")
    files = {one["name"]: one for one in bill["components"] if one["type"] == "file"}
    assert {"static/" + name for name in shipped} <= files.keys()
    for font in ("static/fonts/sans.woff2", "themes/summary/formats/pdf/fonts/NotoEmoji-Regular.ttf"):
        assert files[font]["licenses"] == [{"expression": "OFL-1.1"}]
    references = [one["bom-ref"] for one in bill["components"]]
    assert len(references) == len(set(references)) and set(bill["dependencies"][0]["dependsOn"]) < set(references)
    assert all(re.fullmatch("[0-9a-f]{64}", one["hashes"][0]["content"]) for one in files.values())

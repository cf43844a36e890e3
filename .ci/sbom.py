"""Writes what is shipped, as a CycloneDX 1.6 bill of materials: build/sbom.cdx.json.

    .ci/sbom.py          the locked packages (requirements.txt), static files and fonts, with hashes and licences
    .ci/sbom.py licences the licences alone, as a table

Names, versions and hashes are those of requirements.txt. Licences are what the installed packages say; a package that
is not installed, such as one for another system, is listed without. Nothing is asked of any network.
"""

import json
import os
import re
import sys
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "build/sbom.cdx.json"
REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
SPDX = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*")
# Where a package says it in words only. Each was read in the package itself.
SAID_IN_WORDS = {
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "requests": "Apache-2.0",
    "segno": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
    "uvloop": "MIT OR Apache-2.0",
}


def packages() -> list[dict]:
    """A component for each package of requirements.txt."""
    found = []
    for block in re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text().strip()):
        match = REQUIREMENT.match(block)
        if not match:
            continue
        name, version = re.sub(r"[-_.]+", "-", match[1]).lower(), match[2]
        component = {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
        }
        if licence := licence_of(name):
            component["licenses"] = [{"expression": licence}]
        # One for each file that may be installed. They belong to the files, not to the package.
        hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", block)
        component["properties"] = [{"name": "rundebord:sha256-of-a-file", "value": value} for value in hashes]
        found.append(component)
    return found


def licence_of(name: str) -> str:
    """An SPDX expression; "" where the package is not installed here."""
    try:
        facts = metadata(name)
    except PackageNotFoundError:
        return ""
    stated = facts.get("License-Expression") or SAID_IN_WORDS.get(name) or facts.get("License") or ""
    stated = stated.removesuffix(" License")
    if not SPDX.fullmatch(stated):
        raise SystemExit(f"{name} says no licence that can be read: add it to SAID_IN_WORDS in .ci/sbom.py.")
    return stated


def static_files() -> list[dict]:
    """A component for each file that browsers get."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seminar.settings")
    os.environ.setdefault("DEBUG", "on")
    import django
    from django.contrib.staticfiles.finders import get_finders

    django.setup()
    found = {}
    for finder in get_finders():
        for path, storage in finder.list([]):
            with storage.open(path, "rb") as file:
                content = file.read()
            found.setdefault(path, {"type": "file", "bom-ref": f"static/{path}", "name": f"static/{path}"})
            found[path]["hashes"] = [{"alg": "SHA-256", "content": sha256(content).hexdigest()}]
            found[path]["licenses"] = [{"expression": licence_of_file(path)}]
    return [found[path] for path in sorted(found)]


def fonts_of_the_pdf() -> list[dict]:
    found = []
    for file in sorted((ROOT / "themes/summary/formats/pdf/fonts").glob("*.ttf")):
        path = file.relative_to(ROOT).as_posix()
        hashes = [{"alg": "SHA-256", "content": sha256(file.read_bytes()).hexdigest()}]
        licences = [{"expression": licence_of_file(path)}]
        found.append({"type": "file", "bom-ref": path, "name": path, "hashes": hashes, "licenses": licences})
    return found


def licence_of_file(path: str) -> str:
    """Our files but fonts are MIT; those of packages have the licence of the package, or of what it carries."""
    if path.endswith((".woff2", ".ttf")):
        return "OFL-1.1"
    folder = path.partition("/")[0]
    if folder == "django_htmx":
        return "MIT" if path == "django_htmx/django-htmx.js" else "0BSD"  # htmx and its extensions
    return {"account": "MIT", "mfa": "MIT", "admin": "BSD-3-Clause"}.get(folder, "MIT")


def bill() -> dict:
    project = re.search(r'name = "(.+)"\nversion = "(.+)"', (ROOT / "pyproject.toml").read_text())
    assert project
    name, version = project.groups()
    components = [*packages(), *static_files(), *fonts_of_the_pdf()]
    root = f"pkg:generic/{name}@{version}"
    content = json.dumps(components, sort_keys=True)
    libraries = [one["bom-ref"] for one in components if one["type"] == "library"]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, root + content)}",  # the same for the same content
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": name,
                "version": version,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": root, "dependsOn": libraries}],
    }


def table() -> str:
    rows = [(one["name"], one["version"], one["licenses"][0]["expression"]) for one in packages() if "licenses" in one]
    return "\n".join(f"| {name} | {version} | {licence} |" for name, version, licence in rows)


if __name__ == "__main__":
    if sys.argv[1:] == ["licences"]:
        sys.exit(print(table()))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(bill(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"Wrote {TARGET.relative_to(ROOT)}")

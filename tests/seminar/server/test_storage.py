"""In production, static files have a hash of their content in their names, and scripts import each other by them."""

import re

import pytest
from django.core.management import call_command

from seminar.settings import BASE_DIR

HASHED = r"[-\w]+\.[0-9a-f]{12}\.js"


@pytest.mark.once
def test_scripts_import_each_other_by_their_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "seminar.server.storage.HashedStaticFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    scripts = [path for path in tmp_path.rglob("js/**/*.js") if re.fullmatch(HASHED, path.name)]
    assert len(scripts) == len(list((BASE_DIR / "static/js").rglob("*.js")))
    for script in scripts:
        for address in re.findall(r'(?:from|import) "(\.[^"]+)"', script.read_text()):
            imported = script.parent / address
            assert re.fullmatch(HASHED, imported.name)
            assert imported.exists()

"""Production serves every file under the hash of what is in it, and scripts import each other by those names."""

import re

import pytest
from django.core.management import call_command

from seminar.settings import BASE_DIR


@pytest.mark.once
def test_a_script_imports_the_others_by_the_names_that_hold_their_hashes(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "seminar.statics.Hashed"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    scripts = [path for path in tmp_path.rglob("js/write/*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    assert len(scripts) == len(list((BASE_DIR / "static/js/write").glob("*.js")))
    for script in scripts:
        for name in re.findall(r'(?:from|import) "\./([^"]+)"', script.read_text()):
            assert re.fullmatch(r"[-\w]+\.[0-9a-f]{12}\.js", name)
            assert (script.parent / name).exists()

"""Rundebord's settings on Django's own SQLite backend, without the write lock: the baseline."""

from seminar.settings import *  # noqa: F403

DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"  # noqa: F405

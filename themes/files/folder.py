"""The folder with the files that were made in the background. They hold what people wrote, and are in no backup."""

import os
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from themes.models import SummaryFile


def folder() -> Path:
    """FILES_FOLDER, else one beside SQLite's file; on PostgreSQL one beside the code. Only this account may read it."""
    path = settings.FILES_FOLDER
    if not path and connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"]).removeprefix("file:").partition("?")[0]
        path = f"{name}.files"
    return Path(path or settings.BASE_DIR / "files")


def place(uid: str) -> Path:
    return folder() / uid


def part(file: SummaryFile) -> Path:
    """Where it is written until it is whole. Each try has a place of its own."""
    return folder() / f"{file.uid}.{file.tries}.part"


def open_part(file: SummaryFile) -> IO[bytes]:
    """Raises OSError."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(part(file), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def remove_unwanted() -> None:
    """Removes the files that nobody may fetch any more: those of deleted rows, whatever they were deleted with."""
    if there := [path for path in folder().iterdir() if path.is_file()] if folder().exists() else []:
        wanted = set(SummaryFile.objects.filter(failed=False).values_list("uid", flat=True))
        for path in there:
            if path.name.partition(".")[0] not in wanted:
                path.unlink(missing_ok=True)


def forget_files(seminar: object, uids: object = ()) -> None:
    """Called when notes of the seminar are deleted for good (AFTER_ERASURE in seminar/settings.py)."""
    SummaryFile.objects.filter(seminar=seminar).delete()

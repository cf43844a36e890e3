"""The summary as programs get it. docs/api.md explains it, and themes/sharing/openapi.py describes it."""

from dataclasses import replace
from typing import Any

import msgspec

from themes.summary.summary import Summary

VERSION = 1


def answer(summary: Summary) -> dict[str, Any]:
    """Each note is there once, under `notes`. Themes name theirs by their uid."""
    data = msgspec.to_builtins(replace(summary, finished_by=summary.finished_by if summary.named else ""))
    for theme in data["themes"]:
        theme["notes"] = [note["uid"] for note in theme["notes"]]
    return {"version": VERSION, "summary": data}

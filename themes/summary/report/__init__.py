"""The contents and order of a report, in the language of the seminar, for every format that is a document."""

from collections.abc import Iterator

from django.db import models
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from themes.summary import text
from themes.summary.blocks import Block, Report
from themes.summary.language import in_language
from themes.summary.progress import counted
from themes.summary.report.groups import group_pages
from themes.summary.report.short import short_report
from themes.summary.report.whole import whole_report
from themes.summary.summary import Summary


class Extent(models.TextChoices):
    """How much a document holds."""

    WHOLE = "whole", gettext_lazy("The full summary")
    SHORT = "short", gettext_lazy("Short: two pages for whoever presents it")
    GROUPS = "groups", gettext_lazy("One page for each group to take home")


BLOCKS = {Extent.WHOLE: whole_report, Extent.SHORT: short_report, Extent.GROUPS: group_pages}


def build_report(summary: Summary, extent: str = Extent.WHOLE) -> Report:
    """Reading its blocks raises NotPossible where there can be no page for each group, since the summary names none."""
    with translation.override(summary.language):
        day = [date_format(summary.date, "DATE_FORMAT")] if summary.date else []
        subtitle = text.SEPARATOR.join([*day, text.time_line(summary)])
    return Report(
        title=summary.title,
        subtitle=subtitle,
        language=summary.language,
        made_at=summary.made_at,
        blocks=_blocks(summary, Extent(extent)),
        has_title=extent != Extent.GROUPS,
        has_contents=extent == Extent.WHOLE,
    )


def _blocks(summary: Summary, extent: Extent) -> Iterator[Block]:
    """Nearly all of them are notes in full, if the report is long."""
    return in_language(summary.language, counted(BLOCKS[extent](summary), len(summary.notes)))

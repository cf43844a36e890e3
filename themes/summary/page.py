"""What the page of a summary shows, to members and to those who have the link to the result."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from themes.summary import text
from themes.summary.alike import alike, together
from themes.summary.board_links import BoardLinks
from themes.summary.charts.matrix import GroupMatrix, Matrix, by_group, matrices
from themes.summary.charts.trend import trend_rounds, trends
from themes.summary.data import SummaryNote, SummaryTheme
from themes.summary.remarks import RemarkForm
from themes.summary.report.parts import MOST_PAIRS, excerpt
from themes.summary.summary import Summary
from themes.weighing import text as weighing_text

SourcedNotes = list[tuple[SummaryNote, str]]
MOST_COMPARED = 1_000  # notes; to find those that are alike among 5,000 takes seconds, which a file may take
MOST_NOTES = 20  # of a theme on the page of a member, who has the board for the rest


def contents(
    summary: Summary,
    *,
    public: bool = False,
    names: bool = True,
    links: BoardLinks | None = None,
    forms: Mapping[str, RemarkForm] | None = None,
) -> dict[str, Any]:
    """The context of themes/summary/_contents.html.

    A `public` page has no names of persons, and without `names` none of groups either. With `links`, numbers lead to
    their notes. `forms` are for those who may write remarks.
    """
    if public:
        summary = replace(summary, finished_by="")
    name = (text.name_for_all if public else text.group_name) if names else None
    to = links.to if links else _nowhere

    similar = alike(summary.notes) if len(summary.notes) <= MOST_COMPARED else ()
    said = replace(summary, named=names)

    def with_source_lines(notes: tuple[SummaryNote, ...]) -> SourcedNotes:
        shown = _with_words(notes)[:MOST_NOTES] if links else _with_words(notes)
        return [(note, text.source_line(note, summary, name)) for note in shown]

    def with_names(theme: SummaryTheme) -> list[tuple[str, str]]:
        notes = {note.uid: note for note in theme.notes}
        return [(one.text, name(notes[one.note]) if name and one.named else "") for one in theme.quotes]

    def remark(section: str) -> dict[str, Any]:
        return {
            "key": section,
            "text": summary.remarks.get(section, ""),
            "form": forms.get(section) if forms else None,
        }

    sections = [
        {
            "theme": theme,
            "count_text": text.theme_count(theme, summary),
            "address": to(theme.id),
            "quotes": with_names(theme),
            "alike": [excerpt(notes, theme, said) for notes in together(theme.notes, similar) if len(notes) > 1],
            "notes": with_source_lines(theme.notes),
            "number": len(_with_words(theme.notes)),
            "remark": remark(theme.section),
        }
        for theme in summary.themes
        if theme.notes
    ]
    in_notes = {note.round for note in summary.notes}
    written = [str(round.id) for round in summary.rounds if round in in_notes]
    by_id = {theme.id: theme for theme in summary.themes}
    return {
        "summary": summary,
        "names": names,
        "time_line": text.time_line(summary),
        "figures": [
            {"number": number, "label": label, "address": "" if choices is None else _to(to, choices)}
            for number, label, choices in text.figures(summary)
        ],
        "highlights": [*text.highlights(summary), *text.completeness(summary)],
        "counting_rule": text.counting_rule(summary),
        "groups_heading": text.groups_heading(summary),
        "introduction": remark("introduction"),
        "whole": remark("whole"),
        "weighings": [
            {
                "result": result,
                "title": weighing_text.title(result),
                "taken_part": weighing_text.taken_part(result),
                "rule": weighing_text.rule(result),
            }
            for result in summary.weighings
        ],
        "themes": [{"theme": theme, "address": to(theme.id) if theme.notes else ""} for theme in summary.themes],
        "rounds": [
            {
                "round": round,
                "questions": [one for one in summary.questions if one.round == round],
                "remark": remark(round.section),
            }
            for round in summary.rounds
        ],
        "matrices": [_matrix(matrix, to) for matrix in matrices(summary)],
        "groups": _group_matrix(by_group(summary), to) if names and not public else None,
        "trends": [
            {
                "trend": row,
                "cells": [
                    {"groups": groups, "address": to(row.theme.id, round=round) if groups else ""}
                    for groups, round in zip(row.groups, written, strict=True)
                ],
            }
            for row in trends(summary)
        ],
        "trend_rounds": trend_rounds(summary),
        "pairs": [
            {
                "first": by_id[pair.first],
                "second": by_id[pair.second],
                "count": pair.count,
                "address": to(pair.first, pair.second),
            }
            for pair in summary.pairs[:MOST_PAIRS]
        ],
        "most_groups": max((theme.count.groups for theme in summary.themes), default=0),
        "most_together": max((pair.count.groups for pair in summary.pairs), default=0),
        "sections": sections,
        "silences": [text.silence(silence) for silence in summary.silences],
        "unsorted": with_source_lines(summary.unsorted),
        "unsorted_count": len(_with_words(summary.unsorted)),
        "unsorted_address": to("none"),
    }


def _with_words(notes: tuple[SummaryNote, ...]) -> list[SummaryNote]:
    return [note for note in notes if note.has_words]


def _to(to: Callable[..., str], choices: Mapping[str, str]) -> str:
    """The address for choices, among which may be a theme."""
    others = {name: value for name, value in choices.items() if name != "theme"}
    return to(*([choices["theme"]] if "theme" in choices else []), **others)


def _group_matrix(matrix: GroupMatrix | None, to: Callable[..., str]) -> dict[str, Any] | None:
    """With an address where the board shows as many notes."""
    if matrix is None:
        return None
    rows = [
        {
            "theme": row.theme,
            "cells": [
                {"notes": notes, "address": to(row.theme.id, group=column.value) if notes and notes == own else ""}
                for notes, own, column in zip(row.notes, row.own, matrix.columns, strict=True)
            ],
        }
        for row in matrix.rows
    ]
    return {"columns": matrix.columns, "most": matrix.most, "rows": rows}


def _nowhere(*themes: int | str, **choices: str) -> str:
    return ""


def _matrix(matrix: Matrix, to: Callable[..., str]) -> dict[str, Any]:
    """With an address for each cell that counts anything."""
    rows = [
        {
            "theme": row.theme,
            "cells": [
                {"count": count, "address": to(row.theme.id, **{matrix.field: column.value}) if count.notes else ""}
                for count, column in zip(row.counts, matrix.columns, strict=True)
            ],
        }
        for row in matrix.rows
    ]
    return {"matrix": matrix, "rows": rows}

"""What the page of a summary shows, to members and to those who have the link to the result."""

from typing import Any

from themes.summary import report, text
from themes.summary.data import SummaryNote, SummaryTheme
from themes.summary.summary import Summary
from themes.weighing import text as weighing_text

SourcedNotes = list[tuple[SummaryNote, str]]


def contents(summary: Summary, *, public: bool = False, names: bool = True) -> dict[str, Any]:
    """The context of themes/summary/_contents.html.

    A `public` page has no names of persons, and without `names` none of groups either.
    """
    name = (text.name_for_all if public else text.group_name) if names else None

    def with_source_lines(notes: tuple[SummaryNote, ...]) -> SourcedNotes:
        return [(note, text.source_line(note, summary, name)) for note in notes]

    def with_names(theme: SummaryTheme) -> list[tuple[str, str]]:
        notes = {note.uid: note for note in theme.notes}
        return [(one.text, name(notes[one.note]) if name and one.named else "") for one in theme.quotes]

    sections = [
        {
            "theme": theme,
            "count_text": text.count_text(theme.count, summary),
            "quotes": with_names(theme),
            "notes": with_source_lines(theme.notes),
        }
        for theme in summary.themes
        if theme.notes
    ]
    return {
        "summary": summary,
        "names": names,
        "time_line": text.time_line(summary),
        "key_figures": text.key_figures(summary),
        "counting_rule": text.counting_rule(summary),
        "groups_heading": text.groups_heading(summary),
        "weighings": [
            {
                "result": result,
                "title": weighing_text.title(result),
                "taken_part": weighing_text.taken_part(result),
                "rule": weighing_text.rule(result),
            }
            for result in summary.weighings
        ],
        "tables": report.distribution_tables(summary),
        "most_groups": max((theme.count.groups for theme in summary.themes), default=0),
        "sections": sections,
        "silences": [text.silence(silence) for silence in summary.silences],
        "unsorted": with_source_lines(summary.unsorted),
    }

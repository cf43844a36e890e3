"""Files that are kept outside the project, each of a kind that was once read wrongly. Only their shape is here."""

import pytest

from posts.walls.mapping import map_columns
from posts.walls.reader import read
from posts.walls.refused import Refused
from posts.walls.wall import Wall
from tests.conftest import SEED, missing

FILES = SEED.parent.parent / "cases" / "import"

# Notes and comments in each section that has any; what is unread; lines of the longest note.
SHAPES = {
    "dates_gb_mixed.csv": ([3], 0, 1),
    "dup_sections.md": ([1, 1, 1], 0, 3),
    "google_forms.csv": ([1, 2], 0, 1),
    "head_nb.csv": ([2, 1], 0, 1),
    "head_sv.csv": ([2, 1], 0, 1),
    "html_inline.csv": ([2], 0, 1),
    "html_table.csv": ([1], 0, 3),
    "lost_letters.csv": ([2], 0, 1),
    "md_empty_section.md": ([1, 3], 0, 1),
    "md_line_above.md": ([3], 1, 1),
    "md_no_link.md": ([3], 0, 1),
    "merged_sections.xlsx": ([2, 2], 0, 1),
    "mojibake.csv": ([2], 0, 1),
    "one_column.csv": ([2], 0, 1),
    "pdf_one_arabic_note.pdf": ([3], 0, 1),
    "pdf_one_letter_line_end.pdf": ([3], 0, 1),
    "print_columns_headerfooter.pdf": ([3, 2], 0, 1),
    "text_trimmed.txt": ([3], 0, 2),
}


def of(name: str) -> Wall:
    path = FILES / name
    if not path.exists():
        missing("the shared files are not beside this checkout (../shared/cases)")
    wall = read(path.read_bytes(), name)
    map_columns(wall, {column.name: column.role for column in wall.columns if column.role})
    return wall


@pytest.mark.parametrize("name", SHAPES)
def test_a_shared_file_has_its_notes_in_their_sections(name):
    wall = of(name)
    sections = [sum(entry.section == place for entry in wall.entries) for place in range(len(wall.sections))]
    longest = max(entry.body.count("\n") + 1 for entry in wall.entries)
    assert ([count for count in sections if count], len(wall.unread), longest) == SHAPES[name]
    assert not any(
        word in entry.body for entry in wall.entries for word in ("Ingen data", "Inga data", "No post", "http://")
    )


@pytest.mark.parametrize(("name", "code"), [("notes.docx", "is-word"), ("zero.md", "wall-empty")])
def test_a_shared_file_that_is_no_wall_is_refused_by_what_it_is(name, code):
    with pytest.raises(Refused) as refused:
        of(name)
    assert refused.value.code == code

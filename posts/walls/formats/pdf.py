"""Padlet's PDF. pdfium gives the text with its characters intact (from ActualText), and the place of each letter."""

from ctypes import c_double, create_string_buffer
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from posts.walls.formats import margins, printed
from posts.walls.formats.measured import MeasuredLine, lines_of
from posts.walls.formats.right_to_left import PlacedLetter, in_order, is_right_to_left
from posts.walls.refused import Refused
from posts.walls.wall import Wall

MOST_PAGES = 200
EMPTY = 2  # bytes of an empty text: only the final zero
LONGEST_FONT = 100  # bytes of its name
TINY, SMALL = 0.1, 12.0  # points
HALF, FAR = 0.4, 4.0  # heights of a letter
ROUNDING = 0.2  # points
BULLET = 0.7  # heights of a letter, the most that the mark before an item of a list is wide
SUMMARY = "Typst"  # the program that writes Rundebord's own summaries
HYPHEN = "\x02"  # what pdfium gives in place of a dash and the line break after it


@dataclass(frozen=True)
class Marks:
    """What is on a page beside its letters: `spaces` by height (see _last_spaces), and `bullets` (see _bullets)."""

    spaces: dict[int, list[float]]
    bullets: list[tuple[float, float, float, float]]

    def has_bullet(self, left: float, bottom: float, top: float) -> bool:
        """Whether a small shape is just before a line, at the height of its letters."""
        height = top - bottom
        return any(
            0 < left - shape[2] < height
            and shape[2] - shape[0] < BULLET * height
            and bottom < shape[1]
            and shape[3] < top
            for shape in self.bullets
        )


def fits(data: bytes) -> bool:
    return data.lstrip()[:5] == b"%PDF-"


def read(data: bytes) -> Wall:
    """Raises Refused("pdf-…" | "is-summary"), and what printed.parse raises."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MOST_PAGES:
                raise Refused("pdf-pages", limit=MOST_PAGES)
            pages = [_page(document[number]) for number in range(len(document))]
            heights = [document[number].get_height() for number in range(len(document))]
            facts = document.get_metadata_dict()
            if facts.get("Creator", "").startswith(SUMMARY):
                raise Refused("is-summary")
            title = facts.get("Title", "")
            if not any(pages) and any(_has_picture(document[number]) for number in range(len(document))):
                raise Refused("pdf-pictures")
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pdfium.FPDF_ERR_PASSWORD
        raise Refused("pdf-locked" if locked else "pdf-damaged") from error
    return printed.parse(lines_of(margins.without(pages, heights, title)), "pdf")


def _page(page: pypdfium2.PdfPage) -> list[MeasuredLine]:
    """The printed lines of a page, in pdfium's order.

    Letters are on one line where they stand on one baseline. pdfium's own line ends come in the middle of words where
    it takes a font to be taller than it is; they only count where the text goes on far to the right, as in columns.
    """
    text = page.get_textpage()
    marks = Marks(_last_spaces(page, text), _bullets(page))
    lines: list[MeasuredLine] = []
    letters: list[tuple[int, str]] = []
    baseline, right, ended = 0.0, 0.0, False
    for index in range(text.count_chars()):
        letter = _letter(text, index)
        if letter in "\r\n":
            ended = True
            continue
        if not pdfium.FPDFText_IsGenerated(text, index):
            x, y = _origin(text, index)
            if (
                letters
                and (abs(y - baseline) > TINY or ended)
                and _is_apart(text, index, y - baseline, x - right, ended)
            ):
                lines += _line(text, letters, marks)
                letters = []
            baseline, right, ended = (y if not letters else baseline), x, False
        letters.append((index, "-" if letter == HYPHEN else letter))
    return lines + _line(text, letters, marks)


def _is_apart(text: pypdfium2.PdfTextPage, index: int, up: float, along: float, ended: bool) -> bool:
    """Whether a letter begins a new line: above or below the one before, or far from it where pdfium ends a line."""
    _, bottom, _, top = text.get_charbox(index, loose=True)
    height = top - bottom
    return abs(up) > HALF * height or (ended and not -FAR * height < along < FAR * height)


def _origin(text: pypdfium2.PdfTextPage, index: int) -> tuple[float, float]:
    x, y = c_double(), c_double()
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    return x.value, y.value


def _last_spaces(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> dict[int, list[float]]:
    """Where a space was printed alone, as after a wrapped line: the left edges, by height in whole points.

    pdfium leaves these spaces out of the text. Padlet prints text with its spaces, so that a wrapped line ends in a
    space, and a line that the writer ended does not.
    """
    spaces: dict[int, list[float]] = {}
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        if pdfium.FPDFTextObj_GetText(item, text, None, 0) <= EMPTY:
            left, bottom, _, _ = item.get_bounds()
            spaces.setdefault(int(bottom), []).append(left)
    return spaces


def _bullets(page: pypdfium2.PdfPage) -> list[tuple[float, float, float, float]]:
    """The shapes of a page that are as small as letters: left, bottom, right and top. Browsers draw bullets so."""
    bounds = (item.get_bounds() for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]))
    return [shape for shape in bounds if TINY < shape[2] - shape[0] < SMALL and TINY < shape[3] - shape[1] < SMALL]


def _letter(text: pypdfium2.PdfTextPage, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, index)
    letter = chr(code)
    meaningless = code < ord(" ") and letter not in "\t\r\n" + HYPHEN  # its font does not say which character it is
    return "\ufffd" if meaningless else letter


def _line(text: pypdfium2.PdfTextPage, letters: list[tuple[int, str]], marks: Marks) -> list[MeasuredLine]:
    printed_text = "".join(letter for _, letter in letters)
    if not printed_text.strip():
        return []
    start = len(printed_text) - len(printed_text.lstrip())
    end = len(printed_text.rstrip())
    word_end = start + len(printed_text.split()[0])
    if is_right_to_left(printed_text):
        return [_leftwards(text, letters, marks.spaces)]
    left, bottom, _, top = text.get_charbox(letters[start][0], loose=True)
    right = text.get_charbox(letters[end - 1][0], loose=True)[2]
    word_right = text.get_charbox(letters[word_end - 1][0], loose=True)[2]
    beside = (space for height in range(int(bottom), int(top) + 1) for space in marks.spaces.get(height, []))
    space = any(-ROUNDING < space - right < (top - bottom) / 2 for space in beside)
    item = marks.has_bullet(left, bottom, top)
    bold = _is_bold(text, letters[start][0]) and _is_bold(text, letters[end - 1][0])
    printed = _paired(printed_text[start:end])
    return [MeasuredLine(printed, left, right, word_right, bottom, top - bottom, space, bold=bold, item=item)]


def _leftwards(
    text: pypdfium2.PdfTextPage, letters: list[tuple[int, str]], spaces: dict[int, list[float]]
) -> MeasuredLine:
    """A line with Arabic or Hebrew, whose letters pdfium gives in an order of its own."""
    boxes = {index: text.get_charbox(index, loose=True) for index, letter in letters if letter not in "\r\n"}
    placed = in_order([PlacedLetter(letter, *boxes[index][::2]) for index, letter in letters if index in boxes])
    line = "".join(letter.text for letter in placed)
    left, right = min(letter.left for letter in placed), max(letter.right for letter in placed)
    bottom, top = min(box[1] for box in boxes.values()), max(box[3] for box in boxes.values())
    first_word = placed[: len(line.split(" ")[0])]
    word = max(letter.right for letter in first_word) - min(letter.left for letter in first_word)
    beside = (space for height in range(int(bottom), int(top) + 1) for space in spaces.get(height, []))
    space = any(0 < left - space < (top - bottom) / 2 for space in beside)
    return MeasuredLine(_paired(line.strip()), left, right, left + word, bottom, top - bottom, space, leftwards=True)


def _is_bold(text: pypdfium2.PdfTextPage, index: int) -> bool:
    """By the name of the font. Its weight is not in every file."""
    name = create_string_buffer(LONGEST_FONT)
    pdfium.FPDFText_GetFontInfo(text, index, name, LONGEST_FONT, None)
    return b"bold" in name.value.lower()


def _paired(text: str) -> str:
    """Joins surrogates, which pdfium gives one by one, into characters. A single one is replaced by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2))

"""Padlet's PDF. pdfium gives the text with its characters intact (from ActualText), and the place of each letter."""

import unicodedata
from ctypes import c_double, create_string_buffer
from dataclasses import dataclass, replace
from math import hypot

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
TALL, DEEP = 1.17, 0.22  # sizes of a font: the height of its letters, and how far they go below the line
WORD_APART = 0.16  # heights of a letter, more than any two letters of a word are apart
ROUNDING = 0.2  # points
BULLET = 0.7  # heights of a letter, the most that the mark before an item of a list is wide
SUMMARY = "Typst"  # the program that writes Rundebord's own summaries
TALLEST = "לﻝ"  # letters that reach above a line without a mark
MOST_TOPS = 6  # letters of a line that reach above it
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
    pages = margins.without(pages, heights, title)
    pages = [_without_tops(page, below) for page, below in zip(pages, [*pages[1:], []], strict=True)]
    return printed.parse(lines_of(pages), "pdf")


def _without_tops(page: list[MeasuredLine], below: list[MeasuredLine]) -> list[MeasuredLine]:
    """A page without the letters that are printed twice.

    Of the first line of the next page, Chromium prints at the foot of this one what reaches above it: the ring of an Å.
    """
    while page and below and _is_top_of(page[-1].text, below[0].text):
        page = page[:-1]
    return page


def _is_top_of(letters: str, line: str) -> bool:
    letters = "".join(letters.split())
    reach_up = any(unicodedata.decomposition(letter) or letter in TALLEST for letter in letters)
    return reach_up and len(letters) <= MOST_TOPS and len(letters) < len(line) and set(letters) <= set(line)


def _page(page: pypdfium2.PdfPage) -> list[MeasuredLine]:
    """The printed lines of a page, in pdfium's order.

    Letters are on one line where they stand on one baseline. pdfium's own line ends come in the middle of words where
    it takes a font to be taller than it is; they only count where the text goes on far to the right, as in columns.
    """
    text = page.get_textpage()
    marks = Marks(_last_spaces(page, text), _bullets(page))
    pieces: list[list[tuple[int, str]]] = []
    letters: list[tuple[int, str]] = []
    baseline, right, ended = 0.0, 0.0, False
    for index in range(text.count_chars()):
        letter = _letter(text, index)
        if letter in "\r\n":
            ended = True
            continue
        if not letter.isspace() and not pdfium.FPDFText_IsGenerated(text, index):
            x, y = _origin(text, index)
            if letters and (abs(y - baseline) > TINY or ended):
                height = _height(text, index)
                if abs(y - baseline) > HALF * height or (ended and not -FAR * height < x - right < FAR * height):
                    pieces.append(letters)
                    letters = []
                elif ended and _is_word_apart(text, letters[-1][0], x, height):
                    letters.append((index, " "))
            baseline, right, ended = (y if not letters else baseline), x, False
        letters.append((index, "-" if letter == HYPHEN else letter))
    pieces.append(letters)
    if any(is_right_to_left(letter) for piece in pieces for _, letter in piece):
        pieces = _whole(text, pieces)
    return [line for piece in pieces for line in _line(text, piece, marks)]


def _whole(text: pypdfium2.PdfTextPage, pieces: list[list[tuple[int, str]]]) -> list[list[tuple[int, str]]]:
    """The lines of a page with Arabic or Hebrew. pdfium gives such a line in pieces, and not one after the other."""
    lines: list[_Line] = []
    for piece in pieces:
        line = _Line.of(text, piece)
        same = next((other for other in lines if line and other.is_beside(line)), None)
        if same and line:
            gap = max(line.left - same.right, same.left - line.right)
            leftwards = any(is_right_to_left(letter) for _, letter in [*same.letters, *piece])
            space = [(piece[0][0], " ")] if leftwards or gap > WORD_APART * line.height else []
            same.letters += [*space, *piece]
            same.left, same.right = min(same.left, line.left), max(same.right, line.right)
        elif line:
            lines.append(line)
    ordered: list[_Line] = []
    for line in lines:
        at = len(ordered)
        while at and ordered[at - 1].is_below(line):
            at -= 1
        ordered.insert(at, line)
    return [line.letters for line in ordered]


@dataclass
class _Line:
    letters: list[tuple[int, str]]
    baseline: float
    left: float
    right: float
    height: float

    @classmethod
    def of(cls, text: pypdfium2.PdfTextPage, letters: list[tuple[int, str]]) -> "_Line | None":
        printed = [index for index, letter in letters if not letter.isspace()]
        if not printed:
            return None
        boxes = [text.get_charbox(index, loose=True) for index in printed]
        left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
        return cls(list(letters), _origin(text, printed[0])[1], left, right, _height(text, printed[0]))

    def is_beside(self, other: "_Line") -> bool:
        apart = max(other.left - self.right, self.left - other.right)
        return abs(self.baseline - other.baseline) < TINY and apart < FAR * self.height

    def is_below(self, other: "_Line") -> bool:
        """Whether it is printed lower in the same column."""
        return self.baseline < other.baseline - TINY and self.left < other.right and other.left < self.right


def _is_word_apart(text: pypdfium2.PdfTextPage, before: int, left: float, height: float) -> bool:
    """Whether there is a space between two letters of a line. Where each letter is printed alone, pdfium gives none."""
    right: float = text.get_charbox(before, loose=True)[2]
    return left - right > WORD_APART * height


def _height(text: pypdfium2.PdfTextPage, index: int) -> float:
    """By the size of the font: pdfium gives ligatures, and all letters of some fonts, the box of their ink."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    size: float = pdfium.FPDFText_GetFontSize(text, index)
    return TALL * size * hypot(matrix.c, matrix.d)


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
    if (
        _origin(text, letters[start][0])[0] > _origin(text, letters[end - 1][0])[0]
    ):  # taken for one that runs to the left
        return [replace(_leftwards(text, letters, marks.spaces), leftwards=False)]
    left, baseline = _origin(text, letters[start][0])
    height = _height(text, letters[start][0])
    bottom, top = baseline - DEEP / TALL * height, baseline + (1 - DEEP / TALL) * height
    right = text.get_charbox(letters[end - 1][0], loose=True)[2]
    word_right = text.get_charbox(letters[word_end - 1][0], loose=True)[2]
    beside = (space for height in range(int(bottom), int(top) + 1) for space in marks.spaces.get(height, []))
    space = any(-ROUNDING < space - right < height / 2 for space in beside)
    item = marks.has_bullet(left, bottom, top)
    bold = _is_bold(text, letters[start][0]) and _is_bold(text, letters[end - 1][0])
    printed = _paired(printed_text[start:end])
    return [MeasuredLine(printed, left, right, word_right, bottom, height, space, bold=bold, item=item)]


def _leftwards(
    text: pypdfium2.PdfTextPage, letters: list[tuple[int, str]], spaces: dict[int, list[float]]
) -> MeasuredLine:
    """A line with Arabic or Hebrew, whose letters pdfium gives in an order of its own."""
    baseline = _origin(text, next(index for index, letter in letters if not letter.isspace()))[1]
    boxes = {
        index: text.get_charbox(index, loose=True)
        for index, letter in letters
        if not letter.isspace() or abs(_origin(text, index)[1] - baseline) < TINY  # pdfium puts some before a mark
    }
    placed = in_order([PlacedLetter(letter, *boxes[index][::2]) for index, letter in letters if index in boxes])
    line = "".join(letter.text for letter in placed)
    left, right = min(letter.left for letter in placed), max(letter.right for letter in placed)
    height = max(_height(text, index) for index in boxes)
    bottom = min(_origin(text, index)[1] for index in boxes) - DEEP / TALL * height
    top = bottom + height
    first_word = placed[: len(line) - len(line.lstrip()) + len(line.split()[0])]
    word = max(letter.right for letter in first_word) - min(letter.left for letter in first_word)
    beside = (space for height in range(int(bottom), int(top) + 1) for space in spaces.get(height, []))
    space = any(0 < left - space < height / 2 for space in beside)
    return MeasuredLine(_paired(line.strip()), left, right, left + word, bottom, height, space, leftwards=True)


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

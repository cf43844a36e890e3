"""Padlet's PDF. pdfium gives the text with its signs whole (it honours ActualText) and the place of every letter."""

import pypdfium2
import pypdfium2.raw as pdfium

from posts.walls.formats import printed
from posts.walls.formats.measured import Measured, lines_of
from posts.walls.refused import Refused
from posts.walls.wall import Wall

MOST_PAGES = 200
EMPTY = 2  # bytes: only the closing zero
HYPHEN = "\x02"  # what pdfium makes of a dash at the end of a line, in place of dash and line break


def read(data: bytes) -> Wall:
    """Raises Refused: pdf-damaged, pdf-locked, pdf-pages, pdf-pictures, empty, text-no-entries."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MOST_PAGES:
                raise Refused("pdf-pages", limit=MOST_PAGES)
            pages = [_page(document[number]) for number in range(len(document))]
            if not any(pages) and any(_has_picture(document[number]) for number in range(len(document))):
                raise Refused("pdf-pictures")
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pdfium.FPDF_ERR_PASSWORD
        raise Refused("pdf-locked" if locked else "pdf-damaged") from error
    return printed.parse(lines_of(pages), "pdf")


def _page(page: pypdfium2.PdfPage) -> list[Measured]:
    """The printed lines of a page, in pdfium's order."""
    text = page.get_textpage()
    spaces = _last_spaces(page, text)
    lines: list[Measured] = []
    letters: list[tuple[int, str]] = []
    for index in range(text.count_chars()):
        letter = _letter(text, index)
        if letter not in "\r\n":
            letters.append((index, "-" if letter == HYPHEN else letter))
        if letter in "\n" + HYPHEN:
            lines += _line(text, letters, spaces)
            letters = []
    return lines + _line(text, letters, spaces)


def _last_spaces(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> dict[int, list[float]]:
    """Where a space was printed alone, as after a wrapped line: the left edges, by height in whole points.

    pdfium leaves these spaces out of the text; Padlet prints a typed text with its spaces kept, so that a wrapped line
    ends in one and a line somebody ended does not.
    """
    spaces: dict[int, list[float]] = {}
    for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        if pdfium.FPDFTextObj_GetText(thing, text, None, 0) <= EMPTY:
            left, bottom, _, _ = thing.get_bounds()
            spaces.setdefault(int(bottom), []).append(left)
    return spaces


def _letter(text: pypdfium2.PdfTextPage, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, index)
    letter = chr(code)
    meaningless = code < ord(" ") and letter not in "\t\r\n" + HYPHEN  # its font tells no meaning
    return "\ufffd" if meaningless else letter


def _line(
    text: pypdfium2.PdfTextPage, letters: list[tuple[int, str]], spaces: dict[int, list[float]]
) -> list[Measured]:
    written = "".join(letter for _, letter in letters)
    if not written.strip():
        return []
    start = len(written) - len(written.lstrip())
    end = len(written.rstrip())
    word_end = start + len(written.split()[0])
    left, bottom, _, top = text.get_charbox(letters[start][0], loose=True)
    right = text.get_charbox(letters[end - 1][0], loose=True)[2]
    word_right = text.get_charbox(letters[word_end - 1][0], loose=True)[2]
    beside = (space for height in range(int(bottom), int(top) + 1) for space in spaces.get(height, []))
    space = any(abs(space - right) < (top - bottom) / 2 for space in beside)
    return [Measured(_paired(written[start:end]), left, right, word_right, bottom, top - bottom, space)]


def _paired(text: str) -> str:
    """Surrogates, which pdfium gives one by one, as the letters they mean; one alone means nothing."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2))

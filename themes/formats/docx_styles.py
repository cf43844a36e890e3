"""What the Word report looks like: A4, dark ink, a serif for headings and quotes. Sizes in points."""

from typing import NamedTuple

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

SANS, SERIF = "Calibri", "Cambria"
INK, MUTED, LINE, ACCENT = "221A1E", "62575C", "CFC6CA", "6F1D46"  # those of the pages
LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
QUOTE_INDENT = Cm(0.6)


class Look(NamedTuple):
    size: float
    font: str = SANS
    color: str = INK
    bold: bool = False
    before: float = 0
    after: float = 6
    line: float = 1.15
    keep_with_next: bool = False


LOOKS = {
    "Normal": Look(11),
    "Title": Look(24, SERIF, before=0, after=4, line=1.05),
    "Subtitle": Look(12, color=MUTED, after=18),
    "Heading 1": Look(18, SERIF, ACCENT, before=26, after=8, line=1.05, keep_with_next=True),
    "Heading 2": Look(14, SERIF, bold=True, before=20, after=4, line=1.1, keep_with_next=True),
    "Heading 3": Look(12, SERIF, bold=True, before=16, after=4, line=1.1, keep_with_next=True),
    "Heading 4": Look(11, bold=True, before=12, after=4, keep_with_next=True),
    "List Bullet": Look(11, after=3),
    "Caption": Look(11, bold=True, before=14, after=4, keep_with_next=True),
    "Quote": Look(11.5, SERIF, after=3, line=1.2),
    "Footer": Look(9, color=MUTED, after=0),
}
MADE = {
    "Small": Look(10, color=MUTED),
    "Quote Source": Look(9.5, color=MUTED, after=11),
    "Table Head": Look(10, color=MUTED, bold=True, after=0, keep_with_next=True),
    "Table Cell": Look(10.5, after=0),
}


def dress(document: Document, language: str) -> None:
    for name in MADE:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    for name, look in (LOOKS | MADE).items():
        _wear(document.styles[name], look)
    for name in ("Quote", "Quote Source"):
        document.styles[name].paragraph_format.left_indent = QUOTE_INDENT
    _rule_beside(document.styles["Quote"])
    _table(document)
    _speak(document, LANGUAGES.get(language, language))
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin = page.bottom_margin = Cm(2.2)


def _wear(style, look: Look) -> None:
    """Replaces what python-docx's template says of the letters; of the paragraph it keeps lists and outline levels."""
    for old in style.element.findall(qn("w:rPr")):
        style.element.remove(old)
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    style.font.name, style.font.size, style.font.bold = look.font, Pt(look.size), look.bold
    style.font.color.rgb = RGBColor.from_string(look.color)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(look.before), Pt(look.after), look.line
    shape.keep_with_next = look.keep_with_next


def _rule_beside(style) -> None:
    rule = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="12" w:space="8" w:color="{ACCENT}"/></w:pBdr>'
    style.element.get_or_add_pPr().insert_element_before(parse_xml(rule), "w:spacing", "w:ind", "w:jc")


def _table(document: Document) -> None:
    """A table style of horizontal lines only."""
    style = document.styles.add_style("Counts", WD_STYLE_TYPE.TABLE)
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="{LINE}"/>' for side in ("bottom", "insideH"))
    room = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in (("top", 50), ("bottom", 50)))
    style.element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>{lines}</w:tblBorders><w:tblCellMar>{room}</w:tblCellMar></w:tblPr>"
        )
    )


def _speak(document: Document, tag: str) -> None:
    """The language of every word, for spelling and for screen readers."""
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), tag)
    for lang in document.settings.element.iter(qn("w:themeFontLang")):
        lang.set(qn("w:val"), tag)

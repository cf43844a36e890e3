"""The look of the Word report: A4, dark ink, a serif typeface for headings and quotes."""

from typing import NamedTuple

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

SANS, SERIF = "Calibri", "Cambria"
INK, MUTED, LINE, ACCENT = "221A1E", "62575C", "CFC6CA", "6F1D46"  # the same colours as on the web pages
LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB", "se": "se-NO"}
QUOTE_INDENT = Cm(0.6)


class TextStyle(NamedTuple):
    """Sizes and the space before and after a paragraph are in points, `line` is a multiple of the size."""

    size: float
    font: str = SANS
    color: str = INK
    bold: bool = False
    before: float = 0
    after: float = 6
    line: float = 1.15
    keep_with_next: bool = False


BUILT_IN_STYLES = {
    "Normal": TextStyle(10.5),
    "Title": TextStyle(24, SERIF, before=0, after=4, line=1.05),
    "Subtitle": TextStyle(12, color=MUTED, after=14),
    "Heading 1": TextStyle(17, SERIF, ACCENT, before=20, after=6, line=1.05, keep_with_next=True),
    "Heading 2": TextStyle(13, SERIF, bold=True, before=14, after=3, line=1.1, keep_with_next=True),
    "Heading 3": TextStyle(11.5, SERIF, bold=True, before=12, after=3, line=1.1, keep_with_next=True),
    "Heading 4": TextStyle(10.5, bold=True, before=8, after=3, keep_with_next=True),
    "List Bullet": TextStyle(10, after=2, line=1.05),
    "Caption": TextStyle(10.5, bold=True, before=12, after=3, keep_with_next=True),
    "Quote": TextStyle(10, SERIF, after=1.5, line=1.08),
    "Footer": TextStyle(9, color=MUTED, after=0),
}
NEW_STYLES = {
    "Small": TextStyle(9.5, color=MUTED, after=4, keep_with_next=True),
    "Quote Source": TextStyle(8.5, color=MUTED, after=6, line=1.05),
    "Table Head": TextStyle(9.5, color=MUTED, bold=True, after=0, keep_with_next=True),
    "Table Cell": TextStyle(10, after=0, line=1.08),
    "Table Bar": TextStyle(3, after=1, line=1.0),
    "Contents Title": TextStyle(10.5, bold=True, before=14, after=3, keep_with_next=True),
    "Contents": TextStyle(10.5, color=ACCENT, after=1, line=1.05),
    "Contents Parts": TextStyle(9.5, color=MUTED, after=3, line=1.05),
}


def apply_styles(document: Document, language: str) -> None:
    """Sets styles, page and language. `language` is a language code of Django's, such as "nb"."""
    for name in NEW_STYLES:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    for name, text_style in (BUILT_IN_STYLES | NEW_STYLES).items():
        _set_style(document.styles[name], text_style)
    for name in ("Quote", "Quote Source", "Contents Parts"):
        document.styles[name].paragraph_format.left_indent = QUOTE_INDENT
    _add_left_rule(document.styles["Quote"])
    _add_table_style(document)
    _set_language(document, LANGUAGES.get(language, language))
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin = page.bottom_margin = Cm(2.2)


def _set_style(style: ParagraphStyle, text_style: TextStyle) -> None:
    """Replaces the character formatting of python-docx's template; list and outline levels of paragraphs are kept."""
    for old in style.element.findall(qn("w:rPr")):
        style.element.remove(old)
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    style.font.name, style.font.size, style.font.bold = text_style.font, Pt(text_style.size), text_style.bold
    style.font.color.rgb = RGBColor.from_string(text_style.color)
    paragraph = style.paragraph_format
    paragraph.space_before, paragraph.space_after = Pt(text_style.before), Pt(text_style.after)
    paragraph.line_spacing = text_style.line
    paragraph.keep_with_next = text_style.keep_with_next


def _add_left_rule(style: ParagraphStyle) -> None:
    rule = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="12" w:space="8" w:color="{ACCENT}"/></w:pBdr>'
    style.element.get_or_add_pPr().insert_element_before(parse_xml(rule), "w:spacing", "w:ind", "w:jc")


def _add_table_style(document: Document) -> None:
    """Adds the table style "Counts", which has horizontal lines only."""
    style = document.styles.add_style("Counts", WD_STYLE_TYPE.TABLE)
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="{LINE}"/>' for side in ("bottom", "insideH"))
    margins = "".join(f'<w:{side} w:w="50" w:type="dxa"/>' for side in ("top", "bottom"))
    properties = f"<w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar>"
    style.element.append(parse_xml(f"<w:tblPr {nsdecls('w')}>{properties}</w:tblPr>"))


def _set_language(document: Document, tag: str) -> None:
    """Sets the language of all text, for spelling checkers and screen readers. `tag` is a BCP 47 tag."""
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), tag)
    for lang in document.settings.element.iter(qn("w:themeFontLang")):
        lang.set(qn("w:val"), tag)

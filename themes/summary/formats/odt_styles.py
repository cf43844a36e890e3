"""The look of the OpenDocument report, from the same table of styles as the Word report."""

from collections.abc import Iterable, Mapping

from themes.summary.formats.docx_styles import ACCENT, BUILT_IN_STYLES, LANGUAGES, LINE, NEW_STYLES, TextStyle

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
PREFIXES = {
    **{name: f"{OASIS}{name}:1.0" for name in ("office", "style", "text", "table", "meta")},
    "fo": f"{OASIS}xsl-fo-compatible:1.0",
    "svg": f"{OASIS}svg-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
NAMESPACES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in PREFIXES.items())
TEXT_WIDTH, NUMBERS_WIDTH, NUMBER_WIDTH = 16.0, 10.0, 2.8  # centimetres, as in the Word report
CELL_PADDING = 0.09  # centimetres

QUOTE = BUILT_IN_STYLES["Quote"]
CONTENTS = TextStyle(10, after=0, line=1.05)
STYLES = (
    BUILT_IN_STYLES
    | NEW_STYLES
    | {
        "Quote Subject": QUOTE._replace(bold=True, keep_with_next=True),
        "Quote Last": QUOTE._replace(keep_with_next=True),
        "Table Head Number": NEW_STYLES["Table Head"],
        "Table Cell Number": NEW_STYLES["Table Cell"],
        "Contents Heading": BUILT_IN_STYLES["Heading 2"],
        "Contents 1": CONTENTS._replace(bold=True, before=2),
        "Contents 2": CONTENTS,
    }
)
INDENTS = {"Quote": 0.6, "Quote Subject": 0.6, "Quote Last": 0.6, "Quote Source": 0.6, "Contents 2": 0.6}  # centimetres
PAGE = """<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
 fo:margin-left="2.5cm" fo:margin-right="2.5cm" fo:margin-top="2.2cm" fo:margin-bottom="1.2cm"
 style:print-orientation="portrait"/><style:footer-style><style:header-footer-properties fo:min-height="1cm"
 fo:margin-top="0.5cm"/></style:footer-style></style:page-layout>"""
LINK = '<style:style style:name="Link" style:family="text"/>'  # as the text around it
BULLETS = """<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•">
<style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment
 text:label-followed-by="listtab" fo:text-indent="-0.6cm" fo:margin-left="0.6cm"/></style:list-level-properties>
</text:list-level-style-bullet></text:list-style>"""


def style_name(name: str) -> str:
    """As OpenDocument encodes a name: "Heading 1" is "Heading_20_1"."""
    return "Standard" if name == "Normal" else name.replace(" ", "_20_")


def styles(language: str, footer: str) -> str:
    """The styles.xml of a document. `language` is a language code of Django's, `footer` is escaped."""
    code, _, country = LANGUAGES.get(language, language).partition("-")
    default = (
        '<style:default-style style:family="paragraph"><style:text-properties '
        f'fo:language="{code}" fo:country="{country or "none"}"/></style:default-style>'
    )
    text_styles = "".join(_paragraph_style(name, text_style) for name, text_style in STYLES.items())
    pages = "<text:page-number/> / <text:page-count/>"
    return (
        f"<office:document-styles {NAMESPACES} office:version='1.3'>"
        f"<office:styles>{default}{text_styles}{LINK}{BULLETS}</office:styles>"
        f"<office:automatic-styles>{PAGE}</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"><style:footer>'
        f'<text:p text:style-name="Footer">{footer}{pages}</text:p>'
        "</style:footer></style:master-page></office:master-styles></office:document-styles>"
    )


def automatic_styles(column_counts: Iterable[int], bars: Mapping[float, int]) -> str:
    """Headings that begin a page, tables with horizontal lines only, columns for these numbers of them, and bars.

    `bars` has for each length from 0 to 1 the number of columns of its table.
    """
    new_page = "".join(
        f'<style:style style:name="{new_page_style(level)}" style:family="paragraph" '
        f'style:parent-style-name="{style_name(f"Heading {level}")}"><style:paragraph-properties '
        'fo:break-before="page"/></style:style>'
        for level in range(1, 5)
    )
    columns = "".join(
        f'<style:style style:name="{column_style(count, first=first)}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{_width(count, first):.2f}cm"/></style:style>'
        for count in sorted(column_counts)
        for first in (True, False)
    )
    lines = "".join(
        f'<style:style style:name="{bar_style(share)}" style:family="paragraph" '
        f'style:parent-style-name="{style_name("Table Bar")}"><style:paragraph-properties '
        f'fo:margin-right="{(_width(columns, True) - 2 * CELL_PADDING) * (1 - share):.2f}cm" '
        f'fo:background-color="{f"#{ACCENT}" if share else "transparent"}"/></style:style>'
        for share, columns in bars.items()
    )
    tables = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties '
        f'style:width="{TEXT_WIDTH}cm" table:align="left" style:may-break-between-rows="{breaks}"/></style:style>'
        for name, breaks in (("Counts", "false"), ("Counts.Long", "true"))
    )
    return (
        f"{tables}{lines}"
        '<style:style style:name="Counts.Row" style:family="table-row"><style:table-row-properties '
        'fo:keep-together="always"/></style:style>'
        '<style:style style:name="Counts.Cell" style:family="table-cell"><style:table-cell-properties '
        f'fo:padding="{CELL_PADDING}cm" fo:border-bottom="0.5pt solid #{LINE}"/></style:style>{columns}{new_page}'
    )


def bar_style(share: float) -> str:
    """The style of a bar of this length, from 0 to 1."""
    return f"Bar.{share:.4f}"


def new_page_style(level: int) -> str:
    """The style of a heading of this level that begins a page."""
    return f"NewPage.{level}"


def column_style(columns: int, *, first: bool) -> str:
    """The style of the first or of the other columns of a table with this number of columns."""
    return f"Counts.{columns}.{'Words' if first else 'Number'}"


def _width(columns: int, first: bool) -> float:
    number = min(NUMBER_WIDTH, NUMBERS_WIDTH / max(columns - 1, 1))
    return TEXT_WIDTH - number * (columns - 1) if first else number


def _paragraph_style(name: str, style: TextStyle) -> str:
    level = name.rpartition(" ")[2]
    outline = f' style:default-outline-level="{level}"' if name.startswith("Heading ") else ""
    paragraph = f'fo:margin-top="{style.before}pt" fo:margin-bottom="{style.after}pt" fo:line-height="{style.line:.0%}"'
    if style.keep_with_next:
        paragraph += ' fo:keep-with-next="always"'
    if name in INDENTS:
        paragraph += f' fo:margin-left="{INDENTS[name]}cm"'
    if name.endswith(("Number", "Footer")):
        paragraph += ' fo:text-align="end"'
    if name in ("Quote", "Quote Subject", "Quote Last"):
        paragraph += f' fo:border-left="1.5pt solid #{ACCENT}" fo:padding-left="0.25cm"'
    weight = "bold" if style.bold else "normal"
    return (
        f'<style:style style:name="{style_name(name)}" style:display-name="{name if name != "Normal" else "Standard"}" '
        f'style:family="paragraph"{outline}><style:paragraph-properties {paragraph}/>'
        f'<style:text-properties fo:font-family="{style.font}" fo:font-size="{style.size}pt" '
        f'fo:color="#{style.color}" fo:font-weight="{weight}"/></style:style>'
    )

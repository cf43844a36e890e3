"""Lines of a printed wall, with what their place and width tell."""

from dataclasses import dataclass

# Advance widths of a plain sans serif in thousandths of an em; the letters not listed are about 556.
WIDTHS = {
    **dict.fromkeys("ijl'|", 222),
    **dict.fromkeys("ftI.,:;/!\\ []", 278),
    **dict.fromkeys("r-()", 333),
    **dict.fromkeys("ckszxyvJ", 500),
    **dict.fromkeys("FTZL", 611),
    **dict.fromkeys("ABEKPSVXYÅ&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQØ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("æÆW—@", 944),
}
USUAL = 556
SPACE = WIDTHS[" "] / USUAL


@dataclass
class Line:
    """One line as printed; an empty `text` is a gap between paragraphs.

    `width` and `first` (its first word) are in usual letters. `soft`: the text may go on in the next line.
    `top`: first on its page. `large`: set larger than the notes are. `after_gap`: an empty line stands before it.
    """

    text: str
    raw: str
    number: int
    width: float = 0
    first: float = 0
    soft: bool = False
    top: bool = False
    large: bool = False
    after_gap: bool = False


def letters_wide(text: str) -> float:
    """The width of a text in usual letters, measured with the letters a wall was printed with in mind."""
    whole = text.replace("\ufffd", "fi").replace("g j", "gj")
    return sum(WIDTHS.get(letter, USUAL) for letter in whole) / USUAL

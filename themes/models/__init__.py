from .claim import Claim
from .closed_summary import ClosedSummary
from .comparison import Compared, Comparison, Judgement
from .example import Example
from .flag import Flag
from .passage import Passage
from .placement import Placement
from .quote import Quote
from .read_receipt import ReadReceipt
from .remark import Remark
from .summary_file import SummaryFile
from .theme import Theme
from .weighing import WeighedTheme, Weighing
from .weighing_answer import WeighingAnswer, Weight

__all__ = [
    "Claim",
    "ClosedSummary",
    "Compared",
    "Comparison",
    "Example",
    "Flag",
    "Judgement",
    "Passage",
    "Placement",
    "Quote",
    "ReadReceipt",
    "Remark",
    "SummaryFile",
    "Theme",
    "WeighedTheme",
    "Weighing",
    "WeighingAnswer",
    "Weight",
]

from .api_key import ApiKey
from .cached import Cached
from .change import Change, NotPossible
from .failed_attempt import FailedAttempt
from .group import Group
from .hall import Hall
from .member import Member
from .message import Message
from .person import Person
from .plan_entry import PlanEntry
from .question import Question
from .round import DialogueRound
from .scribe import Scribe
from .seminar import Seminar

__all__ = [
    "ApiKey",
    "Cached",
    "Change",
    "DialogueRound",
    "FailedAttempt",
    "Group",
    "Hall",
    "Member",
    "Message",
    "NotPossible",
    "Person",
    "PlanEntry",
    "Question",
    "Scribe",
    "Seminar",
]

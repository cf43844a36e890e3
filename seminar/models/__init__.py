from .change import Change
from .failure import Failure
from .group import Group
from .member import Member
from .person import Person
from .round import DialogueRound, Question
from .scribe import Scribe
from .seminar import Seminar

__all__ = ["Change", "DialogueRound", "Failure", "Group", "Member", "Person", "Question", "Scribe", "Seminar"]

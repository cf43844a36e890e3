from .change import Change
from .group import Group, Scribe
from .member import Member
from .person import Person
from .round import DialogueRound, Question
from .seminar import Seminar

__all__ = ["Change", "DialogueRound", "Group", "Member", "Person", "Question", "Scribe", "Seminar"]

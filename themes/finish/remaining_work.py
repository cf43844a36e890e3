"""What is left to do before a seminar is finished."""

from dataclasses import dataclass

from posts.models import Post
from seminar.models import DialogueRound, Seminar


@dataclass(frozen=True)
class RemainingWork:
    """`weighing` says that one is open. `unsent` counts texts on the groups' pages, `late` notes to let in or hide.

    `unsorted` counts notes without a theme.
    """

    open: list[DialogueRound]
    weighing: bool
    never_opened: list[DialogueRound]
    unsent: int
    late: int
    unsorted: int

    @classmethod
    def of(cls, seminar: Seminar) -> "RemainingWork":
        rounds = list(seminar.rounds.all())
        visible: int = seminar.posts.visible().count()
        sorted_notes = seminar.placements.filter(post__state=Post.State.VISIBLE).values("post").distinct().count()
        return cls(
            open=[round for round in rounds if round.state == DialogueRound.State.OPEN],
            weighing=seminar.weighings.now_open() is not None,
            never_opened=[round for round in rounds if round.state == DialogueRound.State.PLANNED],
            unsent=seminar.drafts.unsent().count(),
            late=seminar.posts.late().count(),
            unsorted=visible - sorted_notes if seminar.themes.exists() else 0,
        )

    def __bool__(self) -> bool:
        return bool(self.open or self.weighing or self.never_opened or self.unsent or self.late or self.unsorted)

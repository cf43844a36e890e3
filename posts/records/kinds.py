"""The kinds of rows in a file of Rundebord's own JSON: which models and fields, and which are left out, and why.

A new model or field of a seminar is in the file, unless it is named here: tests/themes/summary/test_lossless.py.
"""

from dataclasses import dataclass
from functools import cached_property

from django.apps import apps
from django.db import models

# In the order in which they are written. The keys are those of `rows` in the file.
LABELS = {
    "seminars": "seminar.Seminar",
    "people": "seminar.Person",
    "members": "seminar.Member",
    "groups": "seminar.Group",
    "scribes": "seminar.Scribe",
    "rounds": "seminar.DialogueRound",
    "questions": "seminar.Question",
    "plan_entries": "seminar.PlanEntry",
    "messages": "seminar.Message",
    "halls": "seminar.Hall",
    "imports": "posts.Import",
    "posts": "posts.Post",
    "sources": "posts.Source",
    "revisions": "posts.Revision",
    "themes": "themes.Theme",
    "examples": "themes.Example",
    "placements": "themes.Placement",
    "passages": "themes.Passage",
    "quotes": "themes.Quote",
    "flags": "themes.Flag",
    "read_receipts": "themes.ReadReceipt",
    "remarks": "themes.Remark",
    "comparisons": "themes.Comparison",
    "compared": "themes.Compared",
    "judgements": "themes.Judgement",
    "weighings": "themes.Weighing",
    "weighed_themes": "themes.WeighedTheme",
    "weighing_answers": "themes.WeighingAnswer",
    "weights": "themes.Weight",
    "closed_summaries": "themes.ClosedSummary",
    "changes": "seminar.Change",
}
# Fields that have keys of their own in the file since its first version: in $.seminar, $.posts[] and $.posts[].source.
GIVEN = {
    "seminar.Seminar": {"title", "slug", "date", "language", "time_zone", "introduction", "owner", "source_url"},
    "posts.Post": {
        *("uid", "position", "round", "question", "group", "author", "kind", "reply_to", "split_from", "merged_into"),
        *("subject", "body", "written_at", "edited_at", "late", "sent_at_closing", "state"),
        *("reactions", "attachments", "fields"),
    },
    "posts.Source": {"file", "url", "raw", "repairs", "doubts"},
}

MODELS_LEFT_OUT = {
    "seminar.Cached": "It is the server's, and can be computed again.",
    "seminar.FailedAttempt": "It is the server's.",
    "seminar.ApiKey": "It gives access.",
    "posts.Draft": "It is a group's own until it is sent.",
    "posts.Erasure": "A file that could ask for deletions could ask for those of other seminars. The log has them.",
    "themes.Claim": "It ends after a minute.",
    "themes.SummaryFile": "It is somebody's own, and is removed after days.",
}
FIELDS_LEFT_OUT = {
    "seminar.Person": {
        "password": "It gives access.",
        "last_login": "It is the account's, not the seminar's.",
        "is_superuser": "It gives access.",
        "is_active": "It gives access.",
        "groups": "It gives access.",
        "user_permissions": "It gives access.",
        "uid": "It is the account's, not the seminar's.",
        "email": "It gives access, and is nobody else's business.",
        "of_seminar": "Everybody in the file becomes a person of the seminar that it is read into.",
    },
    "seminar.Member": {
        "greeting": "It is part of a letter.",
        "invitation": "It says what became of a letter.",
    },
    "seminar.Group": {"token": "It gives access."},
    "seminar.Scribe": {
        "uid": "It gives access.",
        "move_code": "It gives access.",
        "move_until": "It belongs to a code that gives access.",
        "left_keys": "They are about cookies, which no device has where the file is read.",
    },
    "seminar.Seminar": {
        "uid": "It is another seminar where the file is read.",
        "join_code": "It gives access.",
        "result_token": "It gives access.",
        "last_change": "It is the number of the last change.",
    },
    "posts.Import": {
        "uid": "It is part of an address on this server.",
        "seminar": "All are of the seminar in the file.",
    },
    "posts.Post": {"search": "It is made from the text."},
}


# How the wall of an import of our own format begins. It is not among the imports of the seminar: it is the seminar.
OWN = '{"format":"own"'


@dataclass(frozen=True)
class Kind:
    key: str
    label: str

    @cached_property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @cached_property
    def fields(self) -> list[models.Field]:
        """The columns that are in its rows in the file."""
        without = {"id", "seminar", *FIELDS_LEFT_OUT.get(self.label, {}), *GIVEN.get(self.label, [])}
        return [field for field in self.model._meta.concrete_fields if field.name not in without]

    @cached_property
    def many(self) -> list[models.ManyToManyField]:
        """The relations whose own rows hold nothing but the two ends."""
        without = FIELDS_LEFT_OUT.get(self.label, {})
        fields = self.model._meta.local_many_to_many
        return [
            field for field in fields if field.remote_field.through._meta.auto_created and field.name not in without
        ]

    def rows(self, seminar: models.Model) -> models.QuerySet:
        """In the order of the file. That of people is made by posts/records/writing.py."""
        rows = self.model._base_manager
        if self.label == "seminar.Seminar":
            return rows.filter(pk=seminar.pk)
        if self.label == "posts.Import":
            return rows.filter(seminar=seminar).exclude(wall_json__startswith=OWN).order_by("pk")
        if self.label == "posts.Post":
            return rows.filter(seminar=seminar).order_by("position", "pk")
        if self.label == "posts.Source":
            return rows.filter(post__seminar=seminar).order_by("post__position", "pk")
        if self.label == "posts.Revision":
            return rows.filter(post__seminar=seminar).order_by("pk")
        return rows.filter(seminar=seminar).order_by("pk")


KINDS = {key: Kind(key, label) for key, label in LABELS.items()}
KEYS = {kind.label.partition(".")[2].lower(): key for key, kind in KINDS.items()}  # by the name of the model


def key_of(model: type[models.Model]) -> str:
    """The key of the rows of a model, "" where they are not in the file."""
    return KEYS.get(model._meta.model_name or "", "")

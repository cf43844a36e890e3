"""Foreign keys that stay within one seminar, in the database itself."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Within(models.BaseConstraint):
    """`field` points to a row with the same `owner` as this row: a composite foreign key (owner, field).

    Django has no such key yet. Written into the table itself, it holds on SQLite and PostgreSQL alike and survives
    SQLite's remaking of tables. The other table needs a unique (owner, id).
    """

    violation_error_message = _("%(field)s belongs to another seminar.")

    def __init__(self, *, field: str, owner: str = "seminar", name: str):
        super().__init__(name=name)
        self.field, self.owner = field, owner

    def constraint_sql(self, model, schema_editor):
        field, owner = model._meta.get_field(self.field), model._meta.get_field(self.owner)
        target = field.remote_field.model
        if isinstance(target, str) or target == model:
            target = model
        quote = schema_editor.quote_name
        theirs = target._meta.get_field(self.owner).column
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({quote(owner.column)}, {quote(field.column)}) "
            f"REFERENCES {quote(target._meta.db_table)} ({quote(theirs)}, {quote('id')}) DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, model, instance, exclude=None, using="default"):
        other = getattr(instance, self.field)
        owner = model._meta.get_field(self.owner).attname
        if other is not None and getattr(other, owner) != getattr(instance, owner):
            raise ValidationError(self.violation_error_message % {"field": self.field})

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"field": self.field, "owner": self.owner}

    def __eq__(self, other):
        return isinstance(other, Within) and self.deconstruct() == other.deconstruct()


def reachable(name: str) -> models.UniqueConstraint:
    """The unique (seminar, id) that `Within` points to."""
    return models.UniqueConstraint(fields=["seminar", "id"], name=f"{name}_within_seminar")

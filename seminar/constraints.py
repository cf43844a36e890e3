"""Foreign keys that stay within one seminar, in the database itself."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class SameSeminarForeignKey(models.BaseConstraint):
    """A composite foreign key (owner, field): `field` points to a row with the same `owner` as this row.

    Django has no composite foreign keys. The constraint is part of the table's SQL, so it works on SQLite and
    PostgreSQL and is kept when SQLite recreates the table. The other table needs a unique (owner, id): `reachable`.
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
        owner_column = target._meta.get_field(self.owner).column
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({quote(owner.column)}, {quote(field.column)}) "
            f"REFERENCES {quote(target._meta.db_table)} ({quote(owner_column)}, {quote('id')}) "
            "DEFERRABLE INITIALLY DEFERRED"
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
        return isinstance(other, SameSeminarForeignKey) and self.deconstruct() == other.deconstruct()


Within = SameSeminarForeignKey  # its name in the migrations


def reachable(name: str) -> models.UniqueConstraint:
    """The unique (seminar, id) that a SameSeminarForeignKey needs in the table it points to."""
    return models.UniqueConstraint(fields=["seminar", "id"], name=f"{name}_within_seminar")

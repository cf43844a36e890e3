from django.db import migrations

from seminar.codes import new_code, new_token


def fill(apps, schema_editor):
    """0002 gave one and the same code to every row that was there."""
    for model, field, new in (("Seminar", "join_code", new_code), ("Group", "token", new_token)):
        rows = apps.get_model("seminar", model).objects
        for pk in rows.values_list("pk", flat=True):
            rows.filter(pk=pk).update(**{field: new()})


class Migration(migrations.Migration):
    dependencies = [("seminar", "0002_joining")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

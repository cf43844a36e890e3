from uuid import uuid4

from django.db import migrations, models

import seminar.models.person


def fill(apps, schema_editor):
    for name in ("Person", "Seminar"):
        rows = apps.get_model("seminar", name).objects
        for pk in list(rows.values_list("pk", flat=True)):
            rows.filter(pk=pk).update(uid=str(uuid4()))


UID = {"default": seminar.models.person.new_uid, "editable": False, "max_length": 64}


class Migration(migrations.Migration):
    dependencies = [("seminar", "0018_hall")]
    operations = [
        migrations.AddField("seminar", "keep_until", models.DateField(blank=True, null=True)),
        migrations.AddField("person", "uid", models.CharField(editable=False, max_length=64, null=True)),
        migrations.AddField("seminar", "uid", models.CharField(editable=False, max_length=64, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("person", "uid", models.CharField(unique=True, **UID)),
        migrations.AlterField("seminar", "uid", models.CharField(unique=True, **UID)),
    ]

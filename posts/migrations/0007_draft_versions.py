import django.db.models.deletion
from django.db import migrations, models

import seminar.constraints


def copy_versions(apps, schema_editor):
    """Until now a draft's version was the number of changes on its device."""
    apps.get_model("posts", "Draft").objects.update(origin_version=models.F("version"))


class Migration(migrations.Migration):

    dependencies = [
        ("seminar", "0015_send_at_closing"),
        ("posts", "0006_sent_at_closing"),
    ]

    operations = [
        migrations.AddField("draft", "origin", models.CharField(blank=True, max_length=36, default=""), preserve_default=False),
        migrations.AddField("draft", "origin_version", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("draft", "revision", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "draft",
            "fetched_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="seminar.scribe",
            ),
        ),
        migrations.AddConstraint(
            "draft",
            seminar.constraints.SameSeminarForeignKey(field="fetched_by", name="draft_fetched_by_within_seminar"),
        ),
        migrations.RunPython(copy_versions, migrations.RunPython.noop, elidable=True),
    ]

from django.db import migrations, models


def off_where_nobody_was_told(apps, schema_editor):
    """Groups that have begun were not told that the server sends what they leave."""
    Seminar = apps.get_model("seminar", "Seminar")
    Seminar.objects.filter(rounds__opened_at__isnull=False).update(send_at_closing=False)


class Migration(migrations.Migration):
    dependencies = [("seminar", "0014_one_address")]
    operations = [
        migrations.AddField("seminar", "send_at_closing", models.BooleanField(default=True)),
        migrations.RunPython(off_where_nobody_was_told, migrations.RunPython.noop),
    ]

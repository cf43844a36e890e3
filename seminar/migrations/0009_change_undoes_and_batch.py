from django.db import migrations, models

BATCH = 1000


def fill(apps, schema_editor):
    """Until now these two stood in the data, under the names "undoes" and "together". The data stays as it is."""
    Change = apps.get_model("seminar", "Change")
    related = Change.objects.filter(models.Q(data__has_key="undoes") | models.Q(data__has_key="together"))
    rows = []
    for change in related.only("pk", "data").order_by("pk").iterator(BATCH):
        change.undoes, change.batch = change.data.get("undoes"), change.data.get("together")
        rows.append(change)
    Change.objects.bulk_update(rows, ["undoes", "batch"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("seminar", "0008_address_in_one_form")]

    operations = [
        migrations.AddField("change", "undoes", models.PositiveBigIntegerField(blank=True, null=True)),
        migrations.AddField("change", "batch", models.PositiveBigIntegerField(blank=True, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "change",
            models.Index(
                condition=models.Q(("undoes", None), _negated=True), fields=["seminar", "undoes"], name="change_undoes"
            ),
        ),
        migrations.AddIndex(
            "change",
            models.Index(
                condition=models.Q(("batch", None), _negated=True), fields=["seminar", "batch"], name="change_batch"
            ),
        ),
    ]

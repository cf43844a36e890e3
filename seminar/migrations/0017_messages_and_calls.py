import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from seminar.constraints import SameSeminarForeignKey


class Migration(migrations.Migration):
    dependencies = [("seminar", "0016_question_held_back")]

    operations = [
        migrations.AddField("group", "called_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("group", "answered_at", models.DateTimeField(null=True, blank=True)),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(null=True, blank=True)),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")),
                (
                    "group",
                    models.ForeignKey("seminar.group", models.CASCADE, null=True, blank=True, related_name="messages"),
                ),
                ("seminar", models.ForeignKey("seminar.seminar", models.CASCADE, related_name="messages")),
            ],
            options={
                "constraints": [
                    SameSeminarForeignKey(field="group", name="message_group_within_seminar"),
                    models.CheckConstraint(condition=~models.Q(text=""), name="message_has_text"),
                ],
            },
        ),
    ]

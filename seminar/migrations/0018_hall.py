import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("seminar", "0017_messages_and_calls")]
    operations = [
        migrations.CreateModel(
            name="Hall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "view",
                    models.CharField(
                        choices=[
                            ("welcome", "Welcome"),
                            ("question", "Questions and clock"),
                            ("wall", "Wall"),
                            ("stage", "Themes"),
                        ],
                        default="welcome",
                        max_length=8,
                    ),
                ),
                ("page", models.PositiveSmallIntegerField(default=0)),
                ("blank", models.BooleanField(default=False)),
                (
                    "seminar",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hall", to="seminar.seminar"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("view__in", ["welcome", "question", "wall", "stage"])),
                        name="hall_view_known",
                    )
                ]
            },
        ),
    ]

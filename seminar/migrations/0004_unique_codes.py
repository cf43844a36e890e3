from django.db import migrations, models

import seminar.codes


class Migration(migrations.Migration):
    dependencies = [("seminar", "0003_fill_codes")]
    operations = [
        migrations.AlterField(
            model_name="group",
            name="token",
            field=models.CharField(default=seminar.codes.new_token, editable=False, max_length=32, unique=True),
        ),
        migrations.AlterField(
            model_name="seminar",
            name="join_code",
            field=models.CharField(default=seminar.codes.new_code, editable=False, max_length=8, unique=True),
        ),
    ]

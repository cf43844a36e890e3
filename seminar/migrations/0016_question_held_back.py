from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("seminar", "0015_send_at_closing")]

    operations = [migrations.AddField("question", "held_back", models.BooleanField(default=False))]

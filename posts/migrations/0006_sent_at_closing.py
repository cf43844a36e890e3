from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0005_state_labels")]
    operations = [
        migrations.AddField("post", "sent_at_closing", models.BooleanField(default=False)),
        migrations.AddField("draft", "becomes", models.CharField(blank=True, max_length=64)),
    ]

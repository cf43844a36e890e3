from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0011_erasure_within_seminar'),
    ]

    operations = [
        migrations.AddField(
            model_name='erasure',
            name='attempt',
            field=models.CharField(blank=True, default='', max_length=36),
        ),
    ]

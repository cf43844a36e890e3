import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0012_erasure_attempt'),
    ]

    operations = [
        migrations.AlterField(
            model_name='post',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='posts.post'),
        ),
        migrations.AlterField(
            model_name='post',
            name='reply_to',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='posts.post'),
        ),
        migrations.AlterField(
            model_name='post',
            name='split_from',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='parts', to='posts.post'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('reply_to__isnull', False)), fields=['reply_to'], name='post_reply_to'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('split_from__isnull', False)), fields=['split_from'], name='post_split_from'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='post_merged_into'),
        ),
    ]

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import seminar.constraints
import seminar.models.person
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the tables that 0001 to 0011 make step by step. docs/architecture.md says when those may be deleted."""

    initial = True

    replaces = [
        ('posts', '0001_initial'),
        ('posts', '0002_sending'),
        ('posts', '0003_tidying'),
        ('posts', '0004_words_in_search'),
        ('posts', '0005_state_labels'),
        ('posts', '0006_sent_at_closing'),
        ('posts', '0007_draft_versions'),
        ('posts', '0008_match_by_text'),
        ('posts', '0009_erasure'),
        ('posts', '0010_wall_control'),
        ('posts', '0011_erasure_within_seminar'),
    ]

    # The last that the replaced ones need. They are replaced too, but an installation in between may have no more.
    dependencies = [
        ('seminar', '0022_people_of_files_and_api_keys'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=seminar.models.person.new_uid, editable=False, max_length=64, unique=True)),
                ('file_name', models.TextField()),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('address', models.TextField(blank=True)),
                ('wall_json', models.TextField()),
                ('choices_json', models.TextField(default='{}')),
                ('read_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('added', models.JSONField(blank=True, default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='imports', to=settings.AUTH_USER_MODEL)),
                ('seminar', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='imports', to='seminar.seminar')),
            ],
            options={
                'ordering': ['-read_at'],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=seminar.models.person.new_uid, editable=False, max_length=64)),
                ('position', models.PositiveIntegerField(default=0)),
                ('author', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('post', 'note'), ('comment', 'comment')], default='post', max_length=7)),
                ('subject', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
                ('written_at', models.DateTimeField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('visible', 'visible'), ('hidden', 'hidden'), ('withdrawn', 'withdrawn'), ('split', 'split into parts'), ('merged', 'merged into another'), ('joined', 'put back together')], default='visible', max_length=12)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('reactions', models.JSONField(blank=True, default=dict)),
                ('attachments', models.JSONField(blank=True, default=list)),
                ('fields', models.JSONField(blank=True, default=dict)),
                ('search', models.TextField(default='', editable=False)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='seminar.group')),
                ('imported', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='posts.import')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='posts.post')),
                ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='seminar.question')),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='posts.post')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='seminar.dialogueround')),
                ('scribe', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='posts', to='seminar.scribe')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='seminar.seminar')),
                ('split_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='parts', to='posts.post')),
                ('late', models.BooleanField(default=False)),
                ('tryout', models.BooleanField(default=False)),
                ('split_revision', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('sent_at_closing', models.BooleanField(default=False)),
                ('approved_revision', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('text_locked', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['position', 'id'],
                'indexes': [
                    models.Index(fields=['seminar', 'position'], name='post_order'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'id'), name='post_within_seminar'),
                    models.UniqueConstraint(fields=('seminar', 'uid'), name='post_uid_once'),
                    models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Trim(django.db.models.functions.text.Replace('subject', models.Value('\n', output_field=models.TextField()), models.Value('', output_field=models.TextField()))), models.Value('', output_field=models.TextField())), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Trim(django.db.models.functions.text.Replace('body', models.Value('\n', output_field=models.TextField()), models.Value('', output_field=models.TextField()))), models.Value('', output_field=models.TextField())), models.Q(('attachments', []), _negated=True), models.Q(('fields', {}), _negated=True), _connector='OR'), name='post_not_empty'),
                    models.CheckConstraint(condition=models.Q(('revision__gte', 1)), name='post_revision_counts_from_one'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['post', 'comment'])), name='post_kind_known'),
                    seminar.constraints.SameSeminarForeignKey(field='round', name='post_round_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='question', name='post_question_within_round', owner='round'),
                    seminar.constraints.SameSeminarForeignKey(field='group', name='post_group_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='scribe', name='post_scribe_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='reply_to', name='post_reply_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='split_from', name='post_split_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='merged_into', name='post_merge_within_seminar', owner='seminar'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['visible', 'hidden', 'withdrawn', 'split', 'merged', 'joined'])), name='post_state_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='source', serialize=False, to='posts.post')),
                ('file', models.TextField(blank=True)),
                ('url', models.TextField(blank=True, null=True)),
                ('raw', models.TextField(blank=True)),
                ('repairs', models.JSONField(blank=True, default=list)),
                ('doubts', models.JSONField(blank=True, default=list)),
                ('user_name', models.TextField(blank=True)),
                ('line', models.PositiveIntegerField(blank=True, null=True)),
                ('cell', models.CharField(blank=True, max_length=60)),
                ('identity', models.CharField(blank=True, max_length=64)),
                ('fingerprint', models.CharField(blank=True, db_index=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(blank=True, null=True)),
                ('subject', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='posts.post')),
                ('scribe', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='seminar.scribe')),
            ],
            options={
                'ordering': [models.OrderBy(models.F('number'), nulls_last=True), 'id'],
                'constraints': [
                    models.UniqueConstraint(fields=('post', 'number'), name='revision_numbered_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(blank=True)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='seminar.question')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='seminar.dialogueround')),
                ('scribe', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='seminar.scribe')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='seminar.seminar')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='posts.post')),
                ('version', models.PositiveBigIntegerField(default=0)),
                ('becomes', models.CharField(blank=True, max_length=64)),
                ('origin', models.CharField(blank=True, max_length=36)),
                ('origin_version', models.PositiveBigIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('fetched_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='seminar.scribe')),
            ],
            options={
                'constraints': [
                    seminar.constraints.SameSeminarForeignKey(field='scribe', name='draft_scribe_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='round', name='draft_round_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='question', name='draft_question_within_round', owner='round'),
                    models.UniqueConstraint(condition=models.Q(('post', None)), fields=('scribe', 'question'), name='draft_once_a_question'),
                    models.UniqueConstraint(condition=models.Q(('post', None), ('question', None)), fields=('scribe', 'round'), name='draft_once_without_question'),
                    models.UniqueConstraint(fields=('scribe', 'post'), name='draft_once_a_post'),
                    seminar.constraints.SameSeminarForeignKey(field='post', name='draft_post_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='fetched_by', name='draft_fetched_by_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('note', 'Note'), ('device', 'Device'), ('person', 'Person'), ('seminar', 'Seminar')], max_length=7)),
                ('uid', models.CharField(max_length=64)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('hid', models.BooleanField(default=False)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seminar', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='erasures', to='seminar.seminar')),
            ],
            options={
                'ordering': ['asked_at', 'id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['note', 'device', 'person', 'seminar'])), name='erasure_kind_known'),
                    models.UniqueConstraint(fields=('kind', 'uid', 'seminar'), name='erasure_once_in_seminar'),
                ],
            },
        ),
    ]

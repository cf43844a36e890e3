import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import seminar.constraints
import seminar.models.person
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the tables that 0001 to 0013 make step by step. docs/architecture.md says when those may be deleted."""

    initial = True

    replaces = [
        ('themes', '0001_initial'),
        ('themes', '0002_flags_and_readings'),
        ('themes', '0003_codebook'),
        ('themes', '0004_stage'),
        ('themes', '0005_agreement'),
        ('themes', '0006_claims_and_passages'),
        ('themes', '0007_read_receipt'),
        ('themes', '0008_state_labels'),
        ('themes', '0009_more_marks'),
        ('themes', '0010_weighing'),
        ('themes', '0011_example_goes_with_its_note'),
        ('themes', '0012_remarks_and_closed_summary'),
        ('themes', '0013_summary_file'),
    ]

    # The last that the replaced ones need. They are replaced too, but an installation in between may have no more.
    dependencies = [
        ('seminar', '0022_people_of_files_and_api_keys'),
        ('posts', '0009_erasure'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=seminar.models.person.new_uid, editable=False, max_length=64)),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=300)),
                ('definition', models.TextField(blank=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='children', to='themes.theme')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='seminar.seminar')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='themes.theme')),
                ('own_mark', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('place', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('used', 'in use'), ('retired', 'out of use'), ('merged', 'merged'), ('removed', 'removed')], default='used', max_length=7)),
            ],
            options={
                'ordering': ['place', 'number'],
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'id'), name='theme_within_seminar'),
                    models.UniqueConstraint(fields=('seminar', 'uid'), name='theme_uid_once'),
                    models.UniqueConstraint(fields=('seminar', 'number'), name='theme_number_once'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='theme_has_name'),
                    models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='theme_not_under_itself'),
                    seminar.constraints.SameSeminarForeignKey(field='parent', name='theme_parent_within_seminar', owner='seminar'),
                    models.UniqueConstraint(models.F('seminar'), django.db.models.functions.text.Lower('name'), condition=models.Q(('state__in', ['used', 'retired'])), name='theme_name_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('merged_into', None), ('state__in', ['used', 'retired', 'removed'])), models.Q(('merged_into__isnull', False), ('state', 'merged')), _connector='OR'), name='theme_state_known'),
                    seminar.constraints.SameSeminarForeignKey(field='merged_into', name='theme_merge_within_seminar', owner='seminar'),
                    models.CheckConstraint(condition=models.Q(('own_mark', None), ('own_mark__range', (1, 16)), _connector='OR'), name='theme_mark_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('proposed', models.BooleanField(default=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='posts.post')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='seminar.seminar')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='themes.theme')),
            ],
            options={
                'ordering': ['theme__place', 'theme__number'],
                'constraints': [
                    models.UniqueConstraint(fields=('theme', 'post'), name='placement_once'),
                    seminar.constraints.SameSeminarForeignKey(field='theme', name='placement_theme_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='post', name='placement_post_within_seminar', owner='seminar'),
                    models.UniqueConstraint(fields=('seminar', 'id'), name='placement_within_seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Example',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='examples', to='posts.post')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='seminar.seminar')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='examples', to='themes.theme')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'id'), name='example_within_seminar'),
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='example_has_text'),
                    seminar.constraints.SameSeminarForeignKey(field='theme', name='example_theme_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='post', name='example_post_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.AddField(
            model_name='theme',
            name='posts',
            field=models.ManyToManyField(related_name='themes', through='themes.Placement', to='posts.post'),
        ),
        migrations.AddField(
            model_name='theme',
            name='example',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='themes.example'),
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=seminar.constraints.SameSeminarForeignKey(field='example', name='theme_example_within_seminar', owner='seminar'),
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('words', models.TextField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='themes.placement')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='seminar.seminar')),
            ],
            options={
                'ordering': ['start', 'id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='passage_has_words'),
                    seminar.constraints.SameSeminarForeignKey(field='placement', name='passage_placement_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='flag', to='posts.post')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='seminar.seminar')),
            ],
            options={
                'ordering': ['at'],
                'constraints': [
                    seminar.constraints.SameSeminarForeignKey(field='post', name='flag_post_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReadReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='posts.post')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='seminar.seminar')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('post', 'person'), name='reading_once'),
                    seminar.constraints.SameSeminarForeignKey(field='post', name='reading_post_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='posts.post')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='seminar.seminar')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'person'), name='claim_one_each'),
                    seminar.constraints.SameSeminarForeignKey(field='post', name='claim_post_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('named', models.BooleanField(default=True)),
                ('shown', models.BooleanField(default=True)),
                ('place', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='posts.post')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='seminar.seminar')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='themes.theme')),
            ],
            options={
                'ordering': ['place', 'id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='quote_has_text'),
                    seminar.constraints.SameSeminarForeignKey(field='theme', name='quote_theme_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='post', name='quote_post_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comparisons', to='seminar.seminar')),
                ('themes', models.ManyToManyField(related_name='+', to='themes.theme')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'id'), name='comparison_within_seminar'),
                    models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='comparison_of_two'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Compared',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='posts.post')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='seminar.seminar')),
                ('comparison', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='compared', to='themes.comparison')),
            ],
            options={
                'ordering': ['place'],
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'id'), name='compared_within_seminar'),
                    models.UniqueConstraint(fields=('comparison', 'post'), name='compared_once'),
                    seminar.constraints.SameSeminarForeignKey(field='comparison', name='compared_comparison_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='post', name='compared_post_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('compared', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='judgements', to='themes.compared')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='seminar.seminar')),
                ('themes', models.ManyToManyField(related_name='+', to='themes.theme')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('compared', 'by'), name='judgement_once'),
                    seminar.constraints.SameSeminarForeignKey(field='compared', name='judgement_compared_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Weighing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=seminar.models.person.new_uid, editable=False, max_length=64)),
                ('question', models.CharField(blank=True, max_length=300)),
                ('method', models.CharField(choices=[('points', 'Each group spreads points over the themes'), ('picks', 'Each group picks its most important themes')], default='points', max_length=6)),
                ('limit', models.PositiveSmallIntegerField()),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('tryout', models.BooleanField(default=False)),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weighings', to='seminar.seminar')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'id'), name='weighing_within_seminar'),
                    models.UniqueConstraint(fields=('seminar', 'uid'), name='weighing_uid_once'),
                    models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('seminar',), name='weighing_one_open'),
                    models.CheckConstraint(condition=models.Q(('method__in', ['points', 'picks'])), name='weighing_method_known'),
                    models.CheckConstraint(condition=models.Q(('limit__range', (1, 100))), name='weighing_limit_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='WeighedTheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='seminar.seminar')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='themes.theme')),
                ('weighing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weighed', to='themes.weighing')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('weighing', 'theme'), name='weighed_theme_once'),
                    seminar.constraints.SameSeminarForeignKey(field='weighing', name='weighed_theme_weighing_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='theme', name='weighed_theme_theme_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='WeighingAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group_uid', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('scribe', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='seminar.scribe')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='seminar.seminar')),
                ('weighing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='themes.weighing')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [
                    models.Index(fields=['weighing', 'group_uid'], name='weighing_answer_group'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'id'), name='weighing_answer_within_seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='weighing', name='weighing_answer_weighing_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='scribe', name='weighing_answer_scribe_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Weight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.PositiveSmallIntegerField()),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weights', to='themes.weighinganswer')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='seminar.seminar')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='themes.theme')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('answer', 'theme'), name='weight_once'),
                    models.CheckConstraint(condition=models.Q(('points__gt', 0)), name='weight_has_points'),
                    seminar.constraints.SameSeminarForeignKey(field='answer', name='weight_answer_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='theme', name='weight_theme_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(choices=[('introduction', 'Introduction'), ('whole', 'Remark on the whole'), ('theme', 'Remark on the theme'), ('round', 'Remark on the round')], max_length=12)),
                ('version', models.PositiveIntegerField()),
                ('replaced', models.BooleanField(default=False)),
                ('body', models.TextField(blank=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='seminar.dialogueround')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='seminar.seminar')),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='themes.theme')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('round', None), ('section', 'theme'), ('theme__isnull', False)), models.Q(('round__isnull', False), ('section', 'round'), ('theme', None)), models.Q(('round', None), ('section__in', ['introduction', 'whole']), ('theme', None)), _connector='OR'), name='remark_section_known'),
                    models.UniqueConstraint(condition=models.Q(('replaced', False), ('round', None), ('theme', None)), fields=('seminar', 'section'), name='remark_current_once'),
                    models.UniqueConstraint(condition=models.Q(('replaced', False), ('theme__isnull', False)), fields=('theme',), name='remark_current_once_theme'),
                    models.UniqueConstraint(condition=models.Q(('replaced', False), ('round__isnull', False)), fields=('round',), name='remark_current_once_round'),
                    seminar.constraints.SameSeminarForeignKey(field='theme', name='remark_theme_within_seminar', owner='seminar'),
                    seminar.constraints.SameSeminarForeignKey(field='round', name='remark_round_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ClosedSummary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finished_at', models.DateTimeField()),
                ('change', models.PositiveBigIntegerField()),
                ('data', models.JSONField()),
                ('seminar', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='closed_summary', to='seminar.seminar')),
            ],
        ),
        migrations.CreateModel(
            name='SummaryFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=seminar.models.person.new_uid, editable=False, max_length=64, unique=True)),
                ('format', models.CharField(max_length=8)),
                ('query', models.TextField(blank=True)),
                ('for_editors', models.BooleanField()),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('failed', models.BooleanField(default=False)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='seminar.seminar')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='summary_file_progress_in_percent'),
                ],
            },
        ),
    ]

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import seminar.codes
import seminar.constraints
import seminar.models.person
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the tables that 0001 to 0022 make step by step. docs/architecture.md says when those may be deleted."""

    initial = True

    replaces = [
        ('seminar', '0001_initial'),
        ('seminar', '0002_joining'),
        ('seminar', '0003_fill_codes'),
        ('seminar', '0004_unique_codes'),
        ('seminar', '0005_change_group'),
        ('seminar', '0006_failures'),
        ('seminar', '0007_claimed_addresses'),
        ('seminar', '0008_address_in_one_form'),
        ('seminar', '0009_change_undoes_and_batch'),
        ('seminar', '0010_failed_attempt'),
        ('seminar', '0011_finishing'),
        ('seminar', '0012_limits'),
        ('seminar', '0013_cache_and_invitation'),
        ('seminar', '0014_one_address'),
        ('seminar', '0015_send_at_closing'),
        ('seminar', '0016_question_held_back'),
        ('seminar', '0017_messages_and_calls'),
        ('seminar', '0018_hall'),
        ('seminar', '0019_uids_and_retention'),
        ('seminar', '0020_plan_doors_and_greeting'),
        ('seminar', '0021_wall_control'),
        ('seminar', '0022_people_of_files_and_api_keys'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', seminar.models.person.AddressField(max_length=254, unique=True)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('uid', models.CharField(default=seminar.models.person.new_uid, editable=False, max_length=64, unique=True)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='person_email_once'),
                    models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower(django.db.models.functions.text.Trim('email')))), name='person_email_in_one_form'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Seminar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('title', models.TextField()),
                ('date', models.DateField(blank=True, null=True)),
                ('language', models.CharField(choices=[('nb', 'Bokmål'), ('nn', 'Nynorsk'), ('en', 'English')], default='nb', max_length=2)),
                ('time_zone', models.CharField(default='Europe/Oslo', max_length=64)),
                ('introduction', models.TextField(blank=True)),
                ('owner', models.TextField(blank=True)),
                ('source_url', models.TextField(blank=True)),
                ('last_change', models.PositiveBigIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('doors_open', models.BooleanField(default=False)),
                ('grace_minutes', models.PositiveSmallIntegerField(default=2)),
                ('join_code', models.CharField(default=seminar.codes.new_code, editable=False, max_length=8, unique=True)),
                ('rehearsing', models.BooleanField(default=False)),
                ('wall_names', models.BooleanField(default=True)),
                ('wall_open', models.BooleanField(default=False)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('finished_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result_names', models.BooleanField(default=False)),
                ('result_token', models.CharField(blank=True, editable=False, max_length=22, null=True, unique=True)),
                ('send_at_closing', models.BooleanField(default=True)),
                ('keep_until', models.DateField(blank=True, null=True)),
                ('uid', models.CharField(default=seminar.models.person.new_uid, editable=False, max_length=64, unique=True)),
                ('doors_by_date', models.BooleanField(default=False)),
                ('wall_approval', models.BooleanField(default=False)),
            ],
            options={
                'ordering': [models.OrderBy(models.F('date'), descending=True, nulls_last=True), '-created_at'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='seminar_has_title'),
                ],
            },
        ),
        migrations.AddField(
            model_name='person',
            name='of_seminar',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='seminar.seminar'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('of_seminar', None), ('is_active', False), _connector='OR'), name='person_of_seminar_without_access'),
        ),
        migrations.CreateModel(
            name='DialogueRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=seminar.models.person.new_uid, editable=False, max_length=64)),
                ('number', models.PositiveIntegerField()),
                ('title', models.TextField()),
                ('state', models.CharField(choices=[('planned', 'planned'), ('open', 'open'), ('closed', 'closed')], default='planned', max_length=8)),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rounds', to='seminar.seminar')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('planned_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('starts_at', models.TimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['number'],
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'id'), name='round_within_seminar'),
                    models.UniqueConstraint(fields=('seminar', 'uid'), name='round_uid_once'),
                    models.UniqueConstraint(fields=('seminar', 'number'), name='round_number_once'),
                    models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='round_has_title'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'open', 'closed'])), name='round_state_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=seminar.models.person.new_uid, editable=False, max_length=64)),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='seminar.dialogueround')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='seminar.seminar')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('held_back', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['round__number', 'number'],
                'constraints': [
                    models.UniqueConstraint(fields=('round', 'id'), name='question_within_round'),
                    models.UniqueConstraint(fields=('seminar', 'id'), name='question_within_seminar'),
                    models.UniqueConstraint(fields=('seminar', 'uid'), name='question_uid_once'),
                    models.UniqueConstraint(fields=('round', 'number'), name='question_number_once'),
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='question_has_text'),
                    seminar.constraints.SameSeminarForeignKey(field='round', name='question_round_within_seminar', owner='seminar'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=seminar.models.person.new_uid, editable=False, max_length=64)),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=300)),
                ('attributes', models.JSONField(blank=True, default=dict)),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='seminar.seminar')),
                ('token', models.CharField(default=seminar.codes.new_token, editable=False, max_length=32, unique=True)),
                ('may_write', models.BooleanField(default=True)),
                ('called_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['number'],
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'id'), name='group_within_seminar'),
                    models.UniqueConstraint(fields=('seminar', 'uid'), name='group_uid_once'),
                    models.UniqueConstraint(fields=('seminar', 'number'), name='group_number_once'),
                    models.UniqueConstraint(models.F('seminar'), django.db.models.functions.text.Lower('name'), name='group_name_once'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='group_has_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Scribe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=seminar.models.person.new_uid, editable=False, max_length=64)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scribes', to='seminar.group')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scribes', to='seminar.seminar')),
                ('move_code', models.CharField(blank=True, max_length=8)),
                ('move_until', models.DateTimeField(blank=True, null=True)),
                ('pretend', models.BooleanField(default=False)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('left_keys', models.JSONField(blank=True, default=list)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'id'), name='scribe_within_seminar'),
                    models.UniqueConstraint(fields=('seminar', 'uid'), name='scribe_uid_once'),
                    seminar.constraints.SameSeminarForeignKey(field='group', name='scribe_group_within_seminar', owner='seminar'),
                    models.UniqueConstraint(condition=models.Q(('move_code', ''), _negated=True), fields=('move_code',), name='scribe_move_code_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('organizer', 'Organizer'), ('facilitator', 'Facilitator'), ('viewer', 'Viewer')], max_length=12)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='seminar.seminar')),
                ('invitation', models.CharField(blank=True, choices=[('waiting', 'The invitation has not been sent yet.'), ('sent', 'The invitation was sent.'), ('failed', 'The invitation could not be sent. Send it again, or tell them to log in with a code.')], editable=False, max_length=12)),
                ('greeting', models.TextField(blank=True)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'person'), name='member_once'),
                    models.CheckConstraint(condition=models.Q(('role__in', ['organizer', 'facilitator', 'viewer'])), name='member_role_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField()),
                ('verb', models.CharField(max_length=40)),
                ('subject_kind', models.CharField(max_length=20)),
                ('subject_id', models.BigIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('data', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scribe', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='seminar.scribe')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='seminar.seminar')),
                ('group', models.PositiveBigIntegerField(blank=True, null=True)),
                ('undoes', models.PositiveBigIntegerField(blank=True, null=True)),
                ('batch', models.PositiveBigIntegerField(blank=True, null=True)),
            ],
            options={
                'ordering': ['number'],
                'indexes': [
                    models.Index(fields=['seminar', 'subject_kind', 'subject_id'], name='change_subject'),
                    models.Index(condition=models.Q(('undoes', None), _negated=True), fields=['seminar', 'undoes'], name='change_undoes'),
                    models.Index(condition=models.Q(('batch', None), _negated=True), fields=['seminar', 'batch'], name='change_batch'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('seminar', 'number'), name='change_numbered_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FailedAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [
                    models.Index(fields=['at', 'origin'], name='failure_recent'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Cached',
            fields=[
                ('cache_key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'cache',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200)),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='seminar.group')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='seminar.seminar')),
            ],
            options={
                'constraints': [
                    seminar.constraints.SameSeminarForeignKey(field='group', name='message_group_within_seminar', owner='seminar'),
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='message_has_text'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Hall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('view', models.CharField(choices=[('welcome', 'Welcome'), ('question', 'Questions and clock'), ('wall', 'Wall'), ('stage', 'Themes')], default='welcome', max_length=8)),
                ('page', models.PositiveSmallIntegerField(default=0)),
                ('blank', models.BooleanField(default=False)),
                ('seminar', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='hall', to='seminar.seminar')),
                ('wall_frozen', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('view__in', ['welcome', 'question', 'wall', 'stage'])), name='hall_view_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PlanEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.TimeField()),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('text', models.CharField(max_length=200)),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plan_entries', to='seminar.seminar')),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='plan_entry_has_text'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seminar', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='api_key', to='seminar.seminar')),
            ],
        ),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("seminar", "0009_change_undoes_and_batch")]
    operations = [migrations.RenameModel("Failure", "FailedAttempt")]

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("themes", "0006_claims_and_passages")]
    operations = [migrations.RenameModel("Reading", "ReadReceipt")]

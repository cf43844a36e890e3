from django.db import migrations, models
from django.db.models.functions import Lower, Trim

import seminar.models.person


class Migration(migrations.Migration):
    dependencies = [("seminar", "0007_claimed_addresses")]
    operations = [
        migrations.AlterField(
            model_name="person",
            name="email",
            field=seminar.models.person.AddressField(max_length=254, unique=True),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(email=Lower(Trim("email"))), name="person_email_in_one_form"
            ),
        ),
    ]

from django.contrib.auth.hashers import make_password
from django.db import migrations

from seminar.models.person import one_form


def settle(apps, schema_editor):
    """Addresses with a domain in Punycode get the form in which every address is stored now.

    If another person has the address already, this one keeps the memberships, but gets the address
    duplicate-<id>@rundebord.invalid and an unusable password. The other table of addresses is emptied: nothing may
    count there that Person.email does not say.

    allauth's app is no dependency, as in 0007.
    """
    if "account" not in apps.app_configs:
        return
    Person, EmailAddress = apps.get_model("seminar", "Person"), apps.get_model("account", "EmailAddress")
    for person in Person.objects.filter(email__contains="xn--").order_by("pk"):
        email = one_form(person.email)
        if email == person.email:
            continue
        if Person.objects.filter(email=email).exclude(pk=person.pk).exists():
            email, person.password = f"duplicate-{person.pk}@rundebord.invalid", make_password(None)
        person.email = email
        person.save(update_fields=["email", "password"])
    EmailAddress.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("seminar", "0013_cache_and_invitation")]
    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]

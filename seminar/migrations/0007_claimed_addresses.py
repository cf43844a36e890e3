import unicodedata

from django.contrib.auth.hashers import make_password
from django.db import migrations
from django.db.models import F


def settle(apps, schema_editor):
    """Takes from every account the addresses that nobody proved, and writes each address in one form.

    Until now /account/email/ let anyone with an account put any address into it, and make it their own. EmailAddress has
    rows for those who opened that page, and for nobody else.

    - Whoever has a row gets an unusable password, which ends their sessions too: Person.email may be somebody else's
      address. They log in with a code, or choose a password by the link in an e-mail. Either proves the address.
    - A row is deleted unless it is verified and holds the address of its own person. No other row can receive a code.
    - Person.email is written in lower case, in NFC and without spaces round it. If that gives two people one address, it
      stays with the one who had it in this form, or else with the one who was made first. Each of the others keeps the
      memberships, but gets the address duplicate-<id>@rundebord.invalid and an unusable password.

    It cannot tell whether a membership went to the wrong person before: organizers see that in their list of members.

    allauth's app is no dependency: its own first migration depends on this app's, so one squashed migration could not
    stand for all of these. `migrate` comes to "account" before "seminar", and where it has not, nobody has logged in.
    """
    if "account" not in apps.app_configs:
        return
    Person, EmailAddress = apps.get_model("seminar", "Person"), apps.get_model("account", "EmailAddress")
    locked = set(EmailAddress.objects.values_list("user", flat=True))
    forms = {
        pk: (email, unicodedata.normalize("NFC", email.strip().lower()))
        for pk, email in Person.objects.order_by("pk").values_list("pk", "email")
    }
    taken = set()
    for pk, (email, address) in sorted(forms.items(), key=lambda item: item[1][0] != item[1][1]):
        if address in taken:
            address = f"duplicate-{pk}@rundebord.invalid"
            locked.add(pk)
        taken.add(address)
        if address != email:
            Person.objects.filter(pk=pk).update(email=address)
    for pk in locked:
        Person.objects.filter(pk=pk).update(password=make_password(None))
    EmailAddress.objects.exclude(verified=True, email=F("user__email")).delete()


class Migration(migrations.Migration):
    dependencies = [("seminar", "0006_failures")]
    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]

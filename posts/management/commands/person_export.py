from django.core.management import CommandError
from django.utils.translation import gettext as _

from posts.erasure.own_data import own_data
from seminar.models import Person
from seminar.server.command import PlainCommand, write_whole


class Command(PlainCommand):
    help = "Writes what is stored about a person with an account as JSON, for that person."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL", help="the address of the account")
        parser.add_argument("file", metavar="FILE", help="where to write it")

    def handle(self, *, email: str, file: str, **options):
        person = Person.objects.filter(email=email).first()
        if person is None:
            raise CommandError(_("Nobody has an account with the address “%(email)s”.") % {"email": email})
        write_whole(file, own_data(person))

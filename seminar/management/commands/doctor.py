import sys

from django.utils.translation import gettext as _

from seminar.server.command import PlainCommand
from seminar.server.doctor import advice, faults


class Command(PlainCommand):
    help = "Says what is wrong with this installation, and what could be better. Changes nothing."

    def handle(self, **options):
        found = list(faults())
        for sentence in found:
            self.stdout.write(_("Wrong: %(what)s") % {"what": sentence})
        for sentence in advice():
            self.stdout.write(_("Better: %(what)s") % {"what": sentence})
        if found:
            sys.exit(1)
        self.stdout.write(_("Nothing is wrong."))

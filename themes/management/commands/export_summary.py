import sys

from django.core.management import CommandError
from django.utils.translation import gettext as _

from seminar.models import NotPossible, Seminar
from seminar.server.command import PlainCommand, write_whole
from themes.summary.formats import WRITERS
from themes.summary.names import Names
from themes.summary.report import Extent


class Command(PlainCommand):
    help = "Writes the summary of a seminar as a file."

    def add_arguments(self, parser):
        parser.add_argument("slug", metavar="SLUG", help="the seminar's short name, as in its address")
        parser.add_argument("--format", required=True, choices=WRITERS, help="the kind of file")
        parser.add_argument("--output", metavar="FILE", help="where to write it; else standard output")

        parser.add_argument(
            "--names", choices=Names.values, default=Names.SHOWN, help="show, mask or leave out who wrote what"
        )
        parser.add_argument(
            "--form",
            choices=Extent.values,
            default=Extent.WHOLE,
            help="of a document: the full summary, a short one, or a page for each group",
        )
        parser.add_argument("--hidden", action="store_true", help="list the hidden notes and why, in a document")

    def handle(self, *, slug: str, format: str, output: str | None, names: str, form: str, hidden: bool, **options):
        seminar = Seminar.objects.filter(slug=slug).first()
        if seminar is None:
            raise CommandError(_("There is no seminar called “%(slug)s”.") % {"slug": slug})
        try:
            pieces = WRITERS[format].pieces(seminar, names=names, extent=form, with_hidden=hidden)
        except NotPossible as reason:
            raise CommandError(str(reason)) from None
        if output:
            write_whole(output, pieces)
        else:
            sys.stdout.buffer.writelines(pieces)
            sys.stdout.buffer.flush()

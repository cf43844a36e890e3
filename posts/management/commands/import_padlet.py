import sys
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from posts.choices import YEARS, Choices
from posts.models import Import
from posts.models.imported import NoText
from posts.report import report
from posts.sentences import refusal
from posts.walls.child import LARGEST, parse
from posts.walls.refused import Refused
from seminar.command import PlainCommand, write_whole
from seminar.models import Seminar


class Command(PlainCommand):
    help = "Reads any Padlet export, or Rundebord's own JSON, told by its content, and adds its notes to a seminar."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the exported file")
        parser.add_argument("--seminar", metavar="SLUG", help="add to this seminar, not to the one from the same wall")
        parser.add_argument(
            "--time-zone", metavar="ZONE", default="", help="where the export was made, such as Europe/Oslo"
        )
        parser.add_argument("--year", type=int, metavar="YYYY", help="the year, where the times have none")
        parser.add_argument(
            "--accept-groups", action="store_true", help="take the proposed groups; otherwise none is set"
        )
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument("--report", metavar="OUT.json", help="write what was found and mended, as JSON")

    def handle(self, *, file, seminar, time_zone, year, accept_groups, dry_run, report, **options):
        self.look_at(seminar, time_zone, year)
        if report and Path(report).resolve() == file.resolve():
            raise CommandError(_("The report would overwrite the file that is read. Give it another name."))
        imported = self.read(file)
        choices = Choices(time_zone=time_zone, year=year, seminar=seminar, decided=True)
        if accept_groups:
            groups = {p.id: p.name for p in imported.plan.proposals if p.name and p.reason != "writer"}
            choices = replace(choices, groups=groups)
        with transaction.atomic():
            imported.save()
            imported.choose(choices)
            slug = self.load(imported, report, dry_run)
            transaction.set_rollback(dry_run)
        self.stdout.write(slug)

    def look_at(self, seminar: str | None, time_zone: str, year: int | None) -> None:
        if seminar is not None and not Seminar.objects.filter(slug=seminar).exists():
            raise CommandError(
                _("There is no seminar “%(slug)s”. Leave out --seminar to make a new one.") % {"slug": seminar}
            )
        if year is not None and year not in YEARS:
            raise CommandError(
                _("%(year)s is no year a wall can be from. Write one from %(first)s to %(last)s.")
                % {"year": year, "first": YEARS[0], "last": YEARS[-1]}
            )
        try:
            ZoneInfo(time_zone or "UTC")
        except (KeyError, ValueError, OSError):
            raise CommandError(
                _("“%(zone)s” is not a time zone. Write it as Europe/Oslo.") % {"zone": time_zone}
            ) from None

    def read(self, file: Path) -> Import:
        try:
            with file.open("rb") as opened:
                data = opened.read(LARGEST + 1)  # more is refused all the same
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(reason)s.") % {"file": file, "reason": error.strerror}
            ) from None
        try:
            name = file.name.encode("utf-8", "replace").decode()
            wall = parse(data, name)
        except Refused as error:
            raise CommandError(refusal(error)) from None
        return Import.objects.prepare(wall, data=data, name=name)

    def load(self, imported: Import, out: str | None, dry_run: bool) -> str:
        plan = imported.plan
        if out:
            write_whole(out, report(plan))
        news = plan.news
        try:
            slug = plan.seminar.slug if dry_run and plan.seminar else imported.confirm().slug
        except NoText:
            names = ", ".join(column.name for column in plan.read.columns)
            raise CommandError(
                _("No column holds the text of the notes; the columns are: %(names)s. Choose it in the browser.")
                % {"names": names}
            ) from None
        self.say(new=len(news.new), known=len(news.known), changed=len(news.changed), gone=len(news.gone))
        return slug

    def say(self, **counts: int) -> None:
        """On standard error, so that a script can take the slug from standard output."""
        sentence = _(
            "%(new)s new, %(known)s known from before, %(changed)s changed since, %(gone)s no longer on the wall."
        )
        sys.stderr.write(sentence % counts + "\n")

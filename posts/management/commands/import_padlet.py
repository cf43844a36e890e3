import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import msgspec
from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.importing import sentences
from posts.importing.confirm import NoText, confirm
from posts.importing.matching import Matches
from posts.importing.plan import ImportPlan
from posts.importing.progress import Progress
from posts.importing.report import report
from posts.importing.sentences import refusal
from posts.models import Import
from posts.models.choices import YEARS, Choices
from posts.walls.refused import Refused
from posts.walls.sandbox import LARGEST, TIMES, parse
from posts.walls.wall import Wall
from seminar.models import Seminar
from seminar.server.command import PlainCommand, write_whole


class Command(PlainCommand):
    help = (
        "Reads any Padlet export, or Rundebord's own JSON, recognized by its content, and adds its notes to a seminar."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the exported file")
        parser.add_argument("--seminar", metavar="SLUG", help="add to this seminar, not to the one from the same wall")
        parser.add_argument(
            "--time-zone", metavar="ZONE", default="", help="where the export was made, such as Europe/Oslo"
        )
        parser.add_argument("--year", type=int, metavar="YYYY", help="the year, where the times have none")
        parser.add_argument(
            "--text-column", metavar="NAME", help="the column of a table that has the text of the notes"
        )
        parser.add_argument(
            "--date-order", choices=["day", "month"], default="", help="what comes first in dates such as 3/4/2026"
        )
        parser.add_argument(
            "--accept-groups", action="store_true", help="take the proposed groups; otherwise none is set"
        )
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument("--report", metavar="OUT.json", help="write what was found and repaired, as JSON")

    def handle(
        self, *, file, seminar, time_zone, year, text_column, date_order, accept_groups, dry_run, report, **options
    ):
        self.check_options(seminar, time_zone, year)
        if report and Path(report).resolve() == file.resolve():
            raise CommandError(_("The report would overwrite the file that is being read. Give it another name."))
        imported = self.read(file)
        choices = Choices(time_zone=time_zone, year=year, seminar=seminar, date_order=date_order)
        choices = replace(choices, columns=self.columns(imported.wall, text_column), decided=True)
        if accept_groups:
            imported.choices_json = msgspec.json.encode(choices).decode()
            groups = {p.id: p.name for p in ImportPlan.of(imported).proposals if p.name and p.reason != "writer"}
            choices = replace(choices, groups=groups)
        with transaction.atomic():
            imported.save()
            del imported.wall_json  # as long as the file; `imported.wall` is what is used
            imported.choose(choices)
            slug = self.load(imported, report, dry_run, asks_text=not text_column)
            transaction.set_rollback(dry_run)
        self.stdout.write(slug)

    def columns(self, wall: Wall, text_column: str | None) -> dict[str, str]:
        """What the columns without a known heading hold. The chosen text takes the place of every other guess at it."""
        roles = {column.name: column.role for column in wall.columns if column.role}
        if not text_column:
            return roles
        names = [column.name for column in wall.columns]
        if text_column in wall.text_columns:
            return roles
        if text_column not in names:
            raise CommandError(
                _("There is no column “%(name)s” to choose. The columns are: %(names)s.")
                % {"name": text_column, "names": ", ".join(names)}
            )
        return {name: role for name, role in roles.items() if role not in ("body", "question")} | {text_column: "body"}

    def check_options(self, seminar: str | None, time_zone: str, year: int | None) -> None:
        if seminar is not None and not Seminar.objects.filter(slug=seminar).exists():
            raise CommandError(
                _("There is no seminar called “%(slug)s”. Leave out --seminar to create a new one.") % {"slug": seminar}
            )
        if year is not None and year not in YEARS:
            raise CommandError(
                _("The year %(year)s cannot be right. Enter a year from %(first)s to %(last)s.")
                % {"year": year, "first": YEARS[0], "last": YEARS[-1]}
            )
        try:
            ZoneInfo(time_zone or "UTC")
        except (KeyError, ValueError, OSError):
            raise CommandError(
                _("“%(zone)s” is not a time zone. Write it like this: Europe/Oslo.") % {"zone": time_zone}
            ) from None

    def read(self, file: Path) -> Import:
        try:
            with file.open("rb") as opened:
                data = opened.read(TIMES * LARGEST + 1)  # a larger file is refused anyway
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(reason)s.") % {"file": file, "reason": error.strerror}
            ) from None
        try:
            name = file.name.encode("utf-8", "replace").decode()
            with Progress(sys.stderr, _("Reading %(file)s …") % {"file": name}):
                wall = parse(data, name, TIMES)
        except Refused as error:
            raise CommandError(refusal(error)) from None
        return Import.objects.prepare(wall, data=data, name=name)

    def load(self, imported: Import, out: str | None, dry_run: bool, *, asks_text: bool) -> str:
        """Confirms the import, writes the report to `out`, and returns the slug of the seminar."""
        plan = ImportPlan.of(imported)
        if out:
            write_whole(out, report(plan))
        for alarm in plan.wall.alarms:
            sys.stderr.write(sentences.alarm(alarm) + "\n")
        if count := len(plan.wall.unread):
            unread = ngettext(
                "%(count)s part of the file could not be read.", "%(count)s parts of the file could not be read.", count
            )
            sys.stderr.write(unread % {"count": count} + "\n")
        with Progress(sys.stderr, _("Comparing with the notes that are there …")):
            matches = plan.matches
        if plan.seminar and matches.more_gone_than_found and plan.choices.seminar is None:
            raise CommandError(
                _(
                    "%(gone)s notes in “%(slug)s” are not in this file, and only %(known)s are. "
                    "Write --seminar %(slug)s if it is the same wall."
                )
                % {"gone": len(matches.gone), "known": len(matches.known), "slug": plan.seminar.slug}
            )
        if asks_text and plan.asks_text:
            self.refuse_without_text(plan)
        try:
            slug = plan.seminar.slug if dry_run and plan.seminar else self.confirm(imported)
        except NoText:
            self.refuse_without_text(plan)
        except Refused as error:
            raise CommandError(refusal(error)) from None
        if plan.leaves_rows:
            sys.stderr.write(sentences.leaves_rows() + "\n")
        self.print_counts(matches)
        return slug

    def confirm(self, imported: Import) -> str:
        """Returns the slug of the seminar."""
        with Progress(sys.stderr, _("Writing the notes …")) as progress:

            def count(done: int, of: int) -> None:
                progress.sentence = _("Writing the notes: %(done)s of %(of)s.") % {"done": done, "of": of}

            return confirm(imported, count=count).slug

    def refuse_without_text(self, plan: ImportPlan) -> NoReturn:
        names = ", ".join(f"“{column.name}”" for column in plan.read.columns)
        raise CommandError(
            _(
                "We are not sure which column has the text of the notes. Choose one with --text-column, or in the "
                "browser: %(names)s."
            )
            % {"names": names}
        )

    def print_counts(self, matches: Matches) -> None:
        """On standard error, so that standard output has only the slug."""
        sentence = _(
            "New: %(new)s. Known from before: %(known)s. Changed since: %(changed)s. No longer on the wall: %(gone)s."
        )
        sys.stderr.write(sentence % {name: len(rows) for name, rows in asdict(matches).items()} + "\n")
        if count := len(matches.erased):
            erased = ngettext(
                "%(count)s note was deleted for good and is left out.",
                "%(count)s notes were deleted for good and are left out.",
                count,
            )
            sys.stderr.write(erased % {"count": count} + "\n")

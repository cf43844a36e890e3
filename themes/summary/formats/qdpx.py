"""The summary with its codings as a project of REFI-QDA 1.0: a zip archive of XML and of the texts as files.

A group's notes of a round are one text, since thousands of files would be of no use. Positions in it count code points.
The file has line feeds only and no byte order mark, so that they are right for programs that count bytes or lines too.
"""

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from django.utils import translation
from django.utils.translation import gettext as _

from posts.text.sanitize import sanitize
from posts.walls.formats.refi_codes import made_guid
from themes.summary import text
from themes.summary.data import SummaryGroup, SummaryNote, SummaryRound
from themes.summary.formats.refi import ORIGIN, add_codes, as_bytes, describe, guid, name, root
from themes.summary.progress import counted
from themes.summary.project import Coding, Project

NAME_LENGTH = 60  # characters of the marked words, as the name of their selection


def write(project: Project) -> bytes:
    with translation.override(project.summary.language):
        return _ProjectFile(project).data()


class _ProjectFile:
    """Elements in the order of the schema: users, codes, variables, cases, sources, sets."""

    def __init__(self, project: Project) -> None:
        self.project, self.summary = project, project.summary
        self.texts: dict[str, str] = {}  # by the guid of their source
        attributes = {name for group in self.summary.groups for name, _value in group.attributes}
        self.variables = [_("Round"), _("Question"), _("Group"), *sorted(attributes)]

    def data(self) -> bytes:
        title, made_at = name(self.summary.title), _time(self.summary.made_at)
        xml = root("Project", "project", name=title, origin=ORIGIN, creationDateTime=made_at)
        self._add_users(xml)
        if self.project.codes:
            add_codes(SubElement(SubElement(xml, "CodeBook"), "Codes"), self.project.codes)
        self._add_variables(xml)
        sources = Element("Sources")
        notes = sorted(self.summary.notes, key=lambda note: (_source_key(note), note.sort_key))
        groups = [(key, list(some)) for key, some in groupby(notes, _source_key)]
        for _key, some in counted(groups, len(groups)):
            self._add_source(sources, some)
        cases = self._cases([some for _key, some in groups])
        xml.extend(element for element in (cases, sources) if len(element))
        self._add_sets(xml, cases)
        describe(xml, text.SEPARATOR.join(filter(None, [text.time_line(self.summary), self.summary.narrowed])))
        return self._archive(as_bytes(xml))

    def _archive(self, xml: bytes) -> bytes:
        file = io.BytesIO()
        moment = self.summary.made_at.timetuple()[:6]
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo("project.qde", moment), xml, zipfile.ZIP_DEFLATED)
            for source, words in self.texts.items():
                entry = zipfile.ZipInfo(f"sources/{source}.txt", moment)
                archive.writestr(entry, words.encode(), zipfile.ZIP_DEFLATED)
        return file.getvalue()

    def _add_users(self, xml: Element) -> None:
        codings = [coding for note in self.summary.notes for coding in self.project.codings.get(note.uid, ())]
        if codings:
            users = SubElement(xml, "Users")
            for id, title in {_user(one): one.coder.name if one.coder else ORIGIN for one in codings}.items():
                SubElement(users, "User", guid=id, name=name(title))

    def _add_variables(self, xml: Element) -> None:
        variables = SubElement(xml, "Variables")
        for variable in self.variables:
            element = SubElement(
                variables, "Variable", guid=self._variable(variable), name=name(variable), typeOfVariable="Text"
            )
            describe(element, "")

    def _variable(self, variable: str) -> str:
        """The guid of a variable. An attribute of a group may have the name of one of ours."""
        place = self.variables.index(variable)
        return made_guid("variable", place if place < 3 else variable)

    def _add_values(self, parent: Element, values: Iterable[tuple[str, str]]) -> None:
        for variable, value in values:
            element = SubElement(parent, "VariableValue")
            SubElement(element, "VariableRef", targetGUID=self._variable(variable))
            SubElement(element, "TextValue").text = sanitize(value)

    def _add_source(self, sources: Element, notes: list[SummaryNote]) -> None:
        """The notes of one group in one round, under the questions that they answer."""
        round, group = notes[0].round, notes[0].group
        id = self._source_guid(notes[0])
        title = f"{round.heading} – {group.name if group else _('Unknown group')}"
        path = f"internal://{id}.txt"
        source = SubElement(sources, "TextSource", guid=id, name=name(title), plainTextPath=path)
        describe(source, "")
        words, question = "", None
        for note in notes:
            if note.question and note.question != question:
                words += f"{name(note.question.heading)}\n\n"
            question = note.question
            self._add_selections(source, note, len(words))
            words += f"{_whole_text(note)}\n\n"
        self._add_values(source, self._round_values(round) + self._group_values(group))
        self.texts[id] = words

    def _add_selections(self, source: Element, note: SummaryNote, start: int) -> None:
        """One for the whole note, under its id, and one for each of its other codings, since some programs read no more
        than one coding of a selection."""
        title = _("Note %(number)d") % {"number": note.number}
        codings = self.project.codings.get(note.uid, ())
        whole = [coding for coding in codings if coding.span is None]
        end = start + len(_whole_text(note))
        element = self._add_selection(source, guid(note.uid), title, start, end)
        describe(element, text.source_line(note, self.summary))
        if whole:
            self._add_coding(element, whole[0], note)
        elif note.written_at:
            element.set("creationDateTime", _time(note.written_at))
        for coding in whole[1:]:
            element = self._add_selection(source, made_guid("note", note.uid, coding.code), title, start, end)
            describe(element, "")
            self._add_coding(element, coding, note)
        for coding in codings:
            if coding.span:
                first, last = coding.span
                words, place = sanitize(note.body)[first:last], start + len(_heading(note))
                id = made_guid("words", note.uid, coding.code, first, last)
                element = self._add_selection(source, id, words[:NAME_LENGTH], place + first, place + last)
                describe(element, title)
                self._add_coding(element, coding, note)

    def _add_selection(self, source: Element, id: str, title: str, start: int, end: int) -> Element:
        attributes = {"guid": id, "name": name(title), "startPosition": str(start), "endPosition": str(end)}
        return SubElement(source, "PlainTextSelection", attributes)

    def _add_coding(self, selection: Element, coding: Coding, note: SummaryNote) -> None:
        """Coder and time are on the selection too, where some programs look for them."""
        coded = {"creatingUser": _user(coding), "creationDateTime": _time(coding.at)}
        selection.attrib.update(coded)
        id = made_guid("coding", note.uid, coding.code, coding.span or "")
        SubElement(SubElement(selection, "Coding", coded, guid=id), "CodeRef", targetGUID=guid(coding.code))

    def _cases(self, sources: list[list[SummaryNote]]) -> Element:
        """The rounds and the groups with their texts, and the questions with the notes that answer them."""
        cases = Element("Cases")
        for round in self.summary.rounds:
            texts = [notes[0] for notes in sources if notes[0].round == round]
            self._add_case(cases, self._uid("round", round.number), round.heading, self._round_values(round), texts)
        for group in self.summary.groups:
            texts = [notes[0] for notes in sources if notes[0].group == group]
            self._add_case(cases, self._uid("group", group.number), group.name, self._group_values(group), texts)
        for question in self.summary.questions:
            values = [*self._round_values(question.round), (_("Question"), question.heading)]
            case = self._add_case(cases, self._uid("question", question.label), question.heading, values, [])
            for note in self.summary.notes:
                if note.question == question:
                    SubElement(case, "SelectionRef", targetGUID=guid(note.uid))
        return cases

    def _add_case(
        self, cases: Element, id: str, title: str, values: list[tuple[str, str]], texts: list[SummaryNote]
    ) -> Element:
        """`texts` are the first notes of each source."""
        case = SubElement(cases, "Case", guid=id, name=name(title))
        describe(case, "")
        self._add_values(case, values)
        for note in texts:
            SubElement(case, "SourceRef", targetGUID=self._source_guid(note))
        return case

    def _add_sets(self, xml: Element, cases: Element) -> None:
        """The cases of rounds and groups again, as sets of texts: programs differ in which of the two they read."""
        sets = Element("Sets")
        for case in cases:
            if texts := case.findall("SourceRef"):
                element = SubElement(sets, "Set", guid=made_guid("set", case.get("guid")), name=str(case.get("name")))
                describe(element, "")
                for one in texts:
                    SubElement(element, "MemberSource", targetGUID=str(one.get("targetGUID")))
        if len(sets):
            xml.append(sets)

    def _round_values(self, round: SummaryRound) -> list[tuple[str, str]]:
        return [(_("Round"), round.heading)]

    def _group_values(self, group: SummaryGroup | None) -> list[tuple[str, str]]:
        return [(_("Group"), group.name), *group.attributes] if group else []

    def _source_guid(self, note: SummaryNote) -> str:
        round = self._uid("round", note.round.number)
        return made_guid("source", round, self._uid("group", note.group.number) if note.group else "")

    def _uid(self, kind: str, key: int | str) -> str:
        return guid(self.project.uids[kind, key])


def _user(coding: Coding) -> str:
    """The guid of the coder; programs skip a coding without one."""
    return made_guid("person", coding.coder.id if coding.coder else "")


def _source_key(note: SummaryNote) -> tuple[int, float]:
    return note.round.number, note.group.number if note.group else float("inf")


def _heading(note: SummaryNote) -> str:
    return f"{name(note.subject)}\n" if note.subject.strip() else ""


def _whole_text(note: SummaryNote) -> str:
    """Heading and text, then the other fields and the links."""
    more = [f"{field}: {value}" for field, value in note.fields]
    more += [f"{one.caption} {one.url}".strip() for one in note.attachments]
    return _heading(note) + "\n".join([sanitize(note.body), *map(name, more)])


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

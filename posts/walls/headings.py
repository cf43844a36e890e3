"""Column headings: which part of a note a column holds, in the languages that exports are known in.

English, Korean and Japanese are Padlet's own, from real exports and code that reads them (../shared/padlet-formats.md).
The others are what people write in tables made by hand, and likely translations. A heading that is not listed may
contain a word of PARTS; then its cells must agree (contents.py). What is still unknown is judged by its cells alone,
and a person confirms it in the preview.
"""

import re
import unicodedata
from functools import lru_cache

from posts.walls import misread
from posts.walls.repair import encodings

HEADINGS = {
    "number": "Post number | Post # | 게시물 번호 | 投稿番号 | Innleggsnummer | Inläggsnummer | Opslagsnummer | "
    "Indlægsnummer | Nummer | Nr | Beitragsnummer | Julkaisun numero | Numéro de publication | Id | Card id",
    "section": "List | List name | Frame | Area | Prompt | Bucket name | "
    "Section | Column | 섹션 | セクション | ส่วน | Seksjon | Dialogrunde | "
    "Runde | Kolonne | "
    "Avsnitt | Sektion | Kolumn | Afsnit | Abschnitt | Spalte | Osio | Kierros | Rubrique | Colonne | Round | "
    "Omgang | Omgång",
    "subject": "Task name | Card name | Oppgavenavn | "
    "Subject | Title | 제목 | 件名 | タイトル | Emne | Tittel | Overskrift | Rubrik | Titel | Ämne | "
    "Otsikko | Aihe | Betreff | Überschrift | Titre | Sujet | Objet",
    "body": "Card description | "
    "Body | Content | 본문 | 本文 | Text | Note | Tekst | Notat | Innhold | Innhald | Innlegg | Innspill | "
    "Hoveddel | Hovuddel | Brødtekst | Brødtekst/innhold | Indhold | Brödtext | Innehåll | Inlägg | Inhalt | "
    "Beitrag | Sisältö | Teksti | Leipäteksti | Contenu | Texte | Corps | Corps du texte | Card | Answer | Response | "
    "Svar | Antwort | Réponse | Vastaus | Respuesta | Idea | Message | Forslag | Idé | Comments | Kommentarer",
    "comment": "Comment | Comment text | Comment body | 댓글 | 댓글 내용 | コメント | コメント内容 | Kommentar | "
    "Kommentti",
    "parent": "Post subject | Post title | 게시물 제목 | 投稿の件名",
    "parent_number": "Parent | Parent id | Parent card id | Merged into",
    "author": "Author | Comment author | Commenter | Written by | Skrevet av | Skrive av | Skriven av | "
    "작성자 | 作成者 | 投稿者 | Forfatter | Forfattar | Navn | Namn | "
    "Författare | Verfasser | Autor | Tekijä | Kirjoittaja | Auteur | Name | Avsender | Participant | "
    "Participant name | Members | Medlemmer | Voter",
    "group": "Bord | Bordnummer | Gruppe | Gruppa | Gruppenavn | Gruppenummer | Grupperom | Group | Table | Team | "
    "Grupp | Bordsnummer | Ryhmä | Pöytä | Tisch | Groupe",
    "email": "Email | E-mail | Email address | E-post | Epost | E-postadresse | E-postadress | E-Mail-Adresse | Mail | "
    "Sähköposti | Adresse e-mail | Courriel | Username",
    "written": "Created at | Created | Written at | Posted at | Date | Timestamp | Time | 생성 시각 | 작성 시각 | "
    "作成日 | 作成日時 | Opprettet | Opprettet den | Oppretta | Tidspunkt | Dato | Tidsmerke | Tidsstempel | "
    "Tidsstämpel | Skapad | Oprettet | Datum | Erstellt | Erstellt am | Zeitstempel | Luotu | Aikaleima | Créé le | "
    "Horodateur | Completion time | Fullføringstidspunkt | Sluttidspunkt | Slutförandetid | Sluttid",
    "edited": "Updated at | Updated | 업데이트 시각 | 수정 시각 | 更新日 | 更新日時 | "
    "Oppdatert | Oppdatert den | Oppdatera | Endret | Endra | Uppdaterad | Opdateret | Aktualisiert | "
    "Aktualisiert am | Päivitetty | Mis à jour le | Modifié le | Last modified time",
    "attachment": "Attachment | Attachment link | Link | 첨부 링크 | 添付リンク | 添付ファイル | "
    "Vedlegg | Lenke | Lenkje | Lenke til vedlegg | Länk till bilaga | Link til vedhæftet fil | Vedhæftning | "
    "Bilaga | Anhang | Link zum Anhang | Liite | Liitteen linkki | Pièce jointe | Lien de la pièce jointe",
    "caption": "Attachment caption | 첨부파일 캡션 | 添付ファイルのキャプション | Bildetekst | Bildtext | "
    "Billedtekst | Bildunterschrift | Kuvateksti | Légende",
    "alt": "Attachment alt text | 첨부파일 대체 텍스트 | 添付ファイルの代替テキスト | Alternativ tekst | "
    "Alternativtext | Alt-tekst | Alternativ text | Alternativer Text | Vaihtoehtoinen teksti | Texte alternatif",
    "color": "Post color | Color | 게시물 색상 | 投稿のカラー | Farge | Färg | Farve | Farbe | Väri | Couleur",
    "likes": "Number of likes | Likes | いいね数 | 좋아요 수 | Antall likerklikk | Antal gillamarkeringar | "
    "Antal likes | Tykkäysten määrä | Anzahl der Likes | Nombre de likes",
    "upvotes": "Upvotes | Votes | Vote count | Stemmer | Röster | Stimmen",
    "downvotes": "Downvotes",
    "stars": "Average star rating",
    "ratings": "Number of ratings",
    "emojis": "Emojis",
}
# Parts of folded headings by the role that they speak for. The first role that the cells agree with counts.
PARTS = {
    "caption": ("caption", "bildetekst", "bildtext", "billedtekst", "kuvateksti", "légende", "bildunterschrift"),
    "alt": ("alttekst", "alttext", "alternativ", "vaihtoehto"),
    "edited": (
        *("updated", "oppdater", "opdater", "uppdater", "endra", "endret", "ændret", "ändra", "edited", "lastmod"),
        *("aktuali", "geändert", "päivit", "muokat", "misàjour", "miseàjour", "modifi", "bijgewerkt", "actualiz"),
    ),
    "written": (
        *("created", "opprett", "oprett", "skapa", "skrevet", "laga", "submitted", "tidspunkt", "timestamp", "tidsst"),
        *("erstell", "luotu", "luonti", "créé", "création", "gemaakt", "creado"),
    ),
    "author": (
        *("author", "forfatt", "författ", "upphov", "avsend", "avsänd", "createdby", "writtenby", "submittedby"),
        *("skrivenav", "skrivetav", "skrevetav", "skrevetaf", "updatedby", "opprettetav", "opprettaav", "oprettetaf"),
        *("skapadav", "erstelltvon", "verfass", "autor", "auteur", "autrice"),
        *("kirjoit", "tekijä"),
    ),
    "attachment": (
        *("attachment", "vedleg", "vedhæft", "bilag", "anhang", "anlage", "liite", "liittee", "piècejointe"),
        *("bijlage", "adjunto"),
    ),
    "color": ("color", "colour", "farge", "färg", "farve", "farbe", "väri", "couleur", "kleur"),
    "likes": ("likes", "liker", "likarklikk", "gilla", "synesgodtom", "tykkä", "gefällt", "jaime", "megusta"),
    "number": ("nummer", "numero", "numéro", "número"),
    "section": (
        *("section", "seksjon", "sektion", "avsnitt", "afsnit", "bolk", "kolonne", "kolumn", "abschnitt", "bereich"),
        *("spalte", "osio", "rubrique", "colonne", "sección", "sectie"),
    ),
    "subject": (
        *("subject", "title", "tittel", "titel", "emne", "overskrift", "ämne", "rubrik", "betreff", "cardname"),
        *("otsikko", "aihe", "titre", "sujet", "objet", "asunto", "título", "onderwerp"),
    ),
    "body": (
        *("body", "content", "description", "brødtekst", "hoveddel", "hovuddel", "innhold", "innhald", "indhold"),
        *("innehåll", "inhalt", "sisält", "contenu", "corps", "cuerpo", "tekst", "text"),
    ),
}
MOST_WORDS = 6  # of such a heading; a longer one is a question
ASKED = "Question | Poll question | Poll | Poll title | Spørsmål | Spørgsmål | Fråga | Frage | Kysymys"
MOST_REMEMBERED = 20_000  # headings, which are looked up again for each row, and what may be some
FIRST_NAME = "First name | Given name | Fornavn | Fornamn | Förnamn | Vorname | Etunimi | Prénom"
LAST_NAME = (
    "Last name | Surname | Family name | Etternavn | Etternamn | Efternamn | Efternavn | Nachname | Sukunimi | "
    "Nom de famille"
)
PADLET_TIMES = "Created at | Updated at | 생성 시각 | 업데이트 시각 | 作成日 | 更新日"  # these are UTC
REACTIONS = {"likes", "upvotes", "downvotes", "stars", "ratings", "emojis"}
NO_DATA = {
    *("no data", "데이터 없음", "データなし", "データがありません", "ingen data", "inga data", "ingen uppgifter"),
    *("ingen opplysninger", "ei tietoja", "ei dataa", "keine daten", "aucune donnée", "pas de données", "sin datos"),
    *("nessun dato", "geen gegevens", "sem dados", "brak danych", "нет данных", "немає даних", "無資料", "無數據"),
    *("n/a", "#n/a", "null", "nan", "-", "–", "—", "(blank)", "(tom)", "ikke oppgitt", "ikkje oppgitt", "ikke besvart"),
    *("ikkje svara på", "ej angivet", "ej besvarat", "not provided", "not specified", "not answered", "no answer"),
    *("无数据", "没有数据", "沒有資料", "ไม่มีข้อมูล", "không có dữ liệu", "لا توجد بيانات"),
}
NAMES = {"null", "nan"}  # of people too
NOTHING_THERE = re.compile(
    r"(?:no|ingen|inga|inget|ikke|ei|keine?|aucune?|pas de|sin|geen|sem|nessun)\s(?:dat(?:a|o|os|en|i)|opplysning\w*|"
    r"oplysning\w*|uppgift\w*|information\w*|informasjon\w*|tieto\w*|angaben?|données?|gegevens|dados)(?:\s[^\W\d_]+)?",
    re.IGNORECASE,
)


def fold(heading: str) -> str:
    """A form in which `Created At (UTC)`, `created_at` and `Created at` are equal."""
    plain = re.sub(r"\(utc\)\s*$", "", unicodedata.normalize("NFKC", heading).casefold())
    return re.sub(r"[^\w#]|_", "", plain)


NOT_IN_WORDS = re.compile(r"[^\w\s.,:/()#*-]")
ROLES = {fold(name): role for role, names in HEADINGS.items() for name in names.split(" | ")}

ASKED_ABOUT = {fold(name) for name in ASKED.split(" | ")}
FIRST_NAMES, LAST_NAMES = ({fold(name) for name in names.split(" | ")} for names in (FIRST_NAME, LAST_NAME))
POST_NUMBERS = {fold(name) for name in ("Post number", "Post #", "게시물 번호", "投稿番号")}
UTC_HEADINGS = {fold(name) for name in PADLET_TIMES.split(" | ")}


def is_last_name(heading: str) -> bool:
    return fold(heading) in LAST_NAMES


def is_part_of_name(heading: str) -> bool:
    """Whether the names of people are in this column and another one."""
    return fold(heading) in FIRST_NAMES or is_last_name(heading)


@lru_cache(maxsize=MOST_REMEMBERED)
def is_utc(heading: str) -> bool:
    """Whether the times below this heading are UTC: it says so, or it is Padlet's own."""
    return "utc" in unicodedata.normalize("NFKC", heading).casefold() or fold(heading) in UTC_HEADINGS


@lru_cache(maxsize=MOST_REMEMBERED)
def role_of(heading: str) -> str:
    """A key of HEADINGS; empty where the heading is unknown. A heading may have been read in the wrong encoding."""
    if (role := ROLES.get(fold(heading), "")) or heading.isascii():
        return role
    readings = (encodings.READ_WRONG.sub(encodings.meaning, heading), *misread.readings(heading))
    # A symbol between the letters of a reading, as in N†r for Når, says that it is not what was meant.
    words = (reading for reading in readings if not NOT_IN_WORDS.search(reading))
    return next((ROLES[folded] for folded in map(fold, words) if folded in ROLES), "")


def likely_roles(heading: str) -> list[str]:
    """The keys of HEADINGS that words in the heading speak for, the likeliest first."""
    if len(heading.split()) > MOST_WORDS or heading.rstrip(" *").endswith(("?", "？")):
        return []
    folded = fold(heading)
    return [role for role, parts in PARTS.items() if any(part in folded for part in parts)]


def is_no_data(text: str, columns: int) -> bool:
    """Whether a cell says that it is empty. `columns` is the number of columns that have this text.

    Exports fill every empty cell with the same words. In one column only, `No information` is what a group answers.
    """
    return text.casefold() in NO_DATA or (columns > 1 and bool(NOTHING_THERE.fullmatch(text)))


def reaction(text: str) -> int | float | str:
    """A number where the text is one (`4`, `4.5`), else the text as it is (`😨 (1)`)."""
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text

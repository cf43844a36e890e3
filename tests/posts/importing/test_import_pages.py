"""The pages for importing a wall. A stranger reaches none of them, and nothing is imported unless confirmed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from posts.importing.plan import ImportPlan
from posts.models import Erasure, Import, Post
from seminar.models import Seminar
from tests import make
from tests.posts.walls.make_markdown import markdown
from tests.posts.walls.make_tables import zip_2025

pytestmark = pytest.mark.django_db


def send(client, data: bytes, name: str = "vegg.md"):
    return client.post(reverse("upload"), {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def imported(aud, client) -> Import:
    send(client, markdown().encode())
    return Import.objects.get()


def preview(imported: Import) -> str:
    return reverse("import", args=[imported.uid])


def answers(client, imported: Import, **changed) -> dict:
    """The data that the preview sends when a person presses Import without changing anything."""
    form = client.get(preview(imported)).context["form"]
    given = {name: field.initial for name, field in form.fields.items() if field.initial not in (None, False)}
    return given | {"confirm": "1"} | changed


def test_an_upload_leads_to_its_preview_and_adds_nothing_to_a_seminar(aud, client):
    response = send(client, markdown().encode())
    assert response.url == preview(Import.objects.get())
    assert (Seminar.objects.count(), Post.objects.count()) == (0, 0)


def test_text_can_be_pasted_instead_of_uploaded(aud, client):
    response = client.post(reverse("upload"), {"text": markdown()})
    assert response.status_code == 302
    assert len(Import.objects.get().wall.entries) == 12


def test_a_file_that_cannot_be_read_is_an_error_of_its_field(aud, client):
    response = send(client, b"<!DOCTYPE html><html>Log in</html>", "login.csv")
    assert response.status_code == 422
    page = response.content.decode()
    assert 'aria-describedby="id_file_helptext id_file_error"' in page
    assert 'id="id_file_error"' in page
    assert not Import.objects.exists()


def test_an_empty_form_is_an_error(aud, client):
    assert client.post(reverse("upload"), {}).context["form"].errors["file"]


def test_the_error_for_a_file_over_the_limit_names_the_limit(aud, client, monkeypatch):
    monkeypatch.setattr("posts.importing.upload.LARGEST", 100_000)
    response = send(client, b"x" * 200_000)
    assert response.status_code == 422
    assert "MB" in response.content.decode()
    assert not Import.objects.exists()


def test_the_preview_shows_the_content_of_the_wall(imported, client):
    page = client.get(preview(imported)).content.decode()
    for word in (imported.wall.title, imported.wall.sections[0].title, imported.wall.entries[0].author):
        assert word in page


def test_confirming_adds_the_notes_and_leads_to_the_board(imported, client):
    response = client.post(preview(imported), answers(client, imported))
    seminar = Seminar.objects.get()
    assert response.url == reverse("board", args=[seminar.slug])
    assert seminar.posts.count() == 11
    assert seminar.posts.exclude(group=None).exists()


def test_a_double_click_on_import_imports_once(imported, client):
    given = answers(client, imported)
    client.post(preview(imported), given)
    client.post(preview(imported), given)
    assert (Seminar.objects.count(), Post.objects.count()) == (1, 11)


def test_groups_are_accepted_changed_and_ignored(imported, client):
    first, second, *_ = [proposal for proposal in ImportPlan.of(imported).proposals if proposal.says_group]
    given = answers(client, imported, **{f"name_{first.id}": "Bord tolv"})
    del given[f"accept_{second.id}"]
    client.post(preview(imported), given)
    names = set(Seminar.objects.get().groups.values_list("name", flat=True))
    assert "Bord tolv" in names
    assert second.name not in names


def test_all_names_that_are_hardly_groups_can_be_made_groups_with_one_tick(aud, client):
    rows = "".join(f"Vi tar med noe nummer {n},Vika {n}\n" for n in "abc")
    send(client, f"Body,Author\n{rows}Og te,Bord 1\n".encode(), "vegg.csv")
    imported = Import.objects.get()
    client.post(preview(imported), answers(client, imported, all_names="on", title="Kvelden i Vika"))
    seminar = Seminar.objects.get()
    assert seminar.title == "Kvelden i Vika"
    assert {group.name for group in seminar.groups.all()} == {"Vika a", "Vika b", "Vika c", "Bord 1"}


def test_a_title_that_was_changed_is_the_heading_of_the_preview(imported, client):
    given = answers(client, imported, title="En annen tittel")
    del given["confirm"]
    client.post(preview(imported), given)
    assert "<h1>En annen tittel</h1>" in client.get(preview(imported)).content.decode()


def test_choices_are_saved_without_importing(imported, client):
    proposal = ImportPlan.of(imported).proposals[0]
    given = answers(client, imported, **{f"name_{proposal.id}": "Bord tolv", f"accept_{proposal.id}": "on"})
    del given["confirm"]
    client.post(preview(imported), given)
    assert Import.objects.get().choices.groups[proposal.id] == "Bord tolv"
    assert not Seminar.objects.exists()


def test_a_repair_without_a_tick_is_undone(aud, client):
    send(client, markdown().replace("flere voksne", "fÃ¸re voksne").encode())
    imported = Import.objects.get()
    address = reverse("import_repairs", args=[imported.uid, "encoding"])
    assert "fÃ¸re" in client.get(address).content.decode()
    client.post(address, {})
    client.post(preview(imported), answers(client, imported))
    assert "fÃ¸re voksne" in Post.objects.get(position=0).body


def test_the_preview_of_a_second_import_shows_what_is_new(imported, client):
    client.post(preview(imported), answers(client, imported))
    send(client, markdown().encode())
    again = Import.objects.first()
    matches = client.get(preview(again)).context["plan"].matches
    assert (len(matches.new), len(matches.known)) == (0, 11)


def test_the_preview_says_that_a_note_was_deleted_for_good(imported, client):
    client.post(preview(imported), answers(client, imported))
    Erasure.objects.ask(Post.objects.first(), by=None).carry_out()
    send(client, markdown().encode())
    page = client.get(preview(Import.objects.first())).content.decode()
    assert "1 note was deleted for good and is left out." in page and "Nothing here is new." in page


def test_what_a_group_wrote_elsewhere_is_pasted_for_a_round_and_split_by_its_questions(aud, client):
    seminar = make.seminar(by=aud)
    round, group = make.round(seminar), make.group(seminar)
    round.add_questions(["Kva manglar i bygda?", "Kven kan hjelpe?"])
    address = reverse("paste", args=[seminar.slug])
    text = "Kva manglar i bygda?\nEin varm stad.\n\nKven kan hjelpe?\nNaboen.\nOg kommunen."
    assert client.post(address, {"round": round.pk, "group": group.pk, "text": " "}).status_code == 422
    for times in (1, 2):
        response = client.post(address, {"round": round.pk, "group": group.pk, "text": text})
        imported = Import.objects.first()
        assert (response.url, Post.objects.count()) == (preview(imported), 0 if times == 1 else 2)
        if times == 1:
            client.post(preview(imported), answers(client, imported))
    notes = [(post.question.text, post.body, post.group, post.round) for post in Post.objects.all()]
    assert notes == [
        ("Kva manglar i bygda?", "Ein varm stad.", group, round),
        ("Kven kan hjelpe?", "Naboen.\nOg kommunen.", group, round),
    ]
    matches = ImportPlan.of(imported).matches
    assert (matches.new, matches.gone, len(matches.known)) == ([], [], 2)
    client.force_login(make.person("Dag"))
    assert client.get(address).status_code == 404


def test_an_import_is_undone_from_its_page(imported, client):
    client.post(preview(imported), answers(client, imported))
    address = reverse("import_undo", args=[imported.uid])
    assert client.get(address).status_code == 200
    client.post(address, {})
    assert (Seminar.objects.count(), Post.objects.count()) == (0, 0)
    assert client.get(preview(imported)).status_code == 200


def test_undoing_an_import_that_was_worked_on_asks_for_consent(imported, client, aud):
    client.post(preview(imported), answers(client, imported))
    make.theme(Seminar.objects.get()).add_post(Post.objects.first(), by=aud)
    address = reverse("import_undo", args=[imported.uid])
    client.post(address, {})
    assert Post.objects.count() == 11
    client.post(address, {"agree": "on", "seen": "1"})
    assert Post.objects.count() == 0


def test_a_preview_can_be_discarded(imported, client):
    client.post(reverse("import_forget", args=[imported.uid]))
    assert not Import.objects.exists()


@pytest.mark.parametrize("name", ["import", "import_undo", "import_forget"])
def test_a_stranger_gets_404(imported, client, name):
    address = reverse(name, args=[imported.uid])
    client.force_login(make.person("Dag"))
    method = client.post if name == "import_forget" else client.get
    assert method(address).status_code == 404
    client.logout()
    assert method(address).status_code == 302


TABLE = "Qwx,Forfatter,Kl\nMer suppe på torsdag,Bord 1,03/04/2026 09:00\nMindre møter,Bord 2,05/04/2026 09:00\n"


def test_the_longest_column_of_a_table_is_proposed_as_the_text_and_can_be_changed(aud, client):
    send(client, TABLE.encode(), "tabell.csv")
    imported = Import.objects.get()
    assert "Mer suppe på torsdag" in client.get(preview(imported)).content.decode()
    given = answers(client, imported, column_0="")
    assert client.post(preview(imported), given).url == preview(imported)
    assert not Post.objects.exists()
    client.post(preview(imported), answers(client, imported, column_0="body", date_order="day", title="Suppe"))
    assert list(Post.objects.values_list("body", flat=True)) == ["Mer suppe på torsdag", "Mindre møter"]
    assert [post.written_at.month for post in Post.objects.all()] == [4, 4]
    assert Seminar.objects.get().title == "Suppe"


def test_what_the_file_says_and_was_not_found_is_at_the_top_of_the_preview(aud, client):
    send(client, b"En linje over\n\n" + markdown().replace("**Posts:** 8", "**Posts:** 11").encode())
    page = client.get(preview(Import.objects.get())).content.decode()
    top = page[: page.index('id="choices"')]
    assert "Notes in the file: 11 by its own count, 8 found." in top
    assert "1 part of the file could not be read." in top
    assert "En linje over" in page[: page.index('name="confirm"')]


def test_the_line_of_an_empty_entry_is_shown(aud, client):
    send(client, b"Subject,Body,Author\nKor,Noter.,Odd\n,N/A,Bord 9\n", "vegg.csv")
    page = client.get(preview(Import.objects.get())).content.decode()
    assert "An empty entry is left out. ,N/A,Bord 9" in page


def test_a_wall_that_has_lost_most_of_its_notes_is_added_only_when_that_is_meant(imported, client):
    client.post(preview(imported), answers(client, imported))
    empty = markdown().split("### 1.")[0] + "### 1. Ny\n**Author:** Aud\n\n<p>Alt er nytt.</p>\n\n---\n"
    send(client, empty.encode())
    again = Import.objects.first()
    given = answers(client, again)
    assert client.post(preview(again), given).status_code == 422
    assert Post.objects.count() == 11
    client.post(preview(again), given | {"meant": "on"})
    assert Post.objects.count() == 12


@pytest.mark.once
def test_the_preview_of_ten_thousand_entries_is_small_enough_to_use(aud, client):
    rows = "\n".join(
        f"Sak {n},Vi treng fleire benkar nummer {n},Bord {n % 200},2026-03-17 09:{n % 60:02}:00 UTC"
        for n in range(10_000)
    )
    send(client, f"Subject,Body,Author,Created At\n{rows}\n".encode(), "stor.csv")
    imported = Import.objects.get()
    assert len(client.get(preview(imported)).content) < 400_000
    client.post(preview(imported), answers(client, imported))
    assert Post.objects.count() == 10_000


def test_a_zip_is_uploaded_like_any_other_file(aud, client):
    assert send(client, zip_2025(), "Padlet.zip").status_code == 302


def test_the_error_for_a_pasted_text_over_the_limit_names_the_limit(aud, client):
    response = client.post(reverse("upload"), {"text": "a" * 21 * 1024 * 1024})
    assert response.status_code == 422
    assert "20 MB" in response.content.decode()


def test_notes_without_an_author_have_a_label_of_their_own(aud, client):
    send(client, b"Section,Body,Author\nDel 1,Vi vil ha te,\nDel 1,Mer kaffe,Bord 1\n", "vegg.csv")
    labels = [str(field.label) for field in client.get(preview(Import.objects.get())).context["form"].fields.values()]
    assert "Make “no name” a group" in labels
    assert "Make “” a group" not in labels

"""Bringing in a wall, on screen: each page answers, a stranger meets nothing, nothing is kept unless confirmed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from posts.models import Import, Post
from seminar.models import Seminar
from tests import make
from tests.walls.make_markdown import markdown
from tests.walls.make_tables import zip_2025

pytestmark = pytest.mark.django_db


@pytest.fixture
def aud(client):
    aud = make.person("Aud")
    client.force_login(aud)
    return aud


def send(client, data: bytes, name: str = "vegg.md"):
    return client.post(reverse("upload"), {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def imported(aud, client) -> Import:
    send(client, markdown().encode())
    return Import.objects.get()


def preview(imported: Import) -> str:
    return reverse("import", args=[imported.uid])


def answers(client, imported: Import, **changed) -> dict:
    """What the preview's form holds when a person presses Import without touching anything."""
    form = client.get(preview(imported)).context["form"]
    given = {name: field.initial for name, field in form.fields.items() if field.initial not in (None, False)}
    return given | {"confirm": "1"} | changed


def test_a_file_that_is_read_leads_to_its_preview_and_nothing_is_kept_in_a_seminar(aud, client):
    response = send(client, markdown().encode())
    assert response.url == preview(Import.objects.get())
    assert (Seminar.objects.count(), Post.objects.count()) == (0, 0)


def test_text_can_be_pasted_instead_of_sent(aud, client):
    response = client.post(reverse("upload"), {"text": markdown()})
    assert response.status_code == 302
    assert len(Import.objects.get().wall.entries) == 12


def test_a_file_that_cannot_be_read_is_an_error_tied_to_its_field(aud, client):
    response = send(client, b"<!DOCTYPE html><html>Log in</html>", "login.csv")
    assert response.status_code == 422
    page = response.content.decode()
    assert 'aria-describedby="id_file_helptext id_file_error"' in page
    assert 'id="id_file_error"' in page
    assert not Import.objects.exists()


def test_nothing_chosen_is_told(aud, client):
    assert client.post(reverse("upload"), {}).context["form"].errors["file"]


def test_a_file_over_the_limit_is_told_the_limit(aud, client, monkeypatch):
    monkeypatch.setattr("posts.uploads.LARGEST", 100_000)
    response = send(client, b"x" * 200_000)
    assert response.status_code == 422
    assert "MB" in response.content.decode()
    assert not Import.objects.exists()


def test_the_preview_shows_what_was_found(imported, client):
    page = client.get(preview(imported)).content.decode()
    for word in (imported.wall.title, imported.wall.sections[0].title, imported.wall.entries[0].author):
        assert word in page


def test_confirming_writes_the_notes_and_leads_to_the_board(imported, client):
    response = client.post(preview(imported), answers(client, imported))
    seminar = Seminar.objects.get()
    assert response.url == reverse("board", args=[seminar.slug])
    assert seminar.posts.count() == 11
    assert seminar.posts.exclude(group=None).exists()


def test_a_double_click_on_import_writes_once(imported, client):
    given = answers(client, imported)
    client.post(preview(imported), given)
    client.post(preview(imported), given)
    assert (Seminar.objects.count(), Post.objects.count()) == (1, 11)


def test_groups_are_accepted_changed_and_ignored(imported, client):
    first, second, *_ = [proposal for proposal in imported.plan.proposals if proposal.says_group]
    given = answers(client, imported, **{f"name_{first.id}": "Bord tolv"})
    del given[f"accept_{second.id}"]
    client.post(preview(imported), given)
    names = set(Seminar.objects.get().groups.values_list("name", flat=True))
    assert "Bord tolv" in names
    assert second.name not in names


def test_choices_are_kept_while_looking_again(imported, client):
    proposal = imported.plan.proposals[0]
    given = answers(client, imported, **{f"name_{proposal.id}": "Bord tolv", f"accept_{proposal.id}": "on"})
    del given["confirm"]
    client.post(preview(imported), given)
    assert Import.objects.get().choices.groups[proposal.id] == "Bord tolv"
    assert not Seminar.objects.exists()


def test_a_mend_is_put_back_by_taking_its_tick_away(aud, client):
    send(client, markdown().replace("flere voksne", "�ere voksne, noen flere").encode())
    imported = Import.objects.get()
    address = reverse("import_mends", args=[imported.uid, "letters"])
    assert "�ere" in client.get(address).content.decode()
    client.post(address, {})
    client.post(preview(imported), answers(client, imported))
    assert "�ere voksne" in Post.objects.get(position=0).body


def test_a_second_import_says_what_is_new(imported, client):
    client.post(preview(imported), answers(client, imported))
    send(client, markdown().encode())
    again = Import.objects.first()
    news = client.get(preview(again)).context["plan"].news
    assert (len(news.new), len(news.known)) == (0, 11)


def test_an_import_is_taken_back_from_its_page(imported, client):
    client.post(preview(imported), answers(client, imported))
    address = reverse("import_take_back", args=[imported.uid])
    assert client.get(address).status_code == 200
    client.post(address, {})
    assert (Seminar.objects.count(), Post.objects.count()) == (0, 0)
    assert client.get(preview(imported)).status_code == 200


def test_taking_back_work_asks_first(imported, client, aud):
    client.post(preview(imported), answers(client, imported))
    make.theme(Seminar.objects.get()).take(Post.objects.first(), by=aud)
    address = reverse("import_take_back", args=[imported.uid])
    client.post(address, {})
    assert Post.objects.count() == 11
    client.post(address, {"agree": "on", "seen": "1"})
    assert Post.objects.count() == 0


def test_a_preview_can_be_dropped(imported, client):
    client.post(reverse("import_forget", args=[imported.uid]))
    assert not Import.objects.exists()


@pytest.mark.parametrize("name", ["import", "import_take_back", "import_forget"])
def test_a_stranger_meets_nothing(imported, client, name):
    address = reverse(name, args=[imported.uid])
    client.force_login(make.person("Dag"))
    method = client.post if name == "import_forget" else client.get
    assert method(address).status_code == 404
    client.logout()
    assert method(address).status_code == 302


def test_a_table_with_an_unknown_column_asks_what_it_is(aud, client):
    send(client, "Innspill,Forfatter\nMer suppe på torsdag,Bord 1\nMindre møter,Bord 2\n".encode(), "tabell.csv")
    imported = Import.objects.get()
    assert client.post(preview(imported), answers(client, imported)).url == preview(imported)
    assert not Post.objects.exists()
    client.post(preview(imported), answers(client, imported, column_0="body"))
    assert list(Post.objects.values_list("body", flat=True)) == ["Mer suppe på torsdag", "Mindre møter"]


@pytest.mark.once
def test_ten_thousand_entries_have_a_preview_of_a_size_that_can_be_used(aud, client):
    rows = "\n".join(
        f"Sak {n},Vi treng fleire benkar nummer {n},Bord {n % 200},2026-03-17 09:{n % 60:02}:00 UTC"
        for n in range(10_000)
    )
    send(client, f"Subject,Body,Author,Created At\n{rows}\n".encode(), "stor.csv")
    imported = Import.objects.get()
    assert len(client.get(preview(imported)).content) < 400_000
    client.post(preview(imported), answers(client, imported))
    assert Post.objects.count() == 10_000


def test_a_zip_comes_in_like_any_other_file(aud, client):
    assert send(client, zip_2025(), "Padlet.zip").status_code == 302


def test_a_paste_over_the_limit_is_told_the_limit(aud, client):
    response = client.post(reverse("upload"), {"text": "a" * 21 * 1024 * 1024})
    assert response.status_code == 422
    assert "20 MB" in response.content.decode()

from django.urls import path

from .views import imports, room, wall, writing

urlpatterns = [
    # /s/<slug>/write/
    path("s/<slug:slug>/write/notes/<uuid:uid>/", writing.note, name="write_note"),
    path("s/<slug:slug>/write/notes/<uuid:uid>/state/", writing.standing, name="write_state"),
    path("s/<slug:slug>/write/drafts/", writing.draft, name="write_draft"),
    path("s/<slug:slug>/room/", room.show, name="room"),
    path("s/<slug:slug>/room/now/", room.now, name="room_now"),
    path("s/<slug:slug>/wall/", wall.show, name="wall"),
    path("s/<slug:slug>/wall/notes/", wall.notes, name="wall_notes"),
    path("s/<slug:slug>/imports/", imports.listed, name="imports"),
    path("import/", imports.upload, name="upload"),
    path("import/<str:uid>/", imports.preview, name="import"),
    path("import/<str:uid>/mends/<slug:kind>/", imports.mends_of_kind, name="import_mends"),
    path("import/<str:uid>/take-back/", imports.take_back, name="import_take_back"),
    path("import/<str:uid>/forget/", imports.forget, name="import_forget"),
]

from django.urls import path

from .views import devices, imports, offline, rehearsal, room, wall, write, writing

urlpatterns = [
    path("sw.js", offline.worker, name="worker"),
    # /s/<slug>/write/
    path("s/<slug:slug>/write/", write.show, name="write"),
    path("s/<slug:slug>/write/now/", write.now, name="write_now"),
    path("s/<slug:slug>/write/split/", writing.split, name="write_split"),
    path("s/<slug:slug>/write/notes/<uuid:uid>/text/", write.text, name="write_text"),
    path("s/<slug:slug>/write/notes/<uuid:uid>/turn/", write.turn, name="write_turn"),
    path("s/<slug:slug>/write/notes/<uuid:uid>/", writing.note, name="write_note"),
    path("s/<slug:slug>/write/notes/<uuid:uid>/state/", writing.standing, name="write_state"),
    path("s/<slug:slug>/write/drafts/", writing.draft, name="write_draft"),
    path("s/<slug:slug>/room/", room.show, name="room"),
    path("s/<slug:slug>/room/now/", room.now, name="room_now"),
    path("s/<slug:slug>/wall/", wall.show, name="wall"),
    path("s/<slug:slug>/wall/notes/", wall.notes, name="wall_notes"),
    path("s/<slug:slug>/devices/", devices.devices, name="devices"),
    path("s/<slug:slug>/devices/<int:pk>/group/", devices.move, name="device_group"),
    path("s/<slug:slug>/devices/<int:pk>/door/", devices.turn_door, name="device_door"),
    path("s/<slug:slug>/devices/<int:pk>/notes/", devices.turn_notes, name="device_notes"),
    path("s/<slug:slug>/rehearsal/", rehearsal.show, name="rehearsal"),
    path("s/<slug:slug>/rehearsal/beginning/", rehearsal.begin, name="rehearsal_begin"),
    path("s/<slug:slug>/rehearsal/people/", rehearsal.add_people, name="rehearsal_people"),
    path("s/<slug:slug>/rehearsal/wave/", rehearsal.let_write, name="rehearsal_wave"),
    path("s/<slug:slug>/rehearsal/end/", rehearsal.end, name="rehearsal_end"),
    path("s/<slug:slug>/imports/", imports.listed, name="imports"),
    path("import/", imports.upload, name="upload"),
    path("import/<str:uid>/", imports.preview, name="import"),
    path("import/<str:uid>/mends/<slug:kind>/", imports.mends_of_kind, name="import_mends"),
    path("import/<str:uid>/take-back/", imports.take_back, name="import_take_back"),
    path("import/<str:uid>/forget/", imports.forget, name="import_forget"),
]

from django.urls import path

from posts.erasure import views as erasure_views
from posts.importing import views as import_views
from posts.rehearsal import views as rehearsal_views
from posts.room import device_views, group_views, room_views, wall_actions, wall_views
from posts.writing import api as writing_api
from posts.writing import offline as writing_offline
from posts.writing import own_notes
from posts.writing import views as writing_views

urlpatterns = [
    path("sw.js", writing_offline.service_worker, name="worker"),
    path("s/<slug:slug>/write/", writing_views.show, name="write"),
    path("s/<slug:slug>/write/now/", writing_views.current, name="write_now"),
    path("s/<slug:slug>/write/own/", own_notes.show, name="own_notes"),
    path("s/<slug:slug>/write/own/text/", own_notes.download, name="own_notes_file"),
    path("s/<slug:slug>/write/split/", writing_api.propose_parts, name="write_split"),
    path("s/<slug:slug>/write/notes/<uuid:uid>/text/", writing_views.edit, name="write_text"),
    path("s/<slug:slug>/write/notes/<uuid:uid>/turn/", writing_views.set_state, name="write_turn"),
    path("s/<slug:slug>/write/notes/<uuid:uid>/", writing_api.save_note, name="write_note"),
    path("s/<slug:slug>/write/notes/<uuid:uid>/state/", writing_api.set_state, name="write_state"),
    path("s/<slug:slug>/write/drafts/", writing_api.save_draft, name="write_draft"),
    path("s/<slug:slug>/write/drafts/<int:pk>/fetch/", writing_views.fetch_draft, name="write_fetch"),
    path("s/<slug:slug>/write/call/", writing_views.call, name="write_call"),
    path("s/<slug:slug>/room/", room_views.show, name="room"),
    path("s/<slug:slug>/room/now/", room_views.current, name="room_now"),
    path("s/<slug:slug>/room/groups/<int:pk>/", group_views.show, name="room_group"),
    path("s/<slug:slug>/room/writing/", group_views.set_writing, name="group_writing"),
    path("s/<slug:slug>/room/unsent/<int:pk>/", room_views.ask_for_unsent, name="ask_for_unsent"),
    path("s/<slug:slug>/wall/", wall_views.show, name="wall"),
    path("s/<slug:slug>/wall/notes/", wall_views.notes, name="wall_notes"),
    path("s/<slug:slug>/wall/do/", wall_actions.act, name="wall_do"),
    path("s/<slug:slug>/devices/", device_views.show, name="devices"),
    path("s/<slug:slug>/devices/<int:pk>/group/", device_views.move, name="device_group"),
    path("s/<slug:slug>/devices/<int:pk>/door/", device_views.set_access, name="device_door"),
    path("s/<slug:slug>/devices/<int:pk>/notes/", device_views.set_notes_visibility, name="device_notes"),
    path("s/<slug:slug>/rehearsal/", rehearsal_views.show, name="rehearsal"),
    path("s/<slug:slug>/rehearsal/beginning/", rehearsal_views.begin, name="rehearsal_begin"),
    path("s/<slug:slug>/rehearsal/people/", rehearsal_views.add_people, name="rehearsal_people"),
    path("s/<slug:slug>/rehearsal/wave/", rehearsal_views.write_wave, name="rehearsal_wave"),
    path("s/<slug:slug>/rehearsal/end/", rehearsal_views.end, name="rehearsal_end"),
    path("s/<slug:slug>/imports/", import_views.show_all, name="imports"),
    path("s/<slug:slug>/imports/paste/", import_views.paste, name="paste"),
    path("s/<slug:slug>/erasure/", erasure_views.seminar, name="seminar_erasure"),
    path("s/<slug:slug>/erasure/retention/", erasure_views.retain, name="retention"),
    path("s/<slug:slug>/erasure/posts/<str:uid>/", erasure_views.note, name="note_erasure"),
    path("s/<slug:slug>/erasure/devices/<int:pk>/", erasure_views.device, name="device_erasure"),
    path("account/data/", erasure_views.data, name="person_data"),
    path("account/erasure/", erasure_views.person, name="person_erasure"),
    path("import/", import_views.upload, name="upload"),
    path("import/<str:uid>/", import_views.preview, name="import"),
    path("import/<str:uid>/repairs/<slug:kind>/", import_views.repairs_of_kind, name="import_repairs"),
    path("import/<str:uid>/undo/", import_views.undo, name="import_undo"),
    path("import/<str:uid>/forget/", import_views.forget, name="import_forget"),
]

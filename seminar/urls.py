from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from seminar import design
from seminar.live import views as live
from seminar.views import cards, groups, home, joining, members, participants, rounds, setup, steering, who

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.health, name="health"),
    path("language/", set_language, name="set_language"),
    path("appearance/", design.appearance, name="appearance"),
    path("s/<slug:slug>/live", live.live, name="live"),
    path("s/<slug:slug>/changes", live.changes, name="changes"),
    path("s/<slug:slug>/write/live", live.live_scribe, name="write_live"),
    path("s/<slug:slug>/write/changes", live.changes_scribe, name="write_changes"),
    path("j/", joining.enter, name="enter"),
    path("j/<str:key>", joining.join, name="join"),
    path("s/<slug:slug>/who/", who.who, name="who"),
    path("s/<slug:slug>/who/device/", who.offer_move, name="who_device"),
    path("s/<slug:slug>/who/leaving/", who.leave, name="who_leave"),
    path("s/<slug:slug>/cards/", cards.cards, name="cards"),
    path("account/", include("allauth.account.urls")),
    path("seminars/new/", home.new, name="seminar_new"),
    # /s/<slug>/setup/
    path("s/<slug:slug>/setup/", setup.show, name="setup"),
    path("s/<slug:slug>/setup/facts/", setup.facts, name="setup_facts"),
    path("s/<slug:slug>/setup/rounds/", rounds.add, name="setup_rounds"),
    path("s/<slug:slug>/setup/rounds/<int:pk>/", rounds.change, name="setup_round"),
    path("s/<slug:slug>/setup/rounds/<int:pk>/place/", rounds.move_round, name="setup_round_place"),
    path("s/<slug:slug>/setup/rounds/<int:pk>/questions/", rounds.ask, name="setup_round_questions"),
    path("s/<slug:slug>/setup/rounds/<int:pk>/removal/", rounds.remove_round, name="setup_round_removal"),
    path("s/<slug:slug>/setup/questions/<int:pk>/", rounds.reword, name="setup_question"),
    path("s/<slug:slug>/setup/questions/<int:pk>/place/", rounds.move_question, name="setup_question_place"),
    path("s/<slug:slug>/setup/questions/<int:pk>/removal/", rounds.remove_question, name="setup_question_removal"),
    path("s/<slug:slug>/setup/groups/", groups.add, name="setup_groups"),
    path("s/<slug:slug>/setup/groups/series/", groups.add_series, name="setup_series"),
    path("s/<slug:slug>/setup/groups/parting/", groups.part, name="setup_parting"),
    path("s/<slug:slug>/setup/groups/<int:pk>/", groups.change, name="setup_group"),
    path("s/<slug:slug>/setup/groups/<int:pk>/join/", groups.join, name="setup_join"),
    path("s/<slug:slug>/setup/groups/<int:pk>/removal/", groups.remove, name="setup_group_removal"),
    path("s/<slug:slug>/setup/participants/", participants.change, name="setup_participants"),
    path("s/<slug:slug>/setup/doors/", participants.turn_doors, name="setup_doors"),
    path("s/<slug:slug>/setup/codes/", participants.change_codes, name="setup_codes"),
    path("s/<slug:slug>/setup/members/", members.invite, name="setup_members"),
    path("s/<slug:slug>/setup/members/<int:pk>/", members.change, name="setup_member"),
    path("s/<slug:slug>/setup/members/<int:pk>/invitation/", members.invite_again, name="setup_invitation"),
    path("s/<slug:slug>/setup/members/<int:pk>/removal/", members.remove, name="setup_member_removal"),
    path("s/<slug:slug>/room/rounds/<int:pk>/", steering.steer, name="steer_round"),
    path("s/<slug:slug>/room/questions/<int:pk>/", steering.ask, name="steer_question"),
    path("", include("posts.urls")),
    path("", include("themes.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("design/", design.design, name="design"))

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.urls import include, path, re_path
from django.views.i18n import set_language

from seminar.accessibility.views import statement
from seminar.accounts import providers, second_factor
from seminar.accounts import views as own_account
from seminar.accounts.confirmation import recently_confirmed
from seminar.joining import cards, who
from seminar.joining import views as joining
from seminar.live import views as live
from seminar.messages import views as messages
from seminar.rounds import views as steering
from seminar.server import design
from seminar.server.security_txt import security_txt
from seminar.setup import home
from seminar.setup import views as setup
from seminar.setup.groups import many_views as many_groups
from seminar.setup.groups import views as groups
from seminar.setup.members import views as members
from seminar.setup.participants import views as participants
from seminar.setup.plan import views as plan
from seminar.setup.rounds import views as rounds

urlpatterns = [
    path("", home.home, name="home"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("accessibility/", statement, name="accessibility"),
    path("language/", set_language, name="set_language"),
    path("appearance/", design.appearance, name="appearance"),
    path("s/<slug:slug>/live", live.live, name="live"),
    path("s/<slug:slug>/changes", live.changes, name="changes"),
    path("s/<slug:slug>/write/live", live.live_scribe, name="write_live"),
    path("s/<slug:slug>/write/changes", live.changes_scribe, name="write_changes"),
    path("j/", joining.enter, name="enter"),
    path("j/manifest.webmanifest", joining.manifest, name="manifest"),
    path("j/<str:key>", joining.join, name="join"),
    path("s/<slug:slug>/who/", who.who, name="who"),
    path("s/<slug:slug>/who/device/", who.offer_move, name="who_device"),
    path("s/<slug:slug>/who/leaving/", who.leave, name="who_leave"),
    path("s/<slug:slug>/cards/", cards.cards, name="cards"),
    path("account/", own_account.account, name="account"),
    path("account/name/", own_account.name, name="account_name"),
    path("account/address/", own_account.address, name="account_address"),
    path("account/address/code/", own_account.address_code, name="account_address_code"),
    path("account/confirmation/", own_account.confirm_person, name="account_confirm"),
    path("account/confirmation/code/", own_account.confirm_person_code, name="account_confirm_code"),
    path("account/sessions/", own_account.sessions, name="account_sessions"),
    path("account/with/<slug:provider_id>/", providers.log_in, name="openid_connect_login"),
    path("account/with/<slug:provider_id>/callback/", providers.callback, name="openid_connect_callback"),
    path("account/with/<slug:provider_id>/removal/", providers.disconnect, name="account_provider_removal"),
    # Only these of allauth's pages: others let a person claim an address that is not proved, or make an account.
    path("account/login/", own_account.LoginView.as_view(), name="account_login"),
    path("account/login/code/", account.request_login_code, name="account_request_login_code"),
    path("account/login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("account/login/factor/", second_factor.Authenticate.as_view(), name="mfa_authenticate"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/confirmation/password/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirmation/factor/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/confirmation/passkey/",
        second_factor.ReauthenticatePasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/password/", recently_confirmed(account.password_change), name="account_change_password"),
    path("account/password/first/", recently_confirmed(account.password_set), name="account_set_password"),
    path("account/password/reset/", account.password_reset, name="account_reset_password"),
    path("account/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("account/factors/", mfa.index, name="mfa_index"),
    path("account/factors/app/", recently_confirmed(totp.activate_totp), name="mfa_activate_totp"),
    path("account/factors/app/removal/", recently_confirmed(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/factors/passkeys/", recently_confirmed(second_factor.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "account/factors/passkeys/<int:pk>/removal/",
        recently_confirmed(second_factor.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "account/factors/recovery-codes/",
        recently_confirmed(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/factors/recovery-codes/new/",
        recently_confirmed(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("seminars/new/", home.new, name="seminar_new"),
    path("s/<slug:slug>/", home.front, name="seminar"),
    # /s/<slug>/setup/
    path("s/<slug:slug>/setup/", setup.show, name="setup"),
    path("s/<slug:slug>/setup/facts/", setup.facts, name="setup_facts"),
    path("s/<slug:slug>/plan/", plan.show, name="plan"),
    path("s/<slug:slug>/setup/plan/", plan.change, name="setup_plan"),
    path("s/<slug:slug>/setup/rounds/", rounds.add, name="setup_rounds"),
    path("s/<slug:slug>/setup/rounds/<int:pk>/", rounds.change, name="setup_round"),
    path("s/<slug:slug>/setup/rounds/<int:pk>/place/", rounds.move_round, name="setup_round_place"),
    path("s/<slug:slug>/setup/rounds/<int:pk>/questions/", rounds.ask, name="setup_round_questions"),
    path("s/<slug:slug>/setup/rounds/<int:pk>/removal/", rounds.remove_round, name="setup_round_removal"),
    path("s/<slug:slug>/setup/questions/<int:pk>/", rounds.reword, name="setup_question"),
    path("s/<slug:slug>/setup/questions/<int:pk>/place/", rounds.move_question, name="setup_question_place"),
    path("s/<slug:slug>/setup/questions/<int:pk>/removal/", rounds.remove_question, name="setup_question_removal"),
    path("s/<slug:slug>/setup/groups/", many_groups.add, name="setup_groups"),
    path("s/<slug:slug>/setup/groups/series/", many_groups.add_series, name="setup_series"),
    path("s/<slug:slug>/setup/groups/many/", many_groups.many, name="setup_many_groups"),
    path("s/<slug:slug>/setup/groups/many/undo/", many_groups.undo, name="setup_groups_undo"),
    path("s/<slug:slug>/setup/groups/parting/", groups.unmerge, name="setup_parting"),
    path("s/<slug:slug>/setup/groups/without-device/", many_groups.remove_without_device, name="setup_without_device"),
    path("s/<slug:slug>/setup/groups/<int:pk>/", groups.change, name="setup_group"),
    path("s/<slug:slug>/setup/groups/<int:pk>/join/", groups.merge, name="setup_join"),
    path("s/<slug:slug>/setup/groups/<int:pk>/removal/", groups.remove, name="setup_group_removal"),
    path("s/<slug:slug>/setup/participants/", participants.change, name="setup_participants"),
    path("s/<slug:slug>/setup/doors/", participants.set_doors, name="setup_doors"),
    path("s/<slug:slug>/setup/codes/", participants.change_codes, name="setup_codes"),
    path("s/<slug:slug>/setup/members/", members.invite, name="setup_members"),
    path("s/<slug:slug>/setup/members/<int:pk>/", members.change, name="setup_member"),
    path("s/<slug:slug>/setup/members/<int:pk>/invitation/", members.invite_again, name="setup_invitation"),
    path("s/<slug:slug>/setup/members/<int:pk>/removal/", members.remove, name="setup_member_removal"),
    path("s/<slug:slug>/room/rounds/<int:pk>/", steering.steer, name="steer_round"),
    path("s/<slug:slug>/room/questions/<int:pk>/", steering.ask, name="steer_question"),
    path("s/<slug:slug>/room/messages/", messages.send, name="message"),
    path("s/<slug:slug>/room/messages/<int:pk>/removal/", messages.remove, name="message_removal"),
    path("s/<slug:slug>/room/groups/<int:pk>/call/", messages.answer_call, name="answer_call"),
    path("", include("posts.urls")),
    path("", include("themes.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("design/", design.design, name="design"))

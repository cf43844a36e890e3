"""django-allauth, with accounts made only by invitation and by those who run the server."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from seminar.accounts.return_to_form import NOT_DONE
from seminar.accounts.sessions import end_sessions, notify_streams
from seminar.models import Person, Seminar
from seminar.models.person import one_form
from seminar.server.client_address import client_address, client_household


class Adapter(DefaultAccountAdapter):
    def get_client_ip(self, request):
        return client_address(request)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """For each network, so that nobody who knows an address can keep its owner out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)} {client_household(request)}"

    def is_open_for_signup(self, request):
        return False

    def is_reauthentication_required(self, *, app, **options):
        """Never by allauth, which asks nobody without a password: seminar/accounts/confirmation.py asks everyone."""
        return False

    def pre_login(self, request, user, *, email, **details):
        """A code that was sent to an address which the account has left since then no longer logs in."""
        if email and one_form(email) != user.email:
            return redirect("account_login")
        return super().pre_login(request, user, email=email, **details)

    def post_login(self, request, user, **details):
        response = super().post_login(request, user, **details)
        if request.session.pop(NOT_DONE, "") == response.url:
            messages.warning(request, _("Your last action was not carried out. Do it again."))
        if not user.name:
            return redirect(f"{reverse('account_name')}?{urlencode({'next': response.url})}")
        return response

    def logout(self, request):
        person = request.user
        super().logout(request)
        notify_streams(person)

    def set_password(self, user, password):
        super().set_password(user, password)
        end_sessions(user, but=context.request.session.session_key)

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    def format_email_subject(self, subject):
        return subject

    def send_mail(self, template_prefix, email, context):
        seminar = seminar_of_login(self.request, email)
        super().send_mail(template_prefix, email, {"seminar": seminar, **context})

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        super().send_notification_mail(template_prefix, user, context, email or user.email)


def seminar_of_login(request: HttpRequest, email: str) -> Seminar | None:
    """The seminar to name in a mail to this address: that of the page the person wants, or else their only one."""
    person = Person.objects.filter(email=email).first()
    if person is None:
        return None
    seminars = Seminar.objects.filter(members__person=person)
    slug = slug_of(request.POST.get("next") or request.GET.get("next") or "")
    if slug and (wanted := seminars.filter(slug=slug).first()):
        return wanted
    first_two = list(seminars[:2])
    return first_two[0] if len(first_two) == 1 else None


def slug_of(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).kwargs.get("slug", "")
    except Resolver404:
        return ""

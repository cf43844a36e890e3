"""Who is logged in. Each page of a member asks for the session and the person, so their statements are prepared."""

from datetime import datetime

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from seminar.models import Person
from seminar.models.prepared import prepared


class SessionStore(db.SessionStore):
    """Named by SESSION_ENGINE."""

    def _get_session_from_db(self) -> Session | None:
        """Django's method, of the same name."""
        session = next(iter(_unexpired(key=self.session_key, now=timezone.now())), None)
        if session is None:
            self._session_key = None
        return session


class Backend(AuthenticationBackend):
    """Named by AUTHENTICATION_BACKENDS."""

    def get_user(self, user_id: int) -> Person | None:
        person = next(iter(_person(pk=user_id)), None)
        return person if person and self.user_can_authenticate(person) else None


@prepared
def _unexpired(key: str, now: datetime) -> QuerySet:
    return Session.objects.filter(pk=key, expire_date__gt=now)


@prepared
def _person(pk: int) -> QuerySet:
    return Person.objects.filter(pk=pk)

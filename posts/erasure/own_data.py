"""What is stored about a person with an account, for that person. No secrets, and nothing that others wrote."""

from typing import Any

import msgspec
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils import timezone

from posts.models import Erasure
from seminar.models import Change, Person, Seminar

FORMAT, VERSION = "rundebord person", 1
FILE = ("format", "query", "asked_at", "finished_at", "size")


def own_data(person: Person) -> bytes:
    """JSON: the account, how and where it is logged in, its seminars, imports and files, and what the person did."""
    return msgspec.json.format(msgspec.json.encode(_collect(person)), indent=2)


def _collect(person: Person) -> dict[str, Any]:
    factors = Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")
    sessions = UserSession.objects.filter(user=person).values("created_at", "last_seen_at", "ip", "user_agent")
    providers = SocialAccount.objects.filter(user=person).values("provider", "uid", "date_joined", "extra_data")
    seminars = person.memberships.select_related("seminar").order_by("seminar__created_at")
    imports = person.imports.values("file_name", "read_at", "confirmed_at")
    files = Seminar.objects.filter(files__by=person).order_by("files__asked_at", "files__pk")
    files = files.values_list("slug", *(f"files__{field}" for field in FILE))
    changes = Change.objects.filter(by=person).select_related("seminar").order_by("at", "seminar", "number")
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": timezone.now(),
        "account": {
            "email": person.email,
            "name": person.name,
            "last_login": person.last_login,
            "has_password": person.has_usable_password(),
        },
        "second_factors": list(factors),
        "logins": list(sessions),
        "other_accounts": list(providers),
        "seminars": [{"title": one.seminar.title, "slug": one.seminar.slug, "role": one.role} for one in seminars],
        "imports": list(imports),
        "files_asked_for": [{"seminar": slug} | dict(zip(FILE, row, strict=True)) for slug, *row in files],
        "deletions_asked_for": list(Erasure.objects.filter(by=person).values("kind", "asked_at", "due_at", "done_at")),
        "actions": [
            {
                "seminar": change.seminar.slug,
                "number": change.number,
                "at": change.at,
                "event": change.verb,
                "reason": change.data.get("reason", ""),
            }
            for change in changes.iterator()
        ],
    }

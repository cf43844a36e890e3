import unicodedata
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower, Trim


def new_uid() -> str:
    """An id for a row that stays the same through export and import."""
    return str(uuid4())


class AddressTaken(Exception):
    """Another account has the address."""


def one_form(address: str) -> str:
    """The address in lower case and NFC, without spaces around it, and with no label of its domain in Punycode."""
    name, at, domain = unicodedata.normalize("NFC", address.strip().lower()).rpartition("@")
    return name + at + ".".join(map(_from_punycode, domain.split(".")))


def _from_punycode(label: str) -> str:
    try:
        # The lower case and NFC of what is decoded: a label in Punycode may hide another form of itself.
        return unicodedata.normalize("NFC", label.encode("ascii").decode("idna").lower())
    except UnicodeError:
        return label


class AddressField(models.EmailField):
    """An email address in one form. A lookup by another form finds it too."""

    def get_prep_value(self, value: str | None) -> str | None:
        value = super().get_prep_value(value)
        return value and one_form(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        setattr(model_instance, self.attname, self.get_prep_value(getattr(model_instance, self.attname)))
        return super().pre_save(model_instance, add)


class PersonManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        if not email:
            raise ValueError("A person needs an email address.")
        person = self.model(email=email, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def known_by_name(self, name: str, seminar: models.Model) -> "Person":
        """Somebody whom a file names: nobody can log in as this person. It is not saved."""
        uid = new_uid()
        nowhere = {"email": f"{uid}@nobody.invalid", "password": make_password(None), "is_active": False}
        return self.model(uid=uid, name=name, of_seminar=seminar, **nowhere)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        return self.create_user(email, password, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone with an account. Member says what a person may do in a seminar.

    An invitation is for the address, so an address is changed by `change_address` only, once the person has proved that
    the new one is their own. `email` is the only address of a person: no other table may hold one that counts.
    """

    uid = models.CharField(max_length=64, default=new_uid, unique=True, editable=False)
    email = AddressField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    of_seminar = models.ForeignKey("Seminar", models.CASCADE, null=True, blank=True, editable=False, related_name="+")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            models.CheckConstraint(condition=models.Q(email=Lower(Trim("email"))), name="person_email_in_one_form"),
            models.CheckConstraint(
                condition=models.Q(of_seminar=None) | models.Q(is_active=False), name="person_of_seminar_without_access"
            ),
        ]

    def __str__(self) -> str:
        """What others see. The address itself is shown to organizers and to the person only."""
        return self.name or self.email.rpartition("@")[0]

    def rename(self, name: str) -> None:
        self.name = name
        self.save(update_fields=["name"])

    def change_address(self, email: str) -> None:
        """Raises AddressTaken, also if another account got the address at the same moment."""
        try:
            with transaction.atomic():
                Person.objects.filter(pk=self.pk).update(email=email)
        except IntegrityError:
            raise AddressTaken from None
        self.refresh_from_db(fields=["email"])

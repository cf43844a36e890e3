"""How people sign in: django-allauth, with accounts made by those who run the server."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

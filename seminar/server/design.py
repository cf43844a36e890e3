"""The choice of light or dark, and a page for developers that shows every component."""

from django import forms
from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from seminar.server.cookies import PREFIX

ONE_YEAR = 365 * 24 * 3600
THEMES = ["Money", "Rooms and buses", "Children first", "Time", "Growing old", "Nature", "Language", "Trust"]


class AppearanceForm(forms.Form):
    appearance = forms.ChoiceField(choices=[(name, name) for name in ("light", "dark", "auto")])
    next = forms.CharField(required=False)


class SampleForm(forms.Form):
    """Every kind of field. Some are shown with an error."""

    title = forms.CharField(label="Seminar", help_text="As it shall stand on the summary.", max_length=80)
    email = forms.EmailField(label="Email")
    language = forms.ChoiceField(label="Language", choices=[("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")])
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"class": "is-voice"}))
    role = forms.ChoiceField(
        label="Role", choices=[("organizer", "Organizer"), ("viewer", "Viewer")], widget=forms.RadioSelect
    )
    keep = forms.BooleanField(label="Remember this group on this device", required=False)


@require_POST
def appearance(request):
    """Stores the choice in a cookie and redirects to the page it was made on."""
    form = AppearanceForm(request.POST)
    chosen = form.cleaned_data["appearance"] if form.is_valid() else "auto"
    page = form.cleaned_data.get("next", "")
    safe = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(page if safe and page.startswith("/") else "/")
    response.set_cookie(
        PREFIX + "appearance",
        chosen,
        max_age=ONE_YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@require_GET
def design(request):
    sample = {"title": "Framtidas folkebibliotek", "email": "ingrid", "language": "nn", "role": "viewer", "note": ""}
    context = {
        "form": SampleForm(sample),
        "themes": [
            {
                "name": name,
                "mark": number,
                "key": number,
                "groups": 13 - number,
                "notes": 19 - number,
            }
            for number, name in enumerate(THEMES, 1)
        ],
        "steps": ["Choose the file", "Look it through", "Load"],
    }
    return render(request, "design.html", context)

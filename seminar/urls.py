from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from seminar import design, views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.health, name="health"),
    path("language/", set_language, name="set_language"),
    path("appearance/", design.appearance, name="appearance"),
    path("account/", include("allauth.account.urls")),
    path("", include("posts.urls")),
    path("", include("themes.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("design/", design.design, name="design"))

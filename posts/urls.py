from django.urls import path

from .views import imports

urlpatterns = [
    path("s/<slug:slug>/imports/", imports.listed, name="imports"),
    path("import/", imports.upload, name="upload"),
    path("import/<str:uid>/", imports.preview, name="import"),
    path("import/<str:uid>/mends/<slug:kind>/", imports.mends_of_kind, name="import_mends"),
    path("import/<str:uid>/take-back/", imports.take_back, name="import_take_back"),
    path("import/<str:uid>/forget/", imports.forget, name="import_forget"),
]

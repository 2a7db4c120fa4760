"""Table of contents: one include per app. Addresses are permanent; tests/test_addresses.py lists them."""

from django.contrib import admin
from django.urls import include, path

from diandian import views

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("language/<str:code>/", views.choose_language, name="language"),
    path("admin/", admin.site.urls),
    path("api/v1/", include(("diandian.api", "api"))),
    path("organise/", include("events.organise.urls")),
    path("", include("events.urls")),
    path("", include("footprint.urls")),
    path("", include("credits.urls")),
    path("", include("certificates.urls")),
    path("", include("payments.urls")),
]

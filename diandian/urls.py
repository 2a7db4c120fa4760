"""Table of contents: one include per app. Addresses are permanent; tests/test_addresses.py lists them."""

from django.contrib import admin
from django.urls import path

from diandian import views

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("admin/", admin.site.urls),
]

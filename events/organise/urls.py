"""Addresses of the workspace: a room a line."""

from django.urls import include, path

from events.organise import views

app_name = "organise"
urlpatterns = [
    path("", views.events_of_user, name="events"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("welcome/<uidb64>/<token>/", views.welcome, name="welcome"),
    path("waiting/", views.waiting, name="waiting"),
    path("events/<slug:slug>/", views.overview, name="overview"),
    path("events/<slug:slug>/team/", include("events.team.urls")),
    path("events/<slug:slug>/course/", include("events.course.urls")),
    path("events/<slug:slug>/places/", include("events.posters.urls")),
    path("events/<slug:slug>/measures/", include("events.measures.urls")),
    path("events/<slug:slug>/evidence/", include("events.evidence.urls")),
    path("events/<slug:slug>/inventory/", include("events.inventory.urls")),
    path("events/<slug:slug>/verification/", include("events.verification.urls")),
    path("events/<slug:slug>/donations/", include("events.donating.urls")),
    path("events/<slug:slug>/balance/", include("events.balance.urls")),
    path("events/<slug:slug>/reports/", include("events.reports.urls")),
]

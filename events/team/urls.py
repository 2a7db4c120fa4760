from django.urls import path

from events.team import views

urlpatterns = [
    path("", views.team, name="team"),
]

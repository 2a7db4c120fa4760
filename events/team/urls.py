from django.urls import path

from events.team import views

urlpatterns = [
    path("", views.team, name="team"),
    path("add/", views.add, name="team_add"),
    path("<int:pk>/end/", views.end, name="team_end"),
    path("<int:pk>/last-day/", views.last_day, name="team_last_day"),
    path("<int:pk>/link/", views.new_key, name="team_link"),
]

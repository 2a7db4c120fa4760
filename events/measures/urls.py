from django.urls import path

from events.measures import views

urlpatterns = [
    path("", views.measures, name="measures"),
]

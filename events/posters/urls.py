from django.urls import path

from events.posters import views

urlpatterns = [
    path("", views.places, name="places"),
]

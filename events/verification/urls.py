from django.urls import path

from events.verification import views

urlpatterns = [
    path("", views.verification, name="verification"),
]

from django.urls import path

from events.evidence import views

urlpatterns = [
    path("", views.evidence, name="evidence"),
]

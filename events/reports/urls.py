from django.urls import path

from events.reports import views

urlpatterns = [
    path("", views.reports, name="reports"),
]

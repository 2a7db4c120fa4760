from django.urls import path

from events.balance import views

urlpatterns = [
    path("", views.balance, name="balance"),
]

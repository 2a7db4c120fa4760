from django.urls import path

from events.donating import views

urlpatterns = [
    path("", views.donations, name="donations"),
]

from django.urls import path

from events.inventory import views

urlpatterns = [
    path("", views.inventory, name="inventory"),
]

from django.urls import path

from events.course import views

urlpatterns = [
    path("", views.course, name="course"),
]

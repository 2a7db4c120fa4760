from django.urls import path

from events.course import views

urlpatterns = [
    path("", views.course, name="course"),
    path("step/", views.step, name="course_step"),
    path("correct/", views.correct, name="course_correct"),
]

from django.urls import path

from events.measures import views

urlpatterns = [
    path("", views.measures, name="measures"),
    path("new/", views.new_measure, name="new_measure"),
    path("<int:number>/", views.measure, name="measure"),
    path("<int:number>/edit/", views.edit_measure, name="edit_measure"),
    path("<int:number>/report/", views.report_measure, name="report_measure"),
]

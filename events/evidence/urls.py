from django.urls import path

from events.evidence import views

urlpatterns = [
    path("", views.evidence, name="evidence"),
    path("<int:number>/", views.evidence_file, name="evidence_file"),
]

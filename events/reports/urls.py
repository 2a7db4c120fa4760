from django.urls import path

from events.reports import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("ask/", views.ask, name="ask_report"),
    path("texts/<slug:kind>/", views.texts, name="report_texts"),
    path("<int:number>/", views.report, name="report"),
    path("<int:number>/<slug:file_format>/", views.download, name="report_file"),
]

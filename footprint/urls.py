from django.urls import path

from footprint import views

app_name = "footprint"

urlpatterns = [
    path("factors/", views.factors, name="factors"),
    path("factors/<str:name>.csv", views.csv, name="csv"),
    path("factors/<str:name>.json", views.json, name="json"),
    path("factors/<str:name>/<slug:code>/", views.factor, name="factor"),
    path("methods/", views.methods, name="methods"),
]

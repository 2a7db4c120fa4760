from django.urls import path

from certificates import views

app_name = "certificates"

urlpatterns = [
    path("c/<str:text>.pdf", views.pdf, name="pdf"),
    path("c/<str:text>.png", views.png, name="png"),
    path("c/<str:text>.json", views.json, name="json"),
    path("c/<str:text>/status.json", views.status, name="status"),
    path("c/<str:text>/", views.page, name="page"),
    path("verify/", views.verify, name="verify"),
]

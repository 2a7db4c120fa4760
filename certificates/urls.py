from django.urls import path

from certificates import views, views_checking

app_name = "certificates"

urlpatterns = [
    path("c/<str:text>.pdf", views.pdf, name="pdf"),
    path("c/<str:text>.jpg", views.jpg, name="jpg"),
    path("c/<str:text>.json", views.json, name="json"),
    path("c/<str:text>/card.jpg", views.card, name="card"),
    path("c/<str:text>/newest.json", views.newest, name="newest"),
    path("c/<str:text>/status.json", views.status, name="status"),
    path("c/<str:text>/", views.page, name="page"),
    path("verify/keys.json", views.keys, name="verify-keys"),
    path("verify/", views_checking.verify, name="verify"),
    path("verify/verify.py", views_checking.verify_py, name="verify-py"),
    path("verify/offline.html", views_checking.verify_offline, name="verify-offline"),
]

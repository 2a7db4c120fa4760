from django.urls import path

from payments import views
from payments.sandbox import views as sandbox

app_name = "payments"

urlpatterns = [
    path("pay/<str:number>/", views.checkout, name="checkout"),
    path("pay/<str:number>/go/", views.leave, name="leave"),
    path("payments/notify/<str:gateway>/", views.notify, name="notify"),
    path("sandbox/pay/<str:number>/", sandbox.page, name="sandbox"),
]

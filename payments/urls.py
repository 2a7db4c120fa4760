from django.urls import path

from payments import views
from payments.sandbox import views as sandbox

app_name = "payments"

urlpatterns = [
    path("pay/<slug:code>/", views.checkout, name="checkout"),
    path("pay/<slug:code>/go/", views.leave, name="leave"),
    path("payments/notify/<slug:gateway>/", views.notify, name="notify"),
    path("sandbox/pay/<slug:code>/", sandbox.page, name="sandbox"),
]

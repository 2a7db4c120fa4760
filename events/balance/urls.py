from django.urls import path

from events.balance import views

urlpatterns = [
    path("", views.balance, name="balance"),
    path("retire/", views.retire, name="balance_retire"),
    path("retire/<int:pk>/approve/", views.approve_retirement, name="balance_approve_retirement"),
    path("retire/<int:pk>/reject/", views.reject_retirement, name="balance_reject_retirement"),
    path("declare/", views.declare, name="balance_declare"),
    path("witness/", views.witness, name="balance_witness"),
    path("witness/<int:pk>/", views.witnessing, name="balance_witnessing"),
    path("witness/<int:pk>/approve/", views.approve_witnessing, name="balance_approve_witnessing"),
    path("witness/<int:pk>/decline/", views.decline_witnessing, name="balance_decline_witnessing"),
    path("witness/<int:pk>/revoke/", views.revoke, name="balance_revoke"),
]

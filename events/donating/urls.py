from django.urls import path

from events.donating import views

urlpatterns = [
    path("", views.donations, name="donations"),
    path("rule/", views.rule, name="leftover_rule"),
    path("enter/", views.enter, name="donation_enter"),
    path("leftovers/", views.leftovers, name="leftovers"),
    path("offers/decline/", views.decline_offers, name="decline_offers"),
    path("offers/<str:reference>/", views.offer, name="donation_offer"),
    path("<int:pk>/", views.donation, name="donation"),
]

from django.urls import path

from events.posters import views

urlpatterns = [
    path("", views.places, name="places"),
    path("settings/", views.settings, name="settings"),
    path("venues/add/", views.add_venue, name="venue_add"),
    path("venues/<int:pk>/", views.venue, name="venue"),
    path("venues/<int:venue>/zones/add/", views.add_zone, name="zone_add"),
    path("zones/<int:pk>/", views.zone, name="zone"),
    path("zones/<int:zone>/placements/add/", views.add_placement, name="placement_add"),
    path("placements/<int:pk>/", views.placement, name="placement"),
    path("placements/<int:pk>/<slug:size>.pdf", views.poster_of_placement, name="poster"),
    path("posters/<slug:size>.zip", views.posters, name="posters"),
]

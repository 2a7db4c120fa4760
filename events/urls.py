from django.urls import path

from events.balance import public_views as balance
from events.donating import public_views as donating
from events.views import footprint, journey, zone

app_name = "events"
urlpatterns = [
    path("", zone.home, name="home"),
    path("s/<str:code>", zone.scan, name="scan"),
    path("s/<str:code>/", zone.scan),
    path("z/<slug:slug>/", zone.zone, name="zone"),
    path("z/<slug:slug>/footprint/", footprint.questions, name="questions"),
    path("z/<slug:slug>/footprint/table.json", footprint.table, name="table"),
    path("z/<slug:slug>/declaration/", balance.declaration, name="declaration"),
    path("z/<slug:slug>/declaration/<int:number>/", balance.declaration, name="declaration-of-number"),
    path("z/<slug:slug>/declaration/<int:number>.json", balance.declaration_json, name="declaration-json"),
    path("z/<slug:slug>/donate/", donating.donate, name="donate"),
    path("z/<slug:slug>/donate/<str:reference>/", donating.offer, name="offer"),
    path("donors/", donating.donors, name="donors"),
    path("donors/<slug:slug>/", donating.donor, name="donor"),
    path("j/", journey.resume, name="resume"),
    path("j/<str:code>/", journey.journey, name="journey"),
    path("j/<str:code>/way-home/", journey.way_home, name="way_home"),
    path("j/<str:code>/withdraw/", journey.withdraw, name="withdraw"),
    path("j/<str:code>/neutralise/", journey.neutralise, name="neutralise"),
    path("j/<str:code>/name/", journey.name, name="name"),
]

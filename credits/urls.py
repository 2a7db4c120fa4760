from django.urls import path

from credits import views

app_name = "credits"

urlpatterns = [
    path("ledger/", views.overview, name="ledger"),
    path("ledger/search/", views.search, name="search"),
    path("ledger/batches/<uuid:public_id>/", views.batch, name="batch"),
    path("ledger/serials/", views.serials, name="serials"),
    path("ledger/serials/<path:text>/", views.serial, name="serial"),
    path("ledger/retirements/<uuid:public_id>/", views.retirement, name="retirement"),
    path("ledger/pools/", views.pools, name="pools"),
    path("ledger/pools/<int:number>/", views.pool, name="pool"),
    path("ledger/pools/<int:number>/statement", views.pool_statement, name="pool-statement"),
    path("ledger/pools/<int:number>/leaves.csv", views.pool_leaves, name="pool-leaves"),
    path("ledger/log/", views.log, name="log"),
    path("ledger/log/checkpoint", views.checkpoint, name="checkpoint"),
    path("ledger/log/keys", views.keys, name="keys"),
    path("ledger/log/tile/<path:text>", views.tile, name="tile"),
    path("ledger/log/<int:index>/", views.leaf, name="leaf"),
    path("ledger/log/<int:index>.tlog-proof", views.leaf_proof, name="leaf-proof"),
    path("ledger/status/", views.status, name="status"),
    path("ledger/reconciliations/", views.reconciliations, name="reconciliations"),
    path("ledger/units.csv", views.units_csv, name="units-csv"),
    path("ledger/units.json", views.units_json, name="units-json"),
    path("ledger/transfers.csv", views.transfers_csv, name="transfers-csv"),
    path("ledger/retirements.csv", views.retirements_csv, name="retirements-csv"),
]

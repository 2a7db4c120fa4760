from django.urls import path

from events.inventory import views

VERSION = "<slug:kind>/<int:number>"

urlpatterns = [
    path("", views.inventory, name="inventory"),
    path("template.<slug:ending>", views.template, name="inventory_template"),
    path("attendance/", views.attendance, name="attendance"),
    path("attendance/import/", views.import_attendance, name="attendance_import"),
    path("attendance/attendance.<slug:ending>", views.attendance_file, name="attendance_file"),
    path(f"{VERSION}/", views.version, name="inventory_version"),
    path(f"{VERSION}/terms/", views.terms, name="inventory_terms"),
    path(f"{VERSION}/submit/", views.submit, name="inventory_submit"),
    path(f"{VERSION}/give-up/", views.give_up, name="inventory_give_up"),
    path(f"{VERSION}/changes/", views.changes, name="inventory_changes"),
    path(f"{VERSION}/spectators/", views.spectators, name="inventory_spectators"),
    path(f"{VERSION}/import/", views.import_file, name="inventory_import"),
    path(f"{VERSION}/inventory.<slug:ending>", views.export, name="inventory_export"),
    path(f"{VERSION}/lines/", views.add_line, name="inventory_line_add"),
    path(f"{VERSION}/lines/<uuid:line_id>/", views.line, name="inventory_line"),
    path(f"{VERSION}/lines/<uuid:line_id>/remove/", views.remove_line, name="inventory_line_remove"),
]

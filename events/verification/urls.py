from django.urls import path

from events.verification import views

urlpatterns = [
    path("", views.verification, name="verification"),
    path("begin/", views.begin_verification, name="begin_verification"),
    path("<int:number>/", views.verification_work, name="verification_work"),
    path("<int:number>/check/", views.check_sample, name="check_sample"),
    path("<int:number>/check-other/", views.check_other, name="check_other"),
    path("<int:number>/findings/", views.add_finding, name="add_finding"),
    path("<int:number>/findings/<int:finding>/", views.reply_to_finding, name="reply_to_finding"),
    path("<int:number>/return/", views.return_version, name="return_version"),
    path("<int:number>/state/", views.state_figure, name="state_figure"),
    path("<int:number>/statement.json", views.statement_document, name="statement_document"),
    path("<int:number>/lines.json", views.sampled_lines, name="sampled_lines"),
]

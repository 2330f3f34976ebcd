from django.urls import path

from lorong.portals.command import views

app_name = "command"
urlpatterns = [
    path("", views.home, name="home"),
    path("capaian/", views.results, name="results"),
    path("saran/", views.suggestions, name="suggestions"),
    path("pungutan/", views.paid, name="paid"),
    path("riwayat/", views.logs, name="logs"),
    path("riwayat/unduh/", views.log, name="log"),
    path("laporan/", views.levy_reports, name="reports"),
    path("laporan/<slug:number>/", views.levy_report, name="report"),
    path("urusan/<slug:number>/", views.case, name="case"),
]

from django.urls import path

from lorong.portals.command import views

app_name = "command"
urlpatterns = [
    path("", views.home, name="home"),
    path("capaian/", views.results, name="results"),
    path("pungutan/", views.paid, name="paid"),
    path("urusan/<slug:number>/", views.case, name="case"),
]

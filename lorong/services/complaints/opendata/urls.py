from django.urls import path

from lorong.services.complaints.opendata import views

app_name = "opendata"
urlpatterns = [
    path("data.csv", views.csv, name="csv"),
    path("data.geojson", views.geojson, name="geojson"),
]

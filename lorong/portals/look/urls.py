from django.urls import path

from lorong.portals.look import views

app_name = "look"
urlpatterns = [
    path("kota.css", views.city_css, name="city_css"),
    path("bahasa/", views.language, name="language"),
    path("kota.webmanifest", views.manifest, name="manifest"),
    path("ikon/<int:size>.png", views.picture, name="tile"),
    path("penjaga.js", views.worker, name="worker"),
    path("tanpa-jaringan/", views.no_network, name="no_network"),
]

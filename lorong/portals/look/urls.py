from django.urls import path

from lorong.portals.look import views

app_name = "look"
urlpatterns = [
    path("kota.css", views.city_css, name="city_css"),
    path("bahasa/", views.language, name="language"),
]

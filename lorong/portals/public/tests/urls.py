"""This door alone, with the look it is drawn in."""

from django.urls import include, path

urlpatterns = [path("", include("lorong.portals.look.urls")), path("", include("lorong.portals.public.urls"))]
handler404 = "lorong.portals.door.pages.not_found"

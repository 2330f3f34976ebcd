from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

handler400 = "lorong.portals.door.pages.bad_request"
handler403 = "lorong.portals.door.pages.forbidden"
handler404 = "lorong.portals.door.pages.not_found"
handler500 = "lorong.portals.door.pages.broken"

"""Where every door stands."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lorong.portals.look.urls")),
    path("akun/", include("lorong.portals.accounts.urls")),
    path("petugas/", include("lorong.portals.officer.urls")),
    path("komando/", include("lorong.portals.command.urls")),
    path("", include("lorong.portals.public.urls")),
    path("", include("lorong.portals.api.urls")),
    path("isian/", include("lorong.portals.applying.urls")),
    path("", include("lorong.portals.citizen.urls")),
]

handler400 = "lorong.portals.door.pages.bad_request"
handler403 = "lorong.portals.door.pages.forbidden"
handler404 = "lorong.portals.door.pages.not_found"
handler500 = "lorong.portals.door.pages.broken"

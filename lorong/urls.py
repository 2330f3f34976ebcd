"""Where every door stands."""

from django.urls import URLPattern, URLResolver, include, path

# They are tried one after another: what is opened most stands first.
urlpatterns: list[URLPattern | URLResolver] = [
    path("petugas/", include("lorong.portals.officer.urls")),
    path("isian/", include("lorong.portals.applying.urls")),
    path("", include("lorong.portals.citizen.urls")),
    path("petugas/aduan/", include("lorong.services.complaints.desk.urls")),
    path("aduan/", include("lorong.services.complaints.urls")),
    path("aduan/", include("lorong.services.complaints.opendata.urls")),
    path("a/", include("lorong.services.complaints.onetap.urls")),
    path("akun/", include("lorong.portals.accounts.urls")),
    path("komando/", include("lorong.portals.command.urls")),
    path("", include("lorong.services.hotline.urls")),
    path("", include("lorong.portals.look.urls")),
    path("", include("lorong.portals.public.urls")),
    path("open311/", include("lorong.services.complaints.open311.urls")),
    path("", include("lorong.portals.api.urls")),
]

handler400 = "lorong.portals.door.pages.bad_request"
handler403 = "lorong.portals.door.pages.forbidden"
handler404 = "lorong.portals.door.pages.not_found"
handler500 = "lorong.portals.door.pages.broken"

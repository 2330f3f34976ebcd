"""The accounts door alone, for tests of this folder."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from lorong.portals.door.entrance import Who, entrance


@entrance(Who.ANYONE)
def front(request: HttpRequest) -> HttpResponse:
    return HttpResponse("depan")


@entrance(Who.RESIDENT)
def form_of_a_service(request: HttpRequest) -> HttpResponse:
    return HttpResponse("formulir")


urlpatterns = [
    path("", front),
    path("petugas/", entrance(Who.OFFICER)(front)),
    path("layanan/sku/", form_of_a_service),
    path("akun/", include("lorong.portals.accounts.urls")),
]

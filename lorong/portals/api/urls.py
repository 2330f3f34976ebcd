from django.urls import path

from lorong.kernel.catalog import registry
from lorong.portals.api.offered import offer
from lorong.portals.api.passage import addresses
from lorong.portals.api.views import about, applications, cases, offers, tokens

app_name = "api"
# whose endpoints stand in the description once they are imported
ENDPOINTS = (offers, applications, cases)
offer(registry.calls())

urlpatterns = [
    path("saya/program/", tokens.tokens, name="tokens"),
    path("saya/program/<int:token_id>/cabut/", tokens.revoke, name="revoke"),
    path("api/v1/", about.guide, name="guide"),
    path("api/v1/openapi.json", about.openapi, name="openapi"),
    *addresses("api/v1/"),
    path("api/v1/<path:rest>", about.nowhere, name="nowhere"),
]

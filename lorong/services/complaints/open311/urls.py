from django.urls import URLPattern, path

from lorong.services.complaints.open311.views import kinds, requests

app_name = "open311"


def _both(route: str, view: object, name: str) -> list[URLPattern]:
    # A suffix says in which form one wants it; nothing else does.
    return [path(f"{route}.{suffix}", view, {"suffix": suffix}, name=f"{name}_{suffix}") for suffix in ("xml", "json")]  # type: ignore[call-overload]


urlpatterns = [
    *_both("discovery", kinds.discovery, "discovery"),
    *_both("v2/discovery", kinds.discovery, "discovery_v2"),
    *_both("v2/services", kinds.services, "services"),
    *_both("v2/services/<str:code>", kinds.definition, "definition"),
    *_both("v2/requests", requests.requests, "requests"),
    *_both("v2/requests/<str:code>", requests.request_by_id, "request"),
    *_both("v2/requests/<str:code>/messages", requests.messages, "messages"),
    *_both("v2/tokens/<str:code>", requests.token, "token"),
    path("", kinds.nowhere, {"rest": ""}, name="nothing"),
    path("<path:rest>", kinds.nowhere, name="nowhere"),
]

"""What the door counts of requests, for whoever watches the installation (`/metrik`).

An extra room: measured where requests come in, shown in `portals/public`. Labels come from the code only, never from
what somebody sent, so that their number stays small and nobody's data gets into them.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import Counter, Histogram

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds
STATIC, NOWHERE = "static", "-"

REQUESTS = Counter("lorong_requests", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram("lorong_request_seconds", "Time until an answer was ready", ["route"], buckets=BUCKETS)


def count(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """Count one answered request under the name of its route."""
    route = route_of(request)
    method = request.method if request.method in METHODS else "OTHER"
    REQUESTS.labels(route, method, str(response.status_code)).inc()
    SECONDS.labels(route).observe(seconds)


def route_of(request: HttpRequest) -> str:
    """The name of the route, such as "citizen:case"; "static" for a file of ours, "-" for an address that is not there."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or match.route
    return STATIC if request.path_info.startswith(settings.STATIC_URL) else NOWHERE

"""What the office wrote about a report that another city forwarded: for that city, which knows who told it. Nobody else asks here."""

from __future__ import annotations

from django.utils import timezone

from lorong.kernel.city import queries as city
from lorong.lib.masking import masked
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotFound
from lorong.services.complaints.models import Line, Origin
from lorong.services.complaints.open311 import keys
from lorong.services.complaints.open311.values import moment
from lorong.services.complaints.open311.writing import Listing

CITY = "city"
MOST = 100


def messages(code: str, *, api_key: str, address: str) -> Listing:
    """Lines of the office in the threads of those reports of incident `code` that came with this key, oldest first.

    address: where the request came from. Raises NoKey, TooMany; NotFound, the same for absent and forwarded by another city.
    """
    key = keys.good_key(api_key, address=address, at=timezone.now())
    mine = Origin.objects.filter(sender=key, report__incident__code=code.replace("\0", ""))
    reports = list(mine.values_list("report_id", flat=True)[:MOST])
    if not reports:
        raise NotFound(phrase("service_request_id itu tidak diteruskan dengan kunci ini. Lihat lagi nomornya."))
    rows = Line.objects.filter(report__in=reports, side=CITY).select_related("report__incident").order_by("id")[:MOST]
    told = [
        {
            "message_id": str(row.pk),
            "datetime": moment(city.local(row.at)),
            "description": masked(row.body),
            "by": city.unit(row.report.incident.unit).name,
        }
        for row in rows
    ]
    return Listing("messages", "message", told)

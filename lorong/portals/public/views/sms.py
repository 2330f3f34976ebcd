"""The door of the SMS gateway."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lorong.portals.door import entrance
from lorong.portals.door.entrance import Who
from lorong.portals.door.gateways import has_token, told_sms
from lorong.portals.public import sms

LONGEST = 2000  # characters


@csrf_exempt
@require_POST
@entrance(Who.GATEWAY)
def sms_in(request: HttpRequest) -> JsonResponse:
    """`POST {"id", "from", "text"}` with `Authorization: Bearer`: an SMS has come in. 200: we have it."""
    if not has_token(request, settings.SMS_INBOUND_TOKEN):
        return JsonResponse({"error": "wrong token"}, status=401)
    told = told_sms(request.body, longest=LONGEST)
    if told is None:
        return JsonResponse({"error": 'send {"id", "from", "text"}, all text'}, status=400)
    sms.hear(provider_id=told["id"], sender=told["from"], text=told["text"])
    return JsonResponse({"taken": told["id"]})

"""Where gateways and mail servers hand in what came for the head of the city."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from lorong.lib.actors import SISTEM
from lorong.lib.phone import PhoneError, parse_mobile
from lorong.portals.door import Who, entrance
from lorong.portals.door.gateways import has_token, told_sms
from lorong.services.hotline import actions
from lorong.services.hotline.gateways import mail as mails
from lorong.services.hotline.gateways import whatsapp as cloud
from lorong.services.hotline.values import LONGEST, By, Heard

LARGEST_MAIL = 12 * 1024 * 1024  # as the proxies of deploy/ let in


@csrf_exempt
@require_POST
@entrance(Who.GATEWAY)
def sms(request: HttpRequest) -> JsonResponse:
    """`POST {"id", "from", "text"}` with `Authorization: Bearer`: an SMS to the number of the hotline. 200: we have it."""
    if not has_token(request, settings.HOTLINE_TOKEN):
        return JsonResponse({"error": "wrong token"}, status=401)
    told = told_sms(request.body, longest=LONGEST)
    if told is None:
        return JsonResponse({"error": 'send {"id", "from", "text"}, all text'}, status=400)
    try:
        heard = Heard(By.SMS, parse_mobile(told["from"]), told["id"], told["text"], datetime.now(UTC))
    except PhoneError:
        return JsonResponse({"taken": told["id"], "note": "the sender is no mobile number: nobody to answer"})
    return _keep([heard])


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@entrance(Who.GATEWAY)
def whatsapp(request: HttpRequest) -> HttpResponse:
    """The webhook of the Cloud API: proved by GET, told by POST."""
    if request.method != "POST":
        answer = cloud.challenge(request.GET, settings.WHATSAPP_VERIFY_TOKEN)
        return HttpResponse(answer, content_type="text/plain; charset=utf-8") if answer is not None else HttpResponse(status=403)
    signature = request.headers.get("X-Hub-Signature-256", "")
    if not cloud.is_signed(request.body, signature, settings.WHATSAPP_APP_SECRET):
        return JsonResponse({"error": "wrong signature"}, status=401)
    told = cloud.read(request.body)
    if told is None:
        return JsonResponse({"error": "not of the shape of the Cloud API"}, status=400)
    return _keep(told)


@csrf_exempt
@require_POST
@entrance(Who.GATEWAY)
def mail(request: HttpRequest) -> JsonResponse:
    """One mail as it came (`message/rfc822`), with `Authorization: Bearer`. 200: we have it, or it needs no answer."""
    if not has_token(request, settings.HOTLINE_TOKEN):
        return JsonResponse({"error": "wrong token"}, status=401)
    raw = request.read(LARGEST_MAIL + 1)  # not `body`, which holds forms to what a form may be
    if len(raw) > LARGEST_MAIL:
        return JsonResponse({"error": "the mail is larger than 12 MiB"}, status=413)
    heard = mails.read(raw)
    return _keep([heard] if heard is not None else [])


def _keep(told: Iterable[Heard]) -> JsonResponse:
    lines = [actions.hear(actor=SISTEM, heard=heard) for heard in told]
    return JsonResponse({"taken": len(lines)})

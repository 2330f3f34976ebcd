"""Pages that answer when a request cannot be served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop

from lorong.lib.logs import learned
from lorong.lib.refusals import Refusal
from lorong.portals.door.problems import is_for_a_program, problem, refusal_problem


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal's own sentence, with its status."""
    if is_for_a_program(request):
        return refusal_problem(request, refusal)
    response = render(request, f"errors/{_page_for(refusal.status)}.html", {"refusal": refusal}, status=refusal.status)
    retry_after = getattr(refusal, "retry_after", None)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def not_this_way(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An address that only takes forms was opened like a page, or the other way round: a sentence instead of nothing."""
    if is_for_a_program(request) or request.method == "HEAD":
        return response
    said = Refusal(
        gettext("Alamat ini hanya menerima kiriman formulir. Kembali ke halaman tempat formulirnya, lalu kirim dari sana.")
    )
    page = render(request, "errors/409.html", {"refusal": said}, status=response.status_code)
    page["Allow"] = response["Allow"]
    return page


def _page_for(status: int) -> int:
    return status if status in {400, 403, 404, 409, 429} else 409


# What the framework will not read into memory (limits in settings.py), and what the person who sent it can do.
TOO_LARGE: Mapping[type[Exception], str] = {
    RequestDataTooBig: gettext_noop("Tulisan Anda lebih dari 2 MB. Ringkas tulisannya, lalu kirim lagi."),
    TooManyFieldsSent: gettext_noop("Isian ini terlalu banyak, lebih dari 400 kotak. Kurangi barisnya, lalu kirim lagi."),
    TooManyFilesSent: gettext_noop("Berkasnya terlalu banyak untuk sekali kirim. Kirim berkasnya satu per satu."),
}


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """What cannot be read, or is too large to be: said on the page; the line of the request in the log names which."""
    if exception is not None:
        learned(refused=type(exception).__name__)
    if type(exception) in TOO_LARGE:
        return _too_large(request, gettext(TOO_LARGE[type(exception)]))
    if is_for_a_program(request):
        return problem(request, 400, gettext("Permintaan ini tidak bisa dibaca. Periksa alamat dan isinya."))
    return render(request, "errors/400.html", status=400)


def _too_large(request: HttpRequest, sentence: str) -> HttpResponse:
    if is_for_a_program(request):
        return problem(request, 413, sentence)
    return render(request, "errors/413.html", {"sentence": sentence}, status=413)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if is_for_a_program(request):
        return problem(request, 404, gettext("Alamat ini tidak ada. Lihat daftarnya di openapi.json."))
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    if is_for_a_program(request):
        return problem(request, 500, gettext("Ini kesalahan kami, dan sudah tercatat. Coba lagi dalam beberapa menit."))
    # Without the request: what every page asks of the database may be what is broken.
    return HttpResponse(render_to_string("errors/500.html", {"incident": getattr(request, "id", "")[:8]}), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or came from elsewhere; what was typed is still in the browser."""
    return render(request, "errors/403.html", {"stale_form": True}, status=403)

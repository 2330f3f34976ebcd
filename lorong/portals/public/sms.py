"""What an SMS to the city gets back: CEK and a number, what a service answers (LAPOR), or help.

An extra room: it is a door like `views`, for people without a screen. Nothing is told about a case but to the phone
of the one who applied or whom it is about; to every other phone a case that exists and one that does not are the same.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.utils import translation

from lorong.kernel.cases import queries as cases
from lorong.kernel.catalog import registry
from lorong.kernel.city import queries as city
from lorong.kernel.messages import actions as messages
from lorong.kernel.people import limits
from lorong.kernel.people import queries as people
from lorong.lib.actors import SISTEM
from lorong.lib.phone import PhoneError, parse_mobile
from lorong.lib.phrases import phrase
from lorong.lib.refusals import TooMany

MOST_AN_HOUR = 10  # answers to one phone; one more says that it was too often, then there is silence
QUESTIONS = limits.Rule("sms", MOST_AN_HOUR + 1, 3600, phrase("Terlalu sering bertanya lewat SMS. Tunggu satu jam."))
CHECK = re.compile(r"\W*CEK\W*([0-9][0-9 ./-]*)\W*", re.IGNORECASE)


def hear(*, provider_id: str, sender: str, text: str) -> None:
    """Keep an SMS that came in and answer it once. Senders that are no mobile number get no answer."""
    try:
        phone = parse_mobile(sender)
    except PhoneError:
        return
    sms = messages.receive(actor=SISTEM, provider_id=provider_id, phone=phone, text=text)
    if sms.answered:
        return
    account = people.account_by_phone(phone)
    language = account.language if account is not None else "id"
    answer = _answer(phone, account, sms, language)
    if answer is not None and answer[0]:
        template, context = answer
        messages.send_now(
            actor=SISTEM,
            phone=phone,
            template=template,
            context=context,
            key=f"sms-answer:{provider_id}",
            account=account,
            language=language,
        )
    messages.mark_answered(actor=SISTEM, sms=sms)


def written_number(text: str) -> str | None:
    """The case number in `CEK 26-0727-0042`, `cek 2607270042` and the like; None when it is no such question."""
    found = CHECK.fullmatch(text)
    if found is None:
        return None
    parts = re.findall(r"[0-9]+", found[1])
    if len(parts) == 3:
        parts[2] = parts[2].zfill(4)  # written as 26-0727-42
    digits = "".join(parts)
    return f"{digits[:2]}-{digits[2:6]}-{digits[6:]}" if 10 <= len(digits) <= 14 else None


def _answer(phone: str, account: Any, sms: Any, language: str) -> tuple[str, dict[str, str]] | None:
    try:
        asked = limits.apply(QUESTIONS, phone)
    except TooMany:
        return None
    if asked > MOST_AN_HOUR:
        return "sms_often", {"address": settings.PUBLIC_URL}
    number = written_number(sms.text)
    if number is None:
        with translation.override(language):
            answer = registry.by_sms(phone=phone, text=sms.text, told_id=sms.provider_id, at=sms.received_at)
        if answer is not None:
            return answer
        return "sms_help", {"city": city.this_city().name, "address": settings.PUBLIC_URL}
    case = cases.by_number(number)
    if case is None or account is None or not case.concerns(account.person_id):
        return "sms_unknown", {"number": number, "address": settings.PUBLIC_URL}
    with translation.override(language):
        return "sms_status", {"status": cases.status_sms(case, language)}

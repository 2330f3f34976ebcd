"""What an account's owner is told by SMS and in the inbox."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lorong.kernel.city import queries as city
from lorong.kernel.messages import actions as messages
from lorong.kernel.messages.values import EMAIL
from lorong.kernel.people.values import CODE_LIFE, VISITOR, IssuedCode
from lorong.lib import phone as phones
from lorong.lib.actors import SISTEM
from lorong.lib.dates import weekday_date


def code(issued: IssuedCode, phone: str, *, language: str = "id") -> None:
    """Send a one-time code; nothing when nobody has that phone."""
    if issued.text is None:
        return
    minutes = str(int(CODE_LIFE.total_seconds() // 60))
    messages.send_now(
        actor=VISITOR,
        phone=phone,
        template="kode",
        context={"code": issued.text, "minutes": minutes, "city": city.this_city().name},
        key=f"kode:{issued.row.pk}",
        language=language,
    )


def phone_changed(account: Any, *, old: str, new: str) -> None:
    """The phone that is left behind learns that the account went elsewhere."""
    messages.send_now(
        actor=SISTEM,
        phone=old,
        template="akun_nomor_diganti",
        context={**_here(account), "masked": phones.masked(new)},
        key=f"akun:{account.pk}:hp:{timezone.now().timestamp():.0f}",
        account=account,
        language=account.language,
    )


def confirm_email(account: Any, email: str, link: str) -> None:
    """The address is asked whether it is the owner's. link: full address of the page that confirms it."""
    messages.send_now(
        actor=SISTEM,
        channel=EMAIL,
        phone=email,
        template="akun_pos_el",
        context={"city": city.this_city().name, "link": link},
        key=f"akun:{account.pk}:pos-el:{timezone.now().timestamp():.0f}",
        account=account,
        language=account.language,
    )


def new_way_in(account: Any, means: str) -> None:
    """The owner learns that there is a new way to sign in. means: as people call it, "Kunci sandi di HP"."""
    _post(account, "akun_cara_masuk", means=means)


def recovered(account: Any) -> None:
    """The owner learns that the account was taken back."""
    _post(account, "akun_dipulihkan")


def signature_changed(account: Any, template: str, *, link: str) -> None:
    """A signer learns that the signing key was made, or is opened by something new. link: path of the page that shows it."""
    _post(account, template, link=link)


def _post(account: Any, template: str, *, link: str = "", **context: str) -> None:
    messages.post(
        actor=SISTEM,
        account=account,
        template=template,
        context={**_here(account), **context},
        key=f"akun:{account.pk}:{template}:{timezone.now().timestamp():.0f}",
        link=link,
        urgent=True,
    )


def _here(account: Any) -> dict[str, str]:
    here = city.this_city()
    return {"city": here.name, "at": weekday_date(timezone.now(), here.zone, lang=account.language)}

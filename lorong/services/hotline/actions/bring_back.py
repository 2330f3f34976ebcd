"""What an office did not answer within 2 x 24 hours comes back to the mayor's phone."""

from __future__ import annotations

from datetime import datetime

from lorong.kernel.audit.action import action
from lorong.kernel.city import queries as city
from lorong.kernel.messages import actions as messages
from lorong.kernel.people import queries as people
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.dates import clock, weekday_date
from lorong.services.hotline import policies
from lorong.services.hotline.models import Matter
from lorong.services.hotline.queries import ANSWER_WITHIN


@action("hotline.bring_back", allow=policies.may_bring_back, lock="matter")
def bring_back(*, actor: Actor, matter: Matter, at: datetime) -> bool:
    """Note that it came back and write to the mayor, or whoever stands in; False when it was answered or came back before."""
    if matter.answered_at is not None or matter.back_at is not None or matter.ended:
        return False
    if at - matter.forwarded_at < ANSWER_WITHIN:
        return False
    matter.back_at = at
    matter.save(update_fields=["back_at"])
    here = city.this_city()
    since = f"{weekday_date(matter.forwarded_at, here.zone)}, {clock(matter.forwarded_at, here.zone)}"
    holders = city.holders_of_role(policies.MAYOR, here.code, city.local(at).date())
    for account in sorted(people.active_account_ids({h.person_id for h in holders})):
        messages.post(
            actor=SISTEM,
            account=people.account(account),
            template="hotline_kembali",
            context={"number": matter.contact.number, "unit": city.unit(matter.unit).name, "since": since},
            key=f"hotline:{matter.case_number}:kembali:{account}",
            link="/hotline/meja/tertahan/",
            at=at,
        )
    return True

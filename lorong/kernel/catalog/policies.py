from __future__ import annotations

from lorong.lib.actors import Actor
from lorong.lib.verdicts import YES, Verdict, no


def may_publish(*, actor: Actor) -> Verdict:
    """The catalogue is published by the machine (from the files, at deployment) or by the city's administrator."""
    if actor.is_system or actor.has_role("admin-kota"):
        return YES
    return no("Hanya pengelola sistem kota yang menerbitkan SOP. Kirim usulan perubahannya ke pengelola.")

from __future__ import annotations

from lorong.lib.actors import Actor
from lorong.lib.verdicts import YES, Verdict, no


def may_look(*, actor: Actor, purpose: str) -> Verdict:
    """A look is recorded for officers, outside parties and the system; it always has a purpose."""
    if not purpose:
        return no("Sebutkan untuk apa data ini dilihat.")
    return (
        YES if actor.is_officer or actor.is_system or actor.link_id is not None else no("Hanya petugas melihat data orang lain.")
    )


def may_close_day(*, actor: Actor) -> Verdict:
    """History is put under a root by the system."""
    return YES if actor.is_system else no("Hanya sistem yang menyegel riwayat.")


def may_report_breach(*, actor: Actor) -> Verdict:
    """Who saw what is told by whoever runs the system, on the machine itself."""
    return YES if actor.is_system else no("Laporan ini dibuat pengelola sistem di mesinnya. Minta kepada Diskominfo.")

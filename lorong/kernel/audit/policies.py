from __future__ import annotations

from lorong.lib.actors import Actor
from lorong.lib.verdicts import YES, Verdict, no


def may_look(*, actor: Actor, purpose: str) -> Verdict:
    """A look is recorded for officers, outside parties and the system; it always has a purpose."""
    if not purpose:
        return no("Sebutkan untuk apa data ini dilihat.")
    if actor.is_officer or actor.is_system or actor.link_id is not None:
        return YES
    return no("Data orang lain hanya dibuka petugas untuk tugasnya. Data Anda sendiri ada di halaman Saya.")


def may_close_day(*, actor: Actor) -> Verdict:
    """History is put under a root by the system."""
    return YES if actor.is_system else no("Riwayat disegel sistem sendiri setiap malam. Tidak ada yang perlu Anda lakukan.")


def may_report_breach(*, actor: Actor) -> Verdict:
    """Who saw what is told by whoever runs the system, on the machine itself."""
    return YES if actor.is_system else no("Laporan ini dibuat pengelola sistem di mesinnya. Minta kepada Diskominfo.")

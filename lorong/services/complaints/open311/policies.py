"""Who hands out keys of apps."""

from __future__ import annotations

from lorong.lib.actors import Actor
from lorong.lib.verdicts import YES, Verdict, no

KEEPERS = ("admin-kota",)


def may_keep_keys(*, actor: Actor) -> Verdict:
    """Whoever keeps the accounts of officials; and the machine, at the command line of the server."""
    if actor.is_system or actor.has_role(*KEEPERS):
        return YES
    return no("Kunci aplikasi dibuat dan dicabut oleh admin kota. Sampaikan kepadanya.")

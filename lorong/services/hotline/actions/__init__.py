"""What happens with messages to the mayor: they come in, are read, passed on, answered, settled."""

from lorong.services.hotline.actions.bring_back import bring_back
from lorong.services.hotline.actions.enclosures import look, settle_enclosure
from lorong.services.hotline.actions.forward import forward, mark_read, reply
from lorong.services.hotline.actions.hear import hear, write
from lorong.services.hotline.actions.settle import settle
from lorong.services.hotline.actions.unite import part, unite

__all__ = [
    "bring_back",
    "forward",
    "hear",
    "look",
    "mark_read",
    "part",
    "reply",
    "settle",
    "settle_enclosure",
    "unite",
    "write",
]

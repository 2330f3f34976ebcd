"""What every door shares: who may enter, who is there, headers, language, refusals."""

from lorong.portals.door.arriving import Accounts, Arriving
from lorong.portals.door.compress import Compress
from lorong.portals.door.entrance import Who, entrance
from lorong.portals.door.middleware import Language, OneCity, Refusals, RequestLog, SecureHeaders, WhoIsThere
from lorong.portals.door.pages import csrf_failed
from lorong.portals.door.surroundings import reference, surroundings

__all__ = [
    "Accounts",
    "Arriving",
    "Compress",
    "Language",
    "OneCity",
    "Refusals",
    "RequestLog",
    "SecureHeaders",
    "Who",
    "WhoIsThere",
    "csrf_failed",
    "entrance",
    "reference",
    "surroundings",
]

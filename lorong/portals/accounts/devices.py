"""What a browser calls itself, in words its owner knows again. An extra room: the list of devices speaks so.

Only these few names are kept of what it says: neither versions nor models, and no address.
"""

from __future__ import annotations

# The first that is found wins: most browsers also claim to be those they came after.
_BROWSERS = (
    ("edg", "Edge"), ("opr/", "Opera"), ("opera", "Opera"), ("samsungbrowser", "Samsung Internet"), ("ucbrowser", "UC Browser"),
    ("firefox", "Firefox"), ("fxios", "Firefox"), ("crios", "Chrome"), ("chrome", "Chrome"), ("safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("android", "Android"), ("iphone", "iPhone"), ("ipad", "iPad"), ("windows", "Windows"), ("mac os", "Mac"),
    ("cros", "Chromebook"), ("linux", "Linux"),
)  # fmt: skip


def device_of(user_agent: str) -> str:
    """ "Chrome · Android"; empty when nothing is known."""
    said = user_agent.lower()
    found = (next((name for mark, name in names if mark in said), "") for names in (_BROWSERS, _SYSTEMS))
    return " · ".join(name for name in found if name)

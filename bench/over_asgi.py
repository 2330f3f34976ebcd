"""The product over ASGI: for the comparison of web servers alone, no server of a city is given this."""

import os

from django.core.asgi import get_asgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lorong.settings")
application = get_asgi_application()
# Every request runs in a thread of its own: a connection that is kept for the next one would never be asked again.
connections.settings["default"]["CONN_MAX_AGE"] = 0

"""What a web server is given. It knows no server: see docs/adr/0013-web-server.md."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lorong.settings")
if settings.METRICS_FOLDER:  # before the first meter is made: it is what makes prometheus-client count in files
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = settings.METRICS_FOLDER
application = get_wsgi_application()

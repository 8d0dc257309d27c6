"""The web process; refuses to serve on a wrong database or with wrong keys."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from config.database import verify_start  # noqa: E402

verify_start()

"""WSGI entry point for granian or any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ortaq.config.settings")
django = get_wsgi_application()

from ortaq.kernel.documents.rules import REQUEST_BYTES  # noqa: E402 - it needs the settings
from ortaq.kernel.limits.bodies import WholeBodies  # noqa: E402

application = WholeBodies(django, most=REQUEST_BYTES)

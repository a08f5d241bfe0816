"""Entry point for granian: the program behind its loop, which receives what visitors send."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ortaq.config.settings")
program = get_wsgi_application()

from ortaq.kernel.documents.rules import REQUEST_BYTES  # noqa: E402 - it needs the settings
from ortaq.program.serving import Pages  # noqa: E402
from ortaq.program.web import THREADS  # noqa: E402

application = Pages(program, threads=THREADS, most=REQUEST_BYTES)

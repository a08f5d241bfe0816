"""What every test stands on: a real PostgreSQL of its own, and settings that production runs too."""

import os
import tempfile
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).resolve().parents[1]
_VAR = Path(os.environ.get("ORTAQ_TEST_VAR", f"{tempfile.gettempdir()}/ortaq-test-{os.getuid()}-{_CHECKOUT.parent.name}-{_CHECKOUT.name}"))
os.environ.setdefault("ORTAQ_VAR", str(_VAR))
os.environ.setdefault("ORTAQ_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's synchronous API runs an event loop


def pytest_configure(config: pytest.Config) -> None:
    """Starts the embedded database once, before Django reads its settings."""
    from ortaq.program import messages, postgres

    if "DATABASE_URL" not in os.environ and not hasattr(config, "workerinput"):
        os.environ["DATABASE_URL"] = postgres.start(_VAR)
    messages.compile_all()

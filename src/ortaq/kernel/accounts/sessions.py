"""Sessions in the database, written by one statement."""

from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession


class SessionStore(DatabaseSession):
    """Django's own store, but a session that exists is saved by one UPDATE.

    Django wraps that UPDATE into a savepoint (two more round trips within the transaction of a form) to recover from a
    key that is taken already, which can only happen to a new session. The rows are the same: either store reads them.
    """

    def save(self, must_create: bool = False) -> Any:
        """Saves the session. Raises UpdateError when it has ended meanwhile: it must not come back to life."""
        if must_create or self.session_key is None:
            return super().save(must_create)
        data = self.encode(self._get_session())  # type: ignore[attr-defined]
        same = self.model.objects.filter(session_key=self.session_key)
        if not same.update(session_data=data, expire_date=self.get_expiry_date()):
            raise UpdateError
        return None

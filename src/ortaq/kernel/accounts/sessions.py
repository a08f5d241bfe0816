"""Sessions in the database, read and written by one statement each, which are made once."""

from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from ortaq.kernel.statements.queries import KeptQuery

_live = KeptQuery(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
"""The session of a cookie, unless it is over."""


class SessionStore(DatabaseSession):
    """Django's own store, but a session that exists is saved by one UPDATE.

    Django wraps that UPDATE into a savepoint (two more round trips within the transaction of a form) to recover from a
    key that is taken already, which can only happen to a new session. The rows are the same: either store reads them.
    """

    def _get_session_from_db(self) -> Session | None:
        found = _live.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found

    def save(self, must_create: bool = False) -> Any:
        """Saves the session. Raises UpdateError when it has ended meanwhile: it must not come back to life."""
        if must_create or self.session_key is None:
            return super().save(must_create)
        data = self.encode(self._get_session())  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s",
                [data, self.get_expiry_date(), self.session_key],
            )
            if not cursor.rowcount:
                raise UpdateError
        return None

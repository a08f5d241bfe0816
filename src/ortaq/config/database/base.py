"""Django's PostgreSQL backend, with a look at the socket instead of a query before each request."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose health costs no round trip.

    A connection is kept from request to request, and the server may have ended it meanwhile. Django asks ``SELECT 1``
    before the first query of each request. A server that ends a connection, however it dies, closes its end, and that
    makes the socket readable, as every word that the server says on its own does: only then is Django's question asked.
    (A host that vanishes without a word would answer neither: that is for TCP's keep-alive.)
    """

    def is_usable(self) -> bool:
        """Whether queries can be sent."""
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return bool(super().is_usable()) if poll.poll(0) else True

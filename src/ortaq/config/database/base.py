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

    def init_connection_state(self) -> None:
        """Plans are made for the values that are asked for, each time anew.

        A plan that was kept for any value, made while a table was nearly empty, reads the whole table until statistics
        are next gathered: filing appeals on a new installation took four times the database's time. What is left of
        prepared statements, their parsing, is saved all the same.
        """
        super().init_connection_state()
        if self.settings_dict["OPTIONS"].get("prepare_threshold") is not None:
            with self.connection.cursor() as cursor:
                cursor.execute("SET plan_cache_mode = force_custom_plan")
            if not self.get_autocommit():
                self.connection.commit()

"""How new the open data is: everything public that happens writes an event."""

from datetime import UTC, datetime

from ortaq.kernel.events.models import Event

BEGINNING = datetime(2018, 1, 1, tzinfo=UTC)


def last_change() -> tuple[int, datetime]:
    """The number and the moment of the newest event of all. One SQL query."""
    found = Event.objects.order_by("-pk").values_list("pk", "at").first()
    return found or (0, BEGINNING)

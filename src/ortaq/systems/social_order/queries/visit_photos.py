"""Photos of a monitoring visit, as the office sees them."""

from dataclasses import dataclass

from ortaq.kernel.documents.models import Document, StoredFile
from ortaq.systems.social_order.models import Visit, VisitPhoto


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a visit; ``public`` is the decision by which everybody sees a copy."""

    document: Document
    public: VisitPhoto | None


def photos_of(visit: Visit) -> list[Photo]:
    """The pictures that were kept with what a visit found and passed the checks of files, in their order. One SQL query."""
    rows = VisitPhoto.objects.filter(visit=visit, document__stored__state=StoredFile.State.CLEAN)
    return [
        Photo(row.document, row if row.decided_at else None)
        for row in rows.select_related("document__stored", "decided_by").order_by("document_id")
    ]

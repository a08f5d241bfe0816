"""Photos of a monitoring visit, as the office sees them."""

from dataclasses import dataclass

from ortaq.kernel.documents.models import Document, StoredFile
from ortaq.systems.social_order.models import Visit, VisitPhoto

VISIT = "visit"
"""Purpose of the documents of an agreement that were taken on a visit."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a visit; ``public`` is the decision by which everybody sees a copy."""

    document: Document
    public: VisitPhoto | None


def photos_of(visit: Visit) -> list[Photo]:
    """The pictures that were kept with what a visit found, in their order. Two SQL queries.

    They were kept in the same step as the findings and bear the same moment: two visits of an agreement never do, since
    each is recorded under the lock of the agreement.
    """
    if visit.done_at is None:
        return []
    pictures = Document.objects.filter(
        record_id=visit.agreement_id,
        purpose=VISIT,
        created_at=visit.done_at,
        stored__media_type__startswith="image/",
        stored__state=StoredFile.State.CLEAN,
    ).select_related("stored")
    public = {row.document_id: row for row in VisitPhoto.objects.filter(visit=visit).select_related("decided_by")}
    return [Photo(document, public.get(document.pk)) for document in pictures.order_by("pk")]

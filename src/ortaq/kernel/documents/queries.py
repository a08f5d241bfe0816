"""Reading documents. One SQL query each."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from ortaq.kernel.documents.models import Document, StoredFile
from ortaq.kernel.documents.permissions import UNSCANNED, held_because, is_public, may_know
from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record


def _whole() -> QuerySet[Document]:
    return Document.objects.select_related("record", "stored", "public_copy")


def document(uuid: UUID) -> Document | None:
    """The document of an address, with its record and files."""
    return _whole().filter(uuid=uuid).first()


def documents_of(record: Record, purpose: str = "") -> list[Document]:
    """The documents of *record*, oldest first; those of one *purpose* when it is named. Asks no rights."""
    found = Document.objects.select_related("stored", "public_copy").filter(record_id=record.pk)
    documents = list(found.filter(purpose=purpose) if purpose else found)
    for each in documents:
        each.record = record  # the caller's own object: a kind's permission need not fetch its row for each document
    return documents


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as a page shows it. ``held``: why it can't be downloaded; ``warning``: said beside the link."""

    document: Document
    name: str
    size: int
    media_type: str
    thumbnail: bool
    held: Text | None = None
    warning: Text | None = None

    @property
    def url(self) -> str:
        """Where it is downloaded; "" while it is held."""
        return "" if self.held else reverse("documents:download", args=[self.document.uuid])

    @property
    def thumbnail_url(self) -> str:
        """A small picture of it; "" when there is none or it is held."""
        return reverse("documents:thumbnail", args=[self.document.uuid]) if self.thumbnail and not self.held else ""


def listed_for(actor: Actor, record: Record, purpose: str = "") -> list[Listed]:
    """What *actor* may know of the documents of *record*: official copies where allowed, else public copies."""
    rows = []
    for found in documents_of(record, purpose):
        if may_know(actor, found):
            stored = found.stored
            warning = UNSCANNED if stored.state == StoredFile.State.UNSCANNED else None
            held = held_because(stored, actor)
            rows.append(_listed(found, found.name, stored, held, None if held else warning))
        elif is_public(found) and found.public_copy is not None:
            rows.append(_listed(found, found.public_name, found.public_copy))
    return rows


def public_documents_of(record: Record) -> list[Listed]:
    """The public copies of *record*, for every public exit."""
    return [
        _listed(found, found.public_name, found.public_copy)
        for found in documents_of(record)
        if is_public(found) and found.public_copy is not None
    ]


def _listed(
    found: Document, name: str, stored: StoredFile, held: Text | None = None, warning: Text | None = None
) -> Listed:
    return Listed(found, name, stored.size, stored.media_type, bool(stored.thumbnail_name), held, warning)


def antivirus_on() -> bool:
    """Is an antivirus set up (``ORTAQ_CLAMD``)? Pages with uploads say so when it isn't."""
    return bool(settings.CLAMD_SOCKET)


def waiting(limit: int) -> list[int]:
    """Ids of files that still have to be looked at, oldest first. With an antivirus also those checked without one."""
    states = [StoredFile.State.QUARANTINED]
    if antivirus_on():
        states.append(StoredFile.State.UNSCANNED)
    return list(StoredFile.objects.filter(state__in=states).order_by("id").values_list("pk", flat=True)[:limit])

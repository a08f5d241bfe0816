"""Reading signatures and the content that is to be signed."""

from django.core.files.storage import default_storage

from ortaq.kernel.documents.models import Document
from ortaq.kernel.signatures.models import Signature


def signatures_of(document: Document) -> list[Signature]:
    """The signatures under *document*, oldest first, with their organisations. One SQL query."""
    return list(Signature.objects.filter(document=document).select_related("organisation").defer("content"))


def content_to_sign(document: Document) -> bytes:
    """The official copy, byte by byte: what every signature is of."""
    with default_storage.open(document.stored.storage_name, "rb") as file:
        return bytes(file.read())


def newest_signed_pdf(document: Document) -> bytes:
    """The PDF with the signatures that are inside it so far; the official copy when there is none yet."""
    newest = Signature.objects.filter(document=document, method=Signature.Method.PADES).order_by("-pk").first()
    return bytes(newest.content) if newest else content_to_sign(document)

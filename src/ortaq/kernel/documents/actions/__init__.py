"""Every write of documents: keeping files, publishing copies, checking what is held, sweeping what is left over."""

from ortaq.kernel.documents.actions.attaching import attach_files, hand_on_documents, keep_made, remove_document
from ortaq.kernel.documents.actions.checking import check_quarantined
from ortaq.kernel.documents.actions.keeping import settle_files, sweep_files
from ortaq.kernel.documents.actions.publishing import publish_document, take_down_document

__all__ = [
    "attach_files",
    "check_quarantined",
    "hand_on_documents",
    "keep_made",
    "publish_document",
    "remove_document",
    "settle_files",
    "sweep_files",
    "take_down_document",
]

import logging

from django.apps import AppConfig
from django.core.signals import request_finished
from django.db import DatabaseError

_log = logging.getLogger(__name__)


class DocumentsConfig(AppConfig):
    name = "ortaq.kernel.documents"
    label = "documents"

    def ready(self) -> None:
        from ortaq.kernel.documents.actions import settle_files

        def settle(**_: object) -> None:
            try:
                settle_files()
            except DatabaseError:
                _log.warning("files of failed transactions are left to the nightly sweep: the database is away")

        request_finished.connect(settle, weak=False, dispatch_uid="documents.settle_files")

from django.apps import AppConfig
from django.core.signals import request_finished


class DocumentsConfig(AppConfig):
    name = "ortaq.kernel.documents"
    label = "documents"

    def ready(self) -> None:
        from ortaq.kernel.documents.actions import settle_files

        def settle(**_: object) -> None:
            settle_files()

        request_finished.connect(settle, weak=False, dispatch_uid="documents.settle_files")

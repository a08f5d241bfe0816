from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "ortaq.systems.reception"
    label = "reception"

    def ready(self) -> None:
        from ortaq.kernel.lifecycle.registry import declare
        from ortaq.systems.reception.kinds import APPEAL_KIND, COMPLAINT_KIND

        declare(APPEAL_KIND)
        declare(COMPLAINT_KIND)

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "ortaq.kernel.lifecycle"
    label = "lifecycle"

    def ready(self) -> None:
        from ortaq.kernel.lifecycle.notices import wording
        from ortaq.kernel.notices.registry import declare_wording

        declare_wording(wording)

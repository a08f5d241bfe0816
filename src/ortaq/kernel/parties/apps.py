from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "ortaq.kernel.parties"
    label = "parties"

    def ready(self) -> None:
        from ortaq.kernel.keys.registry import register_hashes
        from ortaq.kernel.parties.rules import contact_of

        register_hashes(
            "parties.Person",
            {
                "iin_hash": lambda person: ("iin", person["iin"]) if person["iin"] else None,
                "contact_hash": lambda person: ("contact", contact_of(person["email"], person["phone"])),
            },
        )

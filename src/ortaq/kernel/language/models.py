"""Names that are stored in three languages."""

from django.db import models

from ortaq.kernel.language.queries import current_language


class TrilingualName(models.Model):
    """A row with a name in Kazakh, Russian and English; ``name`` is the one of the active language."""

    name_kk = models.CharField(max_length=300)
    name_ru = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return str(getattr(self, f"name_{current_language()}"))

"""What exports read beside the lists that they export: by batches, a constant number of SQL queries each."""

from collections.abc import Iterable

from ortaq.systems.reception.models import Answer, Appeal


def public_answer_texts(appeal_ids: Iterable[int]) -> dict[int, str]:
    """The public text of the newest signed answer, by appeal; appeals without one are left out."""
    return dict(
        Answer.objects.filter(appeal_id__in=list(appeal_ids), signed_at__isnull=False)
        .exclude(public_text="")
        .order_by("pk")
        .values_list("appeal_id", "public_text")
    )


def whole_appeals(appeal_ids: Iterable[int]) -> dict[int, Appeal]:
    """Appeals with their author, category, territory and executor, by id. Who may see what of them, the caller decides."""
    return Appeal.objects.select_related("author", "category", "territory", "lead__person").in_bulk(list(appeal_ids))

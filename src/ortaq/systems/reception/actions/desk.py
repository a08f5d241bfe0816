"""What an officer keeps on the desk: filters of the work list, texts to start answers from."""

from django.db import transaction

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.reception.models import AnswerTemplate, SavedFilter
from ortaq.systems.reception.permissions import may_keep_templates

MOST_FILTERS = 30


@transaction.atomic
def save_filter(*, name: str, query: str, by: Actor) -> SavedFilter:
    """Keeps a filter of the work list under a name of the officer's own; the same name is written over.

    Raises Refused beyond thirty filters.
    """
    kept = SavedFilter.objects.filter(user_id=by.user_id or 0)
    if not kept.filter(name=name).exists() and kept.count() >= MOST_FILTERS:
        raise Refused(
            Text(
                "Сүзгілер тым көп: бірін жойыңыз.",
                "Фильтров слишком много: удалите один из них.",
                "There are too many filters: delete one first.",
            )
        )
    saved, _ = SavedFilter.objects.update_or_create(user_id=by.user_id or 0, name=name, defaults={"query": query[:500]})
    return saved


@transaction.atomic
def delete_filter(*, filter_id: int, by: Actor) -> bool:
    """Deletes one of the officer's own filters; False when they have none such."""
    deleted, _ = SavedFilter.objects.filter(pk=filter_id, user_id=by.user_id or 0).delete()
    return bool(deleted)


@transaction.atomic
def save_template(
    *, body_id: int, name: str, language: str, text: str, by: Actor, template: AnswerTemplate | None = None
) -> AnswerTemplate:
    """Adds a text to start answers from, or changes *template*. Raises Refused for anybody outside the body."""
    for asked in {body_id, template.body_id if template else body_id}:
        decision = may_keep_templates(by, asked)
        if not decision:
            raise Refused.by(decision)
    kept = template or AnswerTemplate()
    kept.body_id, kept.name, kept.language, kept.text = body_id, name, language, text
    kept.save()
    return kept


@transaction.atomic
def delete_template(*, template: AnswerTemplate, by: Actor) -> None:
    """Deletes a body's template; answers made from it stay. Raises Refused for anybody outside the body."""
    decision = may_keep_templates(by, template.body_id)
    if not decision:
        raise Refused.by(decision)
    template.delete()

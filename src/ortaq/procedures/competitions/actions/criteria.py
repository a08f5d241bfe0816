"""Sets of criteria: each change makes a new version once a call was announced with the old one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.procedures.competitions.actions.calls import NOT_OFFICE
from ortaq.procedures.competitions.models import CriteriaSet, Criterion
from ortaq.procedures.competitions.permissions import OFFICE


@dataclass(frozen=True, slots=True)
class CriterionTerms:
    """A criterion as it is written; ``names`` and ``hints`` in Kazakh, Russian and English."""

    code: str
    names: tuple[str, str, str]
    hints: tuple[str, str, str] = ("", "", "")
    weight: Decimal = Decimal(1)
    minimum: int = 0
    maximum: int = 5


@transaction.atomic
def save_criteria(
    *, body_id: int, code: str, titles: tuple[str, str], criteria: Sequence[CriterionTerms], by: Actor, at: datetime
) -> CriteriaSet:
    """Writes a body's criteria *code*: the newest version if no announced call uses it, else a new version."""
    if by.kind != "system" and not by.roles_in(body_id) & set(OFFICE):
        raise Refused(NOT_OFFICE)
    newest = CriteriaSet.objects.select_for_update().filter(body_id=body_id, code=code).order_by("-version").first()
    if newest is None or newest.frozen_at is not None:
        version = newest.version + 1 if newest else 1
        newest = CriteriaSet(body_id=body_id, code=code, version=version, created_at=at)
    newest.title_kk, newest.title_ru = titles
    newest.save()
    newest.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(
            criteria_set=newest, code=each.code, order=n, weight=each.weight, minimum=each.minimum, maximum=each.maximum,
            name_kk=each.names[0], name_ru=each.names[1], name_en=each.names[2],
            hint_kk=each.hints[0], hint_ru=each.hints[1], hint_en=each.hints[2],
        )
        for n, each in enumerate(criteria)
    )  # fmt: skip
    return newest

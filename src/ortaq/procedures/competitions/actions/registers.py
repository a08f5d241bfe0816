"""Loading the lists that others keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.procedures.competitions.models import RegisterLoad, RegisterRow
from ortaq.procedures.competitions.permissions import OFFICE
from ortaq.procedures.competitions.rules.eligibility import CONDITIONS, REGISTER


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One organisation of a list, checked."""

    bin: str
    name: str = ""
    number: str = ""
    decided_on: date | None = None
    expires_on: date | None = None


@transaction.atomic
def load_register(
    *, register: str, as_of: date, source: str, rows: Sequence[ListedRow], sha256: str, by: Actor, at: datetime
) -> RegisterLoad:
    """Keeps a list as it stood on the day *as_of*; earlier lists stay, for what was checked by them.

    Raises Refused for a stranger, an unknown register and a day that is yet to come.
    """
    if by.kind != "system" and not by.offices(*OFFICE, "coordinator"):
        raise Refused(
            Text(
                "Тізілімді тек тапсырыс берушінің маманы, хатшы немесе үйлестіруші жүктейді.",
                "Реестр загружают специалист заказчика, секретарь или координатор.",
                "A register is loaded by a customer's officer, a secretary or a coordinator.",
            )
        )
    if register not in CONDITIONS or CONDITIONS[register].how != REGISTER or as_of > local_day(at):
        raise Refused(Text("Тізілім не күні қате.", "Неверный реестр или дата.", "The register or its date is wrong."))
    load = RegisterLoad.objects.create(
        register=register, as_of=as_of, source=source, loaded_at=at, loaded_by_id=by.user_id, rows=len(rows), sha256=sha256
    )  # fmt: skip
    RegisterRow.objects.bulk_create(
        [
            RegisterRow(
                load=load, bin=row.bin, name=row.name, number=row.number, decided_on=row.decided_on,
                expires_on=row.expires_on,
            )
            for row in rows
        ],
        batch_size=2000,
    )  # fmt: skip
    return load

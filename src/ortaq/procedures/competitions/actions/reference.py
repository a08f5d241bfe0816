"""The result of the state procurement portal, where the law wants the tender: recorded here, leading to the same winners."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance, open_record
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import SYSTEM, Actor, is_bin
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.procedures.competitions.models import Application, Call, Lot


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of the portal's result: lot, participant, whether it won, the contract's sum in tenge."""

    lot_code: str
    bin: str
    name: str
    is_winner: bool
    amount: Decimal | None = None


def _organisation(row: ResultRow, call: Call) -> Organisation:
    """The organisation with this BIN; a new one is written down with the call's territory, to be completed later."""
    found = Organisation.objects.filter(bin=row.bin).first()
    if found is not None:
        return found
    if call.body is None:
        raise ValueError("a call has a body")
    place = call.territory_id or call.body.territory_id
    names = {f"name_{language}": row.name for language in ("kk", "ru", "en")}
    return Organisation.objects.create(slug=f"bin-{row.bin}", kind="ngo", bin=row.bin, territory_id=place, **names)


@transaction.atomic
def record_result(
    *, call: Call, external_number: str, rows: Sequence[ResultRow], by: Actor, at: datetime, version: int | None = None
) -> Call:
    """Records the portal's result for a call in reference mode; a lot without a winner simply has none.

    Raises Refused with the first row that is wrong: unknown lot, a BIN whose check digit is wrong, two winners of a lot,
    a winner without a sum, a sum above the lot's; and Stale.
    """
    locked = lock_record(Call, call.pk)
    lots = {lot.code: lot for lot in Lot.objects.filter(call=locked)}
    _judge(rows, lots)
    advance(
        call,
        "record_result",
        by=by,
        at=at,
        regime=locked.regime,
        version=version,
        data={"external_number": external_number, "winners": sum(row.is_winner for row in rows)},
        changes={"external_number": external_number.strip() or locked.external_number, "results_at": at},
    )
    for row in rows:
        lot = lots.get(row.lot_code)
        organisation = _organisation(row, locked)
        application = Application(
            kind="application",
            state="winner" if row.is_winner else "not_selected",
            call=call,
            lot=lot,
            applicant=organisation,
            body_id=call.body_id,
            territory_id=lot.territory_id if lot and lot.territory_id else call.territory_id,
            is_demo=call.is_demo,
            title=lot.title_kk if lot else call.title_kk,
            sphere=lot.sphere if lot else "",
            awarded=row.amount if row.is_winner else None,
            external_supplier=row.name,
            published_at=at,
            public_title=lot.title_kk if lot else call.title_kk,
        )
        open_record(
            application,
            by=SYSTEM,
            at=at,
            code="record",
            year=local_day(at).year,
            public=True,
            data={"lot": row.lot_code},
        )
        Link.objects.create(source=application, kind=Link.Kind.ANSWERS, target=call, created_at=at)
    return call


def _judge(rows: Sequence[ResultRow], lots: dict[str, Lot]) -> None:
    if not rows:
        raise Refused(Text("Нәтиже бос.", "Результат пуст.", "The result is empty."))
    won: set[str] = set()
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, 1):
        wrong: Text | None = None
        if row.lot_code not in lots and (lots or row.lot_code):
            wrong = Text(f"лот «{row.lot_code}» жоқ", f"нет лота «{row.lot_code}»", f"there is no lot “{row.lot_code}”")
        elif not is_bin(row.bin):
            wrong = Text("БСН қате", "неверный БИН", "the BIN is wrong")
        elif (row.lot_code, row.bin) in seen:
            wrong = Text("қатысушы екі рет тұр", "участник указан дважды", "the participant stands twice")
        elif row.is_winner and row.lot_code in won:
            wrong = Text("лоттың екі жеңімпазы бар", "у лота два победителя", "the lot has two winners")
        elif row.is_winner and (row.amount is None or row.amount <= 0):
            wrong = Text("шарттың сомасы жоқ", "нет суммы договора", "the sum of the contract is missing")
        elif row.amount is not None and row.lot_code in lots and row.amount > lots[row.lot_code].budget:
            wrong = Text("сома лоттан артық", "сумма больше лота", "the sum is more than the lot's")
        if wrong is not None:
            raise Refused(
                Text(f"{number}-жол: {wrong.kk}.", f"Строка {number}: {wrong.ru}.", f"Row {number}: {wrong.en}.")
            )
        seen.add((row.lot_code, row.bin))
        if row.is_winner:
            won.add(row.lot_code)

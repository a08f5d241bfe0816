"""The supplier reports on a milestone; the customer accepts or returns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from ortaq.kernel.clocks.actions import start_clock
from ortaq.kernel.clocks.rules import local_day, regime_on
from ortaq.kernel.documents.actions import attach_files, remove_document
from ortaq.kernel.documents.models import Document
from ortaq.kernel.documents.rules import CheckedFile
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance, open_record
from ortaq.kernel.money.rules import money_text
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.systems.social_order.lifecycle import IN_FORCE
from ortaq.systems.social_order.models import (
    Agreement,
    EstimateLine,
    Expense,
    Indicator,
    IndicatorFact,
    Milestone,
    Report,
)
from ortaq.systems.social_order.permissions import agreement_capacities

EVIDENCE = "evidence"
"""Purpose of the files that prove expenses."""


@dataclass(frozen=True, slots=True)
class Spent:
    """An expense: from which line of the estimate, to whom, when, by which paper, how much (tenge).

    ``evidence``: a document of the report, or None.
    """

    line: int
    payee: str
    spent_on: date
    paper: str
    amount: Decimal
    evidence: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What a report says. ``facts``: what was reached, by the number of the indicator; ``people``: reached, not named."""

    summary: str
    text: str
    people: int
    spent: Sequence[Spent]
    facts: Mapping[int, Decimal]


@transaction.atomic
def begin_report(*, milestone: Milestone, by: Actor, at: datetime) -> Report:
    """The report on a milestone; made empty at first use. Raises Refused for an advance and for other sides."""
    agreement = lock_record(Agreement, milestone.agreement_id)
    if "supplier" not in agreement_capacities(by, agreement) or agreement.state not in IN_FORCE or milestone.advance:
        raise Refused(
            Text(
                "Бұл кезең бойынша есепті шарт орындалып жатқанда тек өнім беруші тапсырады.",
                "Отчёт по этому этапу сдаёт только поставщик, пока договор исполняется.",
                "The report on this milestone is the supplier's alone, while the agreement is being carried out.",
            )
        )
    found = Report.objects.filter(milestone=milestone).first()
    if found is not None:
        return found
    last = Milestone.objects.filter(agreement=agreement).order_by("-number").first()
    report = Report(
        kind="report",
        regime=regime_on("social_order", local_day(at)).code,
        milestone=milestone,
        stage=Report.Stage.FINAL if last == milestone else Report.Stage.INTERIM,
        body_id=agreement.body_id,
        territory_id=agreement.territory_id,
        language="kk",
        is_demo=agreement.is_demo,
    )
    open_record(report, by=by, at=at, code="begin", year=local_day(at).year, data={"milestone": milestone.number})
    Link.objects.create(source=agreement, kind=Link.Kind.RESULTS_IN, target=report, created_at=at)
    return report


def _writable(report: Report, by: Actor) -> Report:
    locked = lock_record(Report, report.pk)
    if locked.state not in {"draft", "returned"} or "supplier" not in agreement_capacities(
        by, locked.milestone.agreement
    ):
        raise Refused(
            Text("Бұл есеп енді өзгермейді.", "Этот отчёт уже не меняется.", "This report doesn't change any more.")
        )
    return locked


@transaction.atomic
def keep_report_draft(*, report: Report, content: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Keeps what was typed, right or wrong. Raises Refused once the report is submitted."""
    locked = _writable(report, by)
    locked.draft = json.dumps(dict(content), ensure_ascii=False, default=str)
    locked.draft_changed_at = at
    locked.save(update_fields=["draft", "draft_changed_at"])
    report.draft, report.draft_changed_at = locked.draft, at


@transaction.atomic
def add_evidence(*, report: Report, files: Sequence[CheckedFile], by: Actor, at: datetime) -> list[Document]:
    """Keeps papers that prove expenses. Raises FileRefused, and Refused once the report is submitted."""
    _writable(report, by)
    return attach_files(record=report, uploads=files, purpose=EVIDENCE, by=by, at=at)


@transaction.atomic
def drop_evidence(*, report: Report, document: Document, by: Actor, at: datetime) -> None:
    """Takes a paper off a report that isn't submitted; expenses keep their lines."""
    _writable(report, by)
    Expense.objects.filter(report=report, evidence=document).update(evidence=None)
    remove_document(document=document, by=by, at=at)


@transaction.atomic
def submit_report(*, report: Report, account: Account, by: Actor, at: datetime, version: int | None = None) -> None:
    """Submits: the official copy is written, the term of its acceptance starts (Law No 36, art. 6-4).

    Raises Refused for spending from a line more than is left of it, for expenses without evidence, for missing facts.
    """
    agreement = report.milestone.agreement
    lines = {line.number: line for line in EstimateLine.objects.filter(agreement=agreement)}
    indicators = {each.number: each for each in Indicator.objects.filter(agreement=agreement)}
    papers = set(report.documents.filter(purpose=EVIDENCE).values_list("pk", flat=True))
    if set(account.facts) != set(indicators):
        raise Refused(
            Text(
                "Әр көрсеткіш бойынша нақты мәнді жазыңыз (нөл де болады).",
                "Укажите факт по каждому показателю (можно ноль).",
                "Give the fact of every indicator (zero is possible).",
            )
        )
    _refuse_spending(report, account, lines, papers)
    advance(
        report,
        "submit",
        by=by,
        at=at,
        regime=report.regime,
        version=version,
        changes={
            "summary": account.summary.strip(),
            "text": account.text.strip(),
            "people": account.people,
            "submitted_at": at,
            "submitted_by_id": by.user_id,
            "remarks": "",
            "draft": "",
        },
        data={"spent": str(sum((each.amount for each in account.spent), Decimal(0)))},
    )
    Expense.objects.filter(report=report).delete()
    IndicatorFact.objects.filter(report=report).delete()
    for number, each in enumerate(account.spent, 1):
        Expense.objects.create(
            report=report,
            number=number,
            line=lines[each.line],
            payee=each.payee,
            spent_on=each.spent_on,
            paper=each.paper,
            amount=each.amount,
            evidence_id=each.evidence,
        )
    IndicatorFact.objects.bulk_create(
        IndicatorFact(report=report, indicator=indicators[number], fact=fact) for number, fact in account.facts.items()
    )


def _refuse_spending(report: Report, account: Account, lines: Mapping[int, EstimateLine], papers: set[int]) -> None:
    before = Expense.objects.filter(line__in=list(lines.values())).exclude(report=report)
    spent: dict[int, Decimal] = {}
    for expense in before.select_related("line"):
        spent[expense.line.number] = spent.get(expense.line.number, Decimal(0)) + expense.amount
    for each in account.spent:
        if each.line not in lines:
            raise Refused(
                Text("Сметада мұндай жол жоқ.", "В смете нет такой строки.", "The estimate has no such line.")
            )
        if each.evidence not in papers:
            raise Refused(
                Text(
                    f"«{each.paper}» шығысының құжатын тіркеңіз.",
                    f"Приложите документ к расходу «{each.paper}».",
                    f"Attach the paper of the expense “{each.paper}”.",
                )
            )
        spent[each.line] = spent.get(each.line, Decimal(0)) + each.amount
    for number, total in spent.items():
        over = total - lines[number].amount
        if over > 0:
            raise Refused(
                Text(
                    f"Сметаның № {number} жолы {money_text(over, 'kk')} асып тұр. Қосымша келісім керек.",
                    f"Строка сметы № {number} превышена на {money_text(over, 'ru')}. Нужно дополнительное соглашение.",
                    f"Line No {number} of the estimate is exceeded by {money_text(over, 'en')}: an amendment is needed.",
                )
            )


@transaction.atomic
def return_report(*, report: Report, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Returns a report with remarks for both sides; the supplier corrects it and submits it again."""
    changes = {"remarks": reason.strip()}
    advance(report, "return", by=by, at=at, regime=report.regime, reason=reason, version=version, changes=changes)


@transaction.atomic
def accept_report(*, report: Report, by: Actor, at: datetime, version: int | None = None) -> None:
    """Accepts: the summary becomes public, the tranche may be paid, and the term of paying starts."""
    advance(
        report,
        "accept",
        by=by,
        at=at,
        regime=report.regime,
        version=version,
        changes={
            "accepted_at": at,
            "accepted_by_id": by.user_id,
            "published_at": at,
            "public_title": report.milestone.title,
            "public_text": report.summary,
        },
    )
    if report.milestone.amount > 0:
        start_clock(record=report, code="payment.pay", regime=report.regime, at=at)

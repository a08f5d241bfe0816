"""The papers of an agreement: the version that both sides sign, the act of a visit."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ortaq.kernel.documents.actions import keep_made
from ortaq.kernel.documents.models import Document
from ortaq.kernel.documents.pdf import render, written_date
from ortaq.kernel.money.rules import money_text, number_text
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.social_order.models import Agreement, AgreementVersion, Visit
from ortaq.systems.social_order.rules import CATEGORIES, Schedule


@transaction.atomic
def keep_pdf(*, agreement: Agreement, draft: AgreementVersion, by: Actor, at: datetime) -> Document:
    """Makes the PDF of a version, Kazakh and Russian side by side, and ties it to the version."""
    schedule = Schedule.from_json(draft.schedule)
    body, supplier = agreement.body, agreement.supplier
    if body is None:
        raise ValueError(f"{agreement.number} has no customer")
    contract = agreement.contract_number
    if contract and agreement.contract_on:
        contract += f", {agreement.contract_on:%d.%m.%Y}"
    content = render(
        "agreement",
        {
            "sender": body.name_kk,
            "number": agreement.number,
            "is_demo": agreement.is_demo,
            "line": agreement.line.number,
            "bin": supplier.bin,
            "contract": contract,
            "version": str(draft.number) if draft.number > 1 else "",
            "version_kk": f"№ {draft.number - 1} қосымша келісім",
            "version_ru": f"Дополнительное соглашение № {draft.number - 1}",
            "reason": draft.reason,
            "exception": draft.exception,
            "customer_kk": body.name_kk,
            "customer_ru": body.name_ru,
            "supplier_kk": supplier.name_kk,
            "supplier_ru": supplier.name_ru,
            "title_kk": agreement.title_kk,
            "title_ru": agreement.title_ru,
            **{f"amount_{language}": money_text(draft.amount, language) for language in ("kk", "ru")},
            **{f"starts_{language}": written_date(draft.starts_on, language) for language in ("kk", "ru")},
            **{f"ends_{language}": written_date(draft.ends_on, language) for language in ("kk", "ru")},
            "steps": [
                {"number": s.number, "title": s.title, "due": f"{s.due:%d.%m.%Y}", "amount": _number(s.amount)}
                for s in schedule.steps
            ],
            "lines": [
                {
                    "number": n.number,
                    "category": f"{CATEGORIES[n.category].kk} / {CATEGORIES[n.category].ru}",
                    "title": n.title,
                    "amount": _number(n.amount),
                    "own": _number(n.own),
                }
                for n in schedule.lines
            ],
            "measures": [
                {"number": m.number, "title": m.title, "unit": m.unit, "plan": _number(m.plan)}
                for m in schedule.measures
            ],
        },
        language="kk",
    )
    name = f"{agreement.number}-{draft.number}.pdf"
    document = keep_made(record=agreement, name=name, content=content, purpose="agreement", by=by, at=at)
    draft.document = document
    draft.save(update_fields=["document"])
    return document


@transaction.atomic
def keep_act(*, agreement: Agreement, visit: Visit, photos: int, by: Actor, at: datetime) -> Document:
    """Makes the act of a visit."""
    content = render(
        "visit",
        {
            "sender": agreement.body.name_kk if agreement.body else "",
            "number": agreement.number,
            "is_demo": agreement.is_demo,
            "title": agreement.title_kk,
            "supplier": agreement.supplier.name_kk,
            "visited_on": visit.done_on,
            "place": visit.place,
            "position": f"{visit.latitude}, {visit.longitude}" if visit.latitude is not None else "",
            "people": "" if visit.people is None else str(visit.people),
            "photos": str(photos) if photos else "",
            "findings": visit.findings,
        },
        language="kk",
    )
    return keep_made(
        record=agreement, name=f"{agreement.number}-act-{visit.pk}.pdf", content=content, purpose="act", by=by, at=at
    )


def _number(value: Decimal) -> str:
    return number_text(value, "kk", 0 if value == value.to_integral_value() else 2)

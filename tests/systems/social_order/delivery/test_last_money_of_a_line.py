"""Two agreements for the last money of one plan line, signed at once: one is in force, the other is told what is missing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from tests.systems.social_order.delivery.conftest import MONDAY
from tests.systems.social_order.test_plan_pages import signed_in

from ortaq.kernel.lifecycle.actions import Refused
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.models import Agreement, PlanLine
from ortaq.systems.social_order.rules import Line, Measure, Schedule, Step

SUM = Decimal("600000.00")
"""Of each agreement; the line plans 1,000,000."""
TOLD = {
    "kk": "Жоспар жолынан 200 000 ₸ асып тұр.",
    "ru": "Превышает строку плана на 200 000 ₸.",
    "en": "It exceeds the line of the plan by 200,000 ₸.",
}
SCHEDULE = Schedule(
    (Step(1, "60 ата-ана оқыды", date(2026, 6, 1), SUM),),
    (Line(1, "pay", "Мұғалім", SUM),),
    (Measure(1, "Оқыған ата-ана", "адам", Decimal(60)),),
)


@pytest.fixture
def half_signed(staff: Any, draft: Callable[..., Agreement]) -> Callable[[str], Agreement]:
    """Makes an agreement that only the customer has still to sign."""

    def make(contract: str) -> Agreement:
        made = draft(amount=SUM, contract_sum=SUM, schedule=SCHEDULE, contract_number=contract)
        actions.send_for_signing(agreement=made, by=staff["customer"], at=MONDAY)
        actions.sign_agreement(
            agreement=made, code="sign_supplier", by=staff["representative"], at=MONDAY, trial=True, name="Сынақ Өкіл"
        )
        return made

    return make


def plain(page: bytes) -> str:
    return page.decode().replace("\xa0", " ")


def waiting() -> int:
    """Connections that wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_the_second_agreement_for_the_last_money_needs_an_explanation(
    staff: Any, half_signed: Callable[[str], Agreement]
) -> None:
    first, second = half_signed("1"), half_signed("2")
    sign = {"code": "sign_customer", "by": staff["head"], "at": MONDAY, "trial": True, "name": "Сынақ Басшы"}
    actions.sign_agreement(agreement=first, **sign)
    with pytest.raises(Refused) as refusal:
        actions.sign_agreement(agreement=second, **sign)
    assert "200" in refusal.value.reason.ru
    second.refresh_from_db()
    assert (second.state, second.bound) == ("signing", 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("languages", [("kk", "ru"), ("ru", "en"), ("en", "kk")])
def test_two_heads_sign_for_the_last_money_at_once_and_one_is_told_in_their_language(
    staff: Any, line: PlanLine, half_signed: Callable[[str], Agreement], languages: tuple[str, str]
) -> None:
    agreements = [half_signed("1"), half_signed("2")]
    clients = [signed_in(staff, key) for key in ("head", "head_two")]
    answers: dict[str, Any] = {}

    def sign(language: str, agreement: Agreement, client: Any) -> None:
        form = {"sign_customer-name": "Сынақ Басшы", "version": agreement.version}
        client.raise_request_exception = False
        try:
            answers[language] = client.post(
                f"/{language}/social-order/office/agreements/{agreement.number}/sign_customer/", form
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=each) for each in zip(languages, agreements, clients, strict=True)]
    with transaction.atomic():
        PlanLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
        for thread in threads:
            thread.start()
        end = time.monotonic() + 20
        while waiting() < 2 and time.monotonic() < end:
            time.sleep(0.02)
        assert waiting() == 2, "both have come to the money of the line"
    for thread in threads:
        thread.join(30)

    assert sorted(answer.status_code for answer in answers.values()) == [302, 422]
    language, told = next((code, answer) for code, answer in answers.items() if answer.status_code == 422)
    assert TOLD[language] in plain(told.content)
    assert sorted(Agreement.objects.values_list("state", "bound")) == [("active", SUM), ("signing", Decimal(0))]

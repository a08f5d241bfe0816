"""What goes amiss between two people, two clicks and two amounts."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from tests.systems.fairs.conftest import NOON

from ortaq.kernel.lifecycle.actions import Refused, decide
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.forms.fields import ReasonForm
from ortaq.systems.fairs.forms.projects import NeedForm
from ortaq.systems.fairs.forms.sponsors import OfferForm, Wish
from ortaq.systems.fairs.models import Memorandum, Pledge, PledgeLine, SponsorProfile
from ortaq.systems.fairs.queries import memoranda
from ortaq.systems.fairs.views.memoranda import DEEDS


def _report(ground: Any, memorandum: Memorandum, amount: int) -> Any:
    line = PledgeLine.objects.get(pledge=memorandum.pledge)
    return actions.report_delivery(
        memorandum=memorandum, line=line, amount=Decimal(amount), given_on=NOON.date(), by=ground["sponsor"], at=NOON
    )


def _amend(ground: Any, memorandum: Memorandum, amount: int) -> None:
    terms = memoranda.versions_of(memorandum, public_only=True)[0].terms
    items = tuple(replace(item, amount=Decimal(amount)) for item in terms.items)
    wanted = replace(terms, items=items)
    actions.amend_memorandum(memorandum=memorandum, terms=wanted, reason="Азайды", by=ground["sponsor"], at=NOON)


def test_the_last_gift_is_confirmed_while_an_amendment_waits_and_the_memorandum_ends_after_it(
    ground: Any, shown: Any, in_force: Any, paper: Any
) -> None:
    memorandum = in_force(shown(), money="400000")
    delivery = _report(ground, memorandum, 400000)
    _amend(ground, memorandum, 500000)
    actions.confirm_delivery(delivery=delivery, proof=paper, by=ground["ngo"], at=NOON)
    memorandum.refresh_from_db()
    assert memorandum.state == "active", "an amendment is open"
    actions.withdraw_amendment(memorandum=memorandum, reason="Артық", by=ground["sponsor"], at=NOON)
    memorandum.refresh_from_db()
    assert memorandum.state == "completed" and Pledge.objects.get().state == "fulfilled"


def test_a_memorandum_ends_when_its_amendment_asks_for_no_more_than_was_given(
    ground: Any, shown: Any, in_force: Any, paper: Any
) -> None:
    memorandum = in_force(shown(), money="400000")
    delivery = _report(ground, memorandum, 300000)
    actions.confirm_delivery(delivery=delivery, proof=paper, by=ground["ngo"], at=NOON)
    _amend(ground, memorandum, 300000)
    for side in ("sponsor", "ngo"):
        actions.sign_memorandum(
            memorandum=memorandum, code=f"sign_{side}", by=ground[side], at=NOON, trial=True, name=f"Сынақ {side}"
        )
    memorandum.refresh_from_db()
    assert memorandum.state == "completed" and not memorandum.live


def test_a_project_isn_t_finished_over_an_accepted_offer(ground: Any, shown: Any, offered: Any) -> None:
    project = shown()
    pledge = offered(project, money="400000")
    actions.accept_offer(pledge=pledge, by=ground["ngo"], at=NOON)
    with pytest.raises(Refused):
        actions.finish_project(project=project, outcome="Бітті", by=ground["ngo"], at=NOON)
    assert not decide(project, "finish", ground["ngo"])
    actions.withdraw_offer(pledge=pledge, reason="Ойымыз өзгерді", by=ground["sponsor"], at=NOON)
    actions.finish_project(project=project, outcome="Бітті", by=ground["ngo"], at=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_business_that_is_sent_twice_at_once_is_entered_once(ground: Any) -> None:
    business = actions.Business(
        bin=ground.firm.bin, name_kk="Дән", name_ru="Дән", about_kk="Нан", about_ru="Хлеб", territory_id=ground.city.pk,
        gives=["money"], areas=[],
    )  # fmt: skip
    gate, outcome = threading.Barrier(2), []

    def send() -> None:
        try:
            gate.wait()
            actions.send_profile(business=business, by=ground["sponsor"], at=NOON)
            outcome.append("sent")
        except Refused:
            outcome.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["refused", "sent"] and SponsorProfile.objects.count() == 1


def test_a_row_of_needs_without_a_name_isn_t_dropped_with_its_amount() -> None:
    for typed in ({"amount": "500 000"}, {"unit": "дана"}):
        form = NeedForm({"kind": "goods", "title": "", **typed})
        assert not form.is_valid() and "title" in form.errors
    assert NeedForm({"kind": "goods", "title": "", "amount": "", "unit": ""}).is_valid(), "an empty row is left out"


def test_everything_and_an_amount_are_not_promised_at_once(ground: Any) -> None:
    wishes = [Wish(1, "Еңбекақы", "1 000 000 ₸", Decimal(1_000_000)), Wish(2, "Ноутбук", "5 дана", Decimal(5))]
    fields = {"sponsor": "firm", "due_on": date(2026, 7, 1)}

    def offer(**typed: Any) -> OfferForm:
        return OfferForm({**fields, **typed}, businesses=[ground.firm], wishes=wishes)

    assert not offer(whole="on", amount_1="100 000").is_valid()
    whole = offer(whole="on")
    assert whole.is_valid() and [row.amount for row in whole.promises] == [1_000_000, 5]
    assert offer(whole="on", amount_1="1 000 000").is_valid(), "the same amount is no other one"
    part = offer(amount_1="100 000")
    assert part.is_valid() and [row.amount for row in part.promises] == [100_000]


def test_who_writes_a_reason_is_told_where_everybody_reads_it(ground: Any, shown: Any, in_force: Any) -> None:
    memorandum = in_force(shown(), money="400000")
    told = {code: DEEDS[code].form(memorandum, None, None) for code in ("terminate", "recall", "withdraw_amendment")}
    assert all(isinstance(form, ReasonForm) for form in told.values())
    assert told["terminate"].fields["reason"].help_text
    assert not told["recall"].fields["reason"].help_text and not told["withdraw_amendment"].fields["reason"].help_text


@pytest.mark.parametrize("name", ["kind", "sphere", "territory", "missing", "after"])
def test_an_exhibition_is_narrowed_by_nonsense_to_nothing(fair: Any, shown: Any, signed_in: Any, name: str) -> None:
    shown()
    for nonsense in ("\x00", "' OR 1=1", "ә" * 60, "-1", "9" * 40):
        assert signed_in(None).get(f"/kk/fairs/{fair.number}/", {name: nonsense}).status_code in {200, 400}, nonsense

"""An agreement from its draft to its end: who may do what, two signatures, amendments, the plan's limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error as DatabaseError
from django.db import IntegrityError, connection, transaction
from tests.systems.social_order.delivery.conftest import MONDAY, later

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.events.models import Event
from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.lifecycle.actions import Refused, Stale, decide
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import GUEST, SYSTEM
from ortaq.kernel.records.models import Link
from ortaq.kernel.signatures.actions import note_paper_signature
from ortaq.kernel.signatures.models import Signature
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.kinds import AGREEMENT_KIND
from ortaq.systems.social_order.lifecycle import AGREEMENT, REPORT
from ortaq.systems.social_order.models import Agreement, AgreementVersion, Milestone, PlanLine
from ortaq.systems.social_order.permissions import agreement_capacities, may_read_agreement, report_capacities

EXPECTED: dict[str, set[str]] = {
    "customer": {"customer"},
    "customer_two": {"customer"},
    "head": {"head"},
    "head_two": {"head"},
    "both": {"customer", "head"},
    "auditor": {"auditor"},
    "accountant": {"accountant"},
    "accountant_two": {"accountant"},
    "officer_and_accountant": {"customer", "accountant"},
    "head_and_ngo": {"supplier"},
    "representative": {"supplier"},
    "council": set(),
    "city_council": set(),
    "other_customer": set(),
    "other_head": set(),
    "other_accountant": set(),
    "citizen": set(),
    "neighbour": set(),
    "third": set(),
}
"""In which capacity each person of the test region stands towards an agreement of the department with the NGO."""


def test_each_person_may_do_in_each_state_what_the_table_says_and_nothing_else(
    staff: Any, signed: Any, reported: Any
) -> None:
    agreement = signed()
    report = reported(agreement, 2, "100000")
    assert set(staff.people) == set(EXPECTED)
    checked = 0
    for table, record, capacities in (
        (AGREEMENT, agreement, agreement_capacities),
        (REPORT, report, report_capacities),
    ):
        for state in table.states:
            agreement.state = state if record is agreement else agreement.state
            record.state = state
            for who, held in EXPECTED.items():
                actual = capacities(staff[who], record)
                wanted = held - {"supplier"} if record is agreement and state == "draft" else held
                assert actual == wanted, (who, state)
                for code, transition in table.transitions.items():
                    may = bool(table.may(code, state, actual))
                    assert may == (state in transition.sources and bool(wanted & transition.who)), (who, state, code)
                    checked += 1
            for actor in (GUEST, staff["citizen"]):
                assert not capacities(actor, record)
    assert checked == sum(len(t.states) * len(t.transitions) for t in (AGREEMENT, REPORT)) * len(EXPECTED)
    assert set(AGREEMENT_KIND.guards) <= set(AGREEMENT.transitions)
    assert decide(agreement, "take_effect", staff["head"]).allowed is False


def test_an_agreement_takes_effect_with_the_second_signature_and_the_plan_is_told(
    staff: Any, line: PlanLine, draft: Any
) -> None:
    agreement = draft()
    assert agreement.number.startswith("AG-2026-") and agreement.published_at is None
    assert Link.objects.filter(source=agreement, kind="funded_by", target=line).exists()
    document = actions.send_for_signing(agreement=agreement, by=staff["customer"], at=MONDAY)
    assert document.stored.media_type == "application/pdf" and agreement.state == "signing"
    clock = Clock.objects.get(record_id=agreement.pk, code="agreement.sign")
    assert (clock.state, clock.due_on) == ("running", date(2026, 2, 16))
    sign = {"agreement": agreement, "at": later(1), "trial": True}
    actions.sign_agreement(code="sign_supplier", by=staff["representative"], name="Өкіл", **sign)
    assert agreement.state == "signing" and Milestone.objects.count() == 0
    with pytest.raises(Refused):
        actions.sign_agreement(code="sign_supplier", by=staff["representative"], name="Өкіл", **sign)
    actions.sign_agreement(code="sign_customer", by=staff["head"], name="Басшы", **sign)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.bound, agreement.published_at) == ("active", Decimal(900000), later(1))
    assert Milestone.objects.count() == 3
    line.refresh_from_db()
    clock.refresh_from_db()
    assert (line.state, clock.state) == ("contracted", "stopped")
    assert list(verify_log()) == []
    for who, may in (("representative", True), ("accountant", True), ("auditor", True), ("citizen", False)):
        assert bool(listed_for(staff[who], agreement)) is may, who
        assert bool(may_read_agreement(staff[who], agreement)) is may, who


def test_the_same_person_never_signs_for_both_sides(staff: Any, draft: Any) -> None:
    agreement = draft()
    document = actions.send_for_signing(agreement=agreement, by=staff["customer"], at=MONDAY)
    with pytest.raises(Refused):
        actions.sign_agreement(
            agreement=agreement, code="sign_customer", by=staff["head_and_ngo"], at=MONDAY, trial=True, name="А"
        )
    # somebody who changed sides between the two signatures
    note_paper_signature(
        document=document, side="supplier", organisation=staff.ngo, name="А", by=staff["head"], at=MONDAY
    )
    with pytest.raises(Refused):
        actions.sign_agreement(
            agreement=agreement, code="sign_customer", by=staff["head"], at=MONDAY, trial=True, name="А"
        )
    assert Signature.objects.count() == 1 and Agreement.objects.get().state == "signing"


def test_who_may_not_draws_nothing_up_and_sums_have_to_agree(
    staff: Any, line: PlanLine, draft: Any, terms: Any
) -> None:
    for who in ("other_customer", "head", "representative", "accountant"):
        with pytest.raises(Refused):
            actions.draw_up_agreement(line=line, supplier=staff.ngo, terms=terms, by=staff[who], at=MONDAY)
    with pytest.raises(Refused):
        actions.draw_up_agreement(line=line, supplier=staff.division, terms=terms, by=staff["customer"], at=MONDAY)
    with pytest.raises(Refused):
        draft(ends_on=date(2030, 1, 1))
    agreement = draft(amount=Decimal("900000.01"))
    with pytest.raises(Refused) as refusal:
        actions.send_for_signing(agreement=agreement, by=staff["customer"], at=MONDAY)
    assert "транш" in refusal.value.reason.ru.lower() and "смет" in refusal.value.reason.ru
    with pytest.raises(Refused):
        draft()  # the portal's number stands already
    actions.edit_agreement(agreement=agreement, terms=terms, by=staff["customer"], at=MONDAY, version=1)
    with pytest.raises(Stale):
        actions.edit_agreement(agreement=agreement, terms=terms, by=staff["customer_two"], at=MONDAY, version=1)
    actions.send_for_signing(agreement=agreement, by=staff["customer"], at=MONDAY)


def test_more_than_planned_needs_an_explanation_by_rule_and_by_the_database(
    staff: Any, signed: Any, draft: Any, terms: Any
) -> None:
    first = signed()
    over = replace(terms, contract_number="")
    second = draft(contract_number="")
    with pytest.raises(Refused) as refusal:
        actions.send_for_signing(agreement=second, by=staff["customer"], at=MONDAY)
    assert "800" in refusal.value.reason.en
    with pytest.raises(IntegrityError, match="exceed what is planned"), transaction.atomic():
        Agreement.objects.filter(pk=second.pk).update(bound=Decimal("100000.01"))
    actions.edit_agreement(
        agreement=second, terms=replace(over, exception="Екінші топ ашылды."), by=staff["customer"], at=MONDAY
    )
    actions.send_for_signing(agreement=second, by=staff["customer"], at=MONDAY)
    for code, who in (("sign_supplier", "representative"), ("sign_customer", "head")):
        actions.sign_agreement(agreement=second, code=code, by=staff[who], at=MONDAY, trial=True, name=who)
    second.refresh_from_db()
    assert (second.state, second.exception) == ("active", "Екінші топ ашылды.")
    assert first.bound + second.bound == 1_800_000


def test_an_amendment_keeps_what_was_before_and_can_be_withdrawn(staff: Any, signed: Any, terms: Any) -> None:
    agreement = signed()
    steps = (*terms.schedule.steps[:2], replace(terms.schedule.steps[2], amount=Decimal("250000.00")))
    lines = (replace(terms.schedule.lines[0], amount=Decimal("650000.00")), terms.schedule.lines[1])
    new = replace(terms.schedule, steps=steps, lines=lines)
    propose = {
        "agreement": agreement, "amount": Decimal("950000.00"), "ends_on": date(2026, 12, 20), "by": staff["customer"],
    }  # fmt: skip
    with pytest.raises(Refused):
        actions.amend_agreement(reason=" ", schedule=new, at=later(5), **propose)
    with pytest.raises(Refused):
        actions.amend_agreement(reason="Сабақ көбейді", schedule=terms.schedule, at=later(5), **propose)
    actions.amend_agreement(reason="Сабақ көбейді", schedule=new, at=later(5), **propose)
    with pytest.raises(Refused):
        actions.amend_agreement(reason="Тағы", schedule=new, at=later(5), **propose)
    actions.withdraw_amendment(agreement=agreement, reason="Қате", by=staff["customer"], at=later(6))
    draft = actions.amend_agreement(reason="Сабақ көбейді", schedule=new, at=later(7), **propose)
    assert draft.number == 3
    agreement.refresh_from_db()
    assert agreement.amount == 900_000
    for code, who in (("sign_customer", "head"), ("sign_supplier", "representative")):
        actions.sign_agreement(agreement=agreement, code=code, by=staff[who], at=later(8), trial=True, name=who)
    agreement.refresh_from_db()
    assert (agreement.amount, agreement.bound, agreement.ends_on) == (950_000, 950_000, date(2026, 12, 20))
    assert Milestone.objects.get(agreement=agreement, number=3).amount == 250_000
    first, gone, third = AgreementVersion.objects.filter(agreement=agreement)
    assert (first.amount, gone.withdrawn_at, third.effective_at) == (900_000, later(6), later(8))
    with pytest.raises(DatabaseError), transaction.atomic():
        AgreementVersion.objects.filter(pk=first.pk).update(amount=1)


def test_a_side_may_refuse_and_the_customer_take_the_paper_back(staff: Any, draft: Any) -> None:
    agreement = draft()
    actions.send_for_signing(agreement=agreement, by=staff["customer"], at=MONDAY)
    actions.sign_agreement(
        agreement=agreement, code="sign_supplier", by=staff["representative"], at=MONDAY, trial=True, name="А"
    )
    actions.recall_agreement(agreement=agreement, reason="Қате", by=staff["customer"], at=later(1))
    assert agreement.state == "draft"
    actions.send_for_signing(agreement=agreement, by=staff["customer"], at=later(1))
    actions.sign_agreement(
        agreement=agreement, code="sign_customer", by=staff["head"], at=later(1), trial=True, name="Б"
    )
    agreement.refresh_from_db()
    assert agreement.state == "signing"  # what was signed before is another paper
    with pytest.raises(Refused):
        actions.refuse_agreement(agreement=agreement, reason="", by=staff["representative"], at=later(2))
    actions.refuse_agreement(agreement=agreement, reason="Мүмкіндік жоқ", by=staff["representative"], at=later(2))
    assert (agreement.state, agreement.bound, agreement.published_at) == ("refused", 0, None)
    assert not decide(agreement, "send", SYSTEM)


def test_the_database_keeps_the_year_of_the_plan_beside_an_agreement(signed: Any) -> None:
    agreement = signed()
    assert Agreement.objects.values_list("plan_year", flat=True).get(pk=agreement.pk) == 2026
    Agreement.objects.filter(pk=agreement.pk).update(plan_year=1999)
    assert Agreement.objects.values_list("plan_year", flat=True).get(pk=agreement.pk) == 2026


def test_the_plan_is_not_cut_below_what_was_agreed(staff: Any, line: PlanLine, signed: Any) -> None:
    signed()
    wanted = actions.LineInput(
        sphere_id=line.sphere_id, territory_id=line.territory_id or 0, amount=Decimal("899999.99"),
        title_kk=line.title_kk, title_ru=line.title_ru, since=2026, until=2026, funding=line.funding,
    )  # fmt: skip
    line.refresh_from_db()
    change = actions.propose_change(line=line, changes=wanted, reason="Қысқарту", by=staff["customer"], at=later(9))
    with pytest.raises(Refused) as refusal:
        actions.decide_change(change=change, approve=True, by=staff["head"], at=later(10))
    assert "Amend the agreements" in refusal.value.reason.en
    with pytest.raises(IntegrityError, match="exceed what would be planned"), transaction.atomic():
        PlanLine.objects.filter(pk=line.pk).update(amount=Decimal("899999.99"))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    PlanLine.objects.filter(pk=line.pk).update(amount=Decimal("900000.00"))


def test_who_represents_two_ngos_acts_for_the_one_whose_agreement_it_is(staff: Any, signed: Any, reported: Any) -> None:
    other = Organisation.objects.create(  # the smallest id of all: it would be the office where nothing is declared
        pk=-1, slug="another", kind="ngo", territory=staff.city, name_kk="Басқа", name_ru="Другая", name_en="Another"
    )
    assign_role(
        user_id=staff.people["representative"].pk,
        organisation_id=other.pk,
        role="representative",
        first_day=date(2018, 1, 1),
    )
    agreement = signed()
    report = reported(agreement, 2, "100000")
    for record, code, office in (
        (agreement, "sign_supplier", staff.ngo),
        (agreement, "sign_customer", staff.department),
        (report, "submit", staff.ngo),
    ):
        assert Event.objects.get(record=record, code=code).office == office, code

"""The registrar's work where it could wrong somebody: merging, splitting, forwarding."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from ortaq.kernel.documents.actions import keep_made
from ortaq.kernel.documents.queries import documents_of
from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import check_digit
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.models import Appeal
from ortaq.systems.reception.rules import Sender, one_sender

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def later(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


@pytest.fixture
def registered(office: Any, file: Callable[..., Filed]) -> Callable[..., Appeal]:
    def make(**changes: Any) -> Appeal:
        appeal = file(**changes).appeal
        actions.register_appeal(appeal=appeal, by=office["registrar"], at=later(0.1))
        return appeal

    return make


def merge(office: Any, appeal: Appeal, into: Appeal, **sure: bool) -> None:
    actions.merge_appeal(appeal=appeal, into=into, reason="Бір мәселе", by=office["registrar"], at=later(0.5), **sure)


def test_an_appeal_is_merged_into_one_of_the_same_person_alone(office: Any, registered: Callable[..., Appeal]) -> None:
    mine, theirs = registered(), registered(email="other@example.test", name="Басқа Адам")
    with pytest.raises(Refused) as refusal:
        merge(office, mine, theirs)
    assert "другого человека" in refusal.value.reason.ru
    merge(office, mine, registered(email="GUEST@example.test", name="С. Азамат"))
    assert mine.state == "merged"


IINS = [f"{base}{check_digit(base)}" for base in ("90010150001", "85123130012")]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Sender("Ахмет Ә.", "", "a@b.kz", ""), Sender("", "", "A@B.kz ", "+7 701"), True),
        (Sender("", "", "", "8 701 123 45 67"), Sender("", "", "x@y.kz", "+7(701)1234567"), True),
        (Sender("Ахметов  Асан"), Sender("ахметов асан"), False),
        (Sender("Ахметов Асан", IINS[0]), Sender("Ахметов Асан", IINS[1]), False),
        (Sender("А", IINS[0]), Sender("Б", IINS[0]), True),
        (Sender("Асан", "", "a@b.kz"), Sender("Үсен", "", "c@d.kz"), False),
        (Sender(), Sender(), False),
    ],
)
def test_who_left_the_same_of_themselves_is_one_person(one: Sender, other: Sender, same: bool) -> None:
    assert one_sender(one, other) is one_sender(other, one) is same


def test_a_name_alone_merges_nothing_before_an_officer_has_made_sure(
    office: Any, registered: Callable[..., Appeal]
) -> None:
    mine, namesakes = registered(), registered(email="other@example.test", name="сынақ  азамат")
    with pytest.raises(Refused) as refusal:
        merge(office, mine, namesakes)
    assert "только имя" in refusal.value.reason.ru and mine.state == "registered"
    with pytest.raises(Refused):
        merge(office, mine, registered(email="third@example.test", name="Басқа Адам"), same_person=True)
    merge(office, mine, namesakes, same_person=True)
    event = Event.objects.get(record=mine, code="merge")
    assert mine.state == "merged" and event.data["by_name"] is True


def test_two_people_with_one_name_and_two_iins_are_never_merged(office: Any, registered: Callable[..., Appeal]) -> None:
    mine = registered(email="", iin=IINS[0], delivery="post", address="Тараз")
    with pytest.raises(Refused):
        merge(office, mine, registered(email="", iin=IINS[1], delivery="post", address="Тараз"), same_person=True)


def test_nothing_is_merged_into_what_has_left_the_system(office: Any, registered: Callable[..., Appeal]) -> None:
    mine, gone = registered(), registered()
    actions.forward_appeal(appeal=gone, outside="Прокуратура", reason="Құзыреті", by=office["registrar"], at=later(0.2))
    with pytest.raises(Refused):
        merge(office, mine, gone)
    assert mine.state == "registered"


@pytest.mark.django_db(transaction=True)
def test_two_appeals_merged_into_each_other_at_once_dont_both_end(
    office: Any, registered: Callable[..., Appeal]
) -> None:
    pair = [registered(), registered()]
    starts, refused = threading.Barrier(2), []

    def run(mine: Appeal, other: Appeal) -> None:
        try:
            starts.wait(10)
            merge(office, mine, other)
        except Refused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    runs = [threading.Thread(target=run, args=each) for each in (pair, pair[::-1])]
    for each in runs:
        each.start()
    for each in runs:
        each.join()
    assert len(refused) == 1
    assert sorted(Appeal.objects.values_list("state", flat=True)) == ["merged", "registered"]


@pytest.mark.django_db(transaction=True)
def test_of_two_heads_at_once_one_extends_the_term(office: Any, registered: Callable[..., Appeal]) -> None:
    appeal = registered()
    actions.assign(
        appeal=appeal, text="Қараңыз", lead_id=office.people["executor"].pk, by=office["head"], at=later(0.2)
    )
    starts, outcomes = threading.Barrier(2), []

    def run(day: int) -> None:
        mine = Appeal.objects.get(pk=appeal.pk)
        starts.wait(10)
        try:
            actions.extend_term(
                appeal=mine, reason="Тексеру", until=date(2026, 12, day), by=office["head"], at=later(1)
            )
            outcomes.append("extended")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    runs = [threading.Thread(target=run, args=(day,)) for day in (10, 15)]
    for each in runs:
        each.start()
    for each in runs:
        each.join()
    assert sorted(outcomes) == ["extended", "refused"] and appeal.extensions.count() == 1


def test_a_part_has_the_representative_and_the_attachments_of_the_whole(
    office: Any, registered: Callable[..., Appeal]
) -> None:
    whole = registered(representative="Адвокат, сенімхат № 5", place="Төле би 1")
    kept = keep_made(
        record=whole, name="фото.pdf", content=b"%PDF-1.4", purpose="attachment", by=office["registrar"], at=MONDAY
    )
    keep_made(record=whole, name="жауап.pdf", content=b"%PDF-1.5", purpose="answer", by=office["head"], at=MONDAY)
    [(part, _pin)] = actions.split_appeal(
        appeal=whole,
        demands=[("Екінші", "Екінші талаптың мәтіні", office.other.pk)],
        by=office["registrar"],
        at=later(0.2),
    )
    part = Appeal.objects.get(pk=part.pk)
    assert (part.representative, part.place) == (whole.representative, whole.place)
    [handed] = documents_of(part)
    assert (handed.name, handed.stored_id) == ("фото.pdf", kept.stored_id) and handed.uuid != kept.uuid


def test_parts_of_the_new_years_night_have_the_number_of_the_new_year(
    office: Any, registered: Callable[..., Appeal]
) -> None:
    night = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)  # one in the morning of 1 January in Taraz
    [(part, _pin)] = actions.split_appeal(
        appeal=registered(), demands=[("А", "Б", office.other.pk)], by=office["registrar"], at=night
    )
    assert part.number.startswith("AP-2027-")


def test_the_log_names_the_body_that_forwarded_even_if_the_registrar_works_elsewhere_too(
    office: Any, registered: Callable[..., Appeal]
) -> None:
    registrar = office.people["registrar"]
    assign_role(user_id=registrar.pk, organisation_id=office.superior.pk, role="operator", first_day=date(2018, 1, 1))
    appeal = registered()
    actions.forward_appeal(appeal=appeal, body=office.other, reason="Құзыреті", by=actor_of(registrar), at=later(0.3))
    assert Event.objects.get(record=appeal, code="forward").office_id == office.body.pk

"""Special protection: who reads an appeal about health, a child or violence, and that nothing of it is public."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.actions import Refused, open_transitions
from ortaq.kernel.notices.models import Notice
from ortaq.kernel.parties.rules import GUEST, Actor
from ortaq.kernel.search.queries import search
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.models import Appeal
from ortaq.systems.reception.permissions import may_read, may_see_contact
from ortaq.systems.reception.queries.office import office_appeal, workable
from ortaq.systems.reception.queries.own import own_appeal
from ortaq.systems.reception.queries.publication import moderated_appeal

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
OFFICE = ("registrar", "head", "executor", "coexecutor", "operator", "moderator")


@pytest.fixture
def appeal(office: Any, file: Callable[..., Filed]) -> Appeal:
    """A published appeal on which somebody works."""
    made = file().appeal
    actions.register_appeal(appeal=made, by=office["registrar"], at=MONDAY)
    named = {"lead_id": office.people["executor"].pk, "coexecutor_ids": (office.people["coexecutor"].pk,)}
    actions.assign(appeal=made, text="Қараңыз", by=office["head"], at=MONDAY, **named)  # type: ignore[arg-type]
    actions.publish_appeal(
        appeal=made, title="Мектептегі оқиға", text="Бала жарақат алды", by=office["moderator"], at=MONDAY
    )
    return made


def protect(appeal: Appeal, by: Actor) -> None:
    actions.protect_appeal(appeal=appeal, ground="child", by=by, at=TUESDAY)


def readers(office: Any, appeal: Appeal) -> set[str]:
    pages = {who for who in office.people if office_appeal(appeal.number, office[who])}
    assert pages == {who for who in office.people if workable(office[who]).filter(pk=appeal.pk).exists()}
    assert pages == {who for who in office.people if may_read(office[who], appeal)}
    return pages


def test_under_special_protection_only_those_read_it_who_decide_and_answer(office: Any, appeal: Appeal) -> None:
    assert readers(office, appeal) == set(OFFICE)
    protect(appeal, office["registrar"])
    assert readers(office, appeal) == {"registrar", "head", "executor", "coexecutor"}
    assert not may_see_contact(office["operator"], appeal)
    assert moderated_appeal(appeal.number, office["moderator"]) is None


def test_what_was_public_of_it_is_taken_down_and_stays_so(office: Any, appeal: Appeal, client: Client) -> None:
    assert client.get(f"/kk/appeals/{appeal.number}/").status_code == 200
    protect(appeal, office["moderator"])
    assert client.get(f"/kk/appeals/{appeal.number}/").status_code == 404
    assert not search("жарақат")
    assert (appeal.public_title, appeal.public_text, appeal.published_at) == ("", "", None)
    with pytest.raises(Refused):
        actions.publish_appeal(appeal=appeal, title="Т", text="М", by=office["moderator"], at=TUESDAY)
    told = Notice.objects.filter(event__code="protect")
    assert [notice.because for notice in told] == ["appellant"]


def test_who_joined_reads_the_answer_no_more_and_hears_nothing_more(office: Any, appeal: Appeal) -> None:
    joiner, _pin = actions.join_appeal(
        appeal=appeal, name="Екінші", email="second@example.test", phone="", by=GUEST, at=MONDAY
    )
    them = replace(GUEST, person_id=joiner.person_id)
    assert own_appeal(appeal.number, them)
    protect(appeal, office["head"])
    assert own_appeal(appeal.number, them) is None
    assert not open_transitions(appeal, them)
    actions.terminate(appeal=appeal, reason="Сот қарауда", by=office["head"], at=TUESDAY)
    assert not Notice.objects.filter(event__code="terminate", because="joiner").exists()


def test_a_head_alone_ends_the_protection_and_says_why(office: Any, appeal: Appeal) -> None:
    protect(appeal, office["executor"])
    with pytest.raises(Refused):
        protect(appeal, office["executor"])
    with pytest.raises(Refused):
        actions.unprotect_appeal(appeal=appeal, reason="Қате", by=office["registrar"], at=TUESDAY)
    with pytest.raises(Refused):
        actions.unprotect_appeal(appeal=appeal, reason=" ", by=office["head"], at=TUESDAY)
    actions.unprotect_appeal(appeal=appeal, reason="Бала туралы ештеңе жоқ", by=office["head"], at=TUESDAY)
    assert readers(office, appeal) == set(OFFICE)
    assert appeal.published_at is None, "publication is decided anew"
    assert list(Event.objects.filter(record=appeal).order_by("sequence").values_list("code", flat=True))[-2:] == [
        "protect",
        "unprotect",
    ]


def test_news_of_a_crime_is_never_returned(office: Any, file: Callable[..., Filed]) -> None:
    for ground, returned in (("crime", False), ("health", True)):
        appeal = file().appeal
        actions.protect_appeal(appeal=appeal, ground=ground, by=office["registrar"], at=MONDAY)
        if returned:
            actions.return_appeal(appeal=appeal, reason="Талап көрсетілмеген", by=office["registrar"], at=MONDAY)
        else:
            with pytest.raises(Refused) as refusal:
                actions.return_appeal(appeal=appeal, reason="Талап көрсетілмеген", by=office["registrar"], at=MONDAY)
            assert "64(7-2)" in refusal.value.reason.ru
        assert (appeal.state == "returned") is returned


def test_a_part_of_a_protected_appeal_is_protected(office: Any, file: Callable[..., Filed]) -> None:
    appeal = file().appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=MONDAY)
    actions.protect_appeal(appeal=appeal, ground="health", by=office["registrar"], at=MONDAY)
    ((part, _pin),) = actions.split_appeal(
        appeal=appeal, demands=[("Бөлік", "Мәтін", office.other.pk)], by=office["registrar"], at=MONDAY
    )
    assert part.sensitive
    assert office_appeal(part.number, office["other_moderator"]) is None


def test_the_office_protects_by_the_page_and_the_appellant_reads_it(
    office: Any, file: Callable[..., Filed], client: Client, settings: Any
) -> None:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith("SecondFactorMiddleware")]
    filed = file()
    page = f"/ru/office/appeals/{filed.appeal.number}/"
    client.force_login(office.people["registrar"])
    assert client.post(f"{page}protect/", {"protect-ground": "weather"}).status_code == 422
    done = client.post(f"{page}protect/", {"protect-ground": "health", "version": filed.appeal.version}, follow=True)
    assert "особая защита" in done.content.decode()
    guest = Client()
    guest.post("/ru/appeals/status/", {"number": filed.appeal.number, "pin": filed.pin})
    own = guest.get(f"/ru/appeals/{filed.appeal.number}/own/").content.decode()
    assert "под особой защитой" in own and "инвалидность" not in own

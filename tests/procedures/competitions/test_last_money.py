"""Two applications for the last money: the rule that parts them, and two secretaries who give it away at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client

from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.models import Application, Call, Session

if TYPE_CHECKING:
    from .conftest import Region

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
AFTER = MONDAY + timedelta(days=20, hours=1)
MONEY = Decimal("1000000.00")
"""Of the call; each application asks for 800,000."""


@pytest.fixture
def opened(
    region: Region, announced: Callable[..., Call], submitted: Callable[..., Application]
) -> Callable[..., Call]:
    """A call with three applications; the third stands in place of the second for whoever looks it up."""
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role
    from ortaq.kernel.parties.models import Organisation

    def make(**changes: object) -> Call:
        call = announced(**{"budget": MONEY, **changes})
        submitted(call)
        submitted(call, "ngo2", title="Екінші жоба")
        region.ngo2 = Organisation.objects.create(
            slug="ngo3", kind="ngo", bin="180540000032", territory=region.territory, name_kk="«Үміт 3» қоры",
            name_ru="Фонд «Үміт 3»", name_en="Umit 3 foundation",
        )  # fmt: skip
        region.people["ngo3"] = User.objects.create_user("ngo3@example.test", language="kk")
        assign_role(
            user_id=region.people["ngo3"].pk, organisation_id=region.ngo2.pk, role="representative",
            first_day=date(2018, 1, 1),
        )  # fmt: skip
        submitted(call, "ngo3", title="Үшінші жоба")
        return actions.open_applications(call=call, by=region["secretary"], at=AFTER)

    return make


@pytest.fixture
def published(region: Region, decided: Callable[..., Call]) -> Callable[..., Call]:
    """A call whose results are public: the first NGO has won."""

    def make(**changes: object) -> Call:
        call = decided(**changes)
        by = region["secretary"]
        protocol = actions.draft_protocol(
            session=Session.objects.get(call=call), rows=actions.proposed(call), text_kk="Хаттама", text_ru="Протокол",
            by=by, at=AFTER,
        )  # fmt: skip
        actions.sign_protocol(protocol=protocol, by=by, at=AFTER)
        call.refresh_from_db()
        return actions.publish_results(call=call, by=by, at=AFTER)

    return make


def of(call: Call, slug: str) -> Application:
    return Application.objects.select_related("call").get(call=call, applicant__slug=slug)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("stop", {"ngo1": ("winner", "800000"), "ngo2": ("reserve", None), "ngo3": ("reserve", None)}),
        ("skip", {"ngo1": ("winner", "800000"), "ngo2": ("reserve", None), "ngo3": ("reserve", None)}),
        ("reduce", {"ngo1": ("winner", "800000"), "ngo2": ("winner", "200000"), "ngo3": ("reserve", None)}),
    ],
)
def test_the_last_money_goes_by_the_rule_that_the_call_fixed(
    published: Callable[..., Call], rule: str, expected: dict[str, tuple[str, str | None]]
) -> None:
    call = published(cut_rule=rule, tie_order=("relevance", "earlier"))
    found = {
        each.applicant.slug: (each.state, None if each.awarded is None else f"{each.awarded:.0f}")
        for each in Application.objects.filter(call=call).select_related("applicant")
    }
    assert found == expected
    given = sum((each.awarded or Decimal(0) for each in Application.objects.filter(call=call)), Decimal(0))
    assert given <= MONEY


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_give_the_last_money_away_at_once_and_one_is_told_in_their_language(
    region: Region, published: Callable[..., Call], settings: Any, frozen: Any
) -> None:
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role

    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorMiddleware")]
    region.people["second"] = User.objects.create_user("second@example.test", language="kk")
    assign_role(
        user_id=region.people["second"].pk, organisation_id=region.body.pk, role="secretary", first_day=date(2018, 1, 1)
    )
    call = published(tie_order=("relevance", "earlier"))
    actions.refuse_agreement(application=of(call, "ngo1"), reason="Команда тарады", by=region["ngo"], at=AFTER)
    frozen(AFTER + timedelta(hours=1))
    answers: dict[str, Any] = {}
    start = threading.Barrier(2)

    def promote(language: str, who: str, slug: str) -> None:
        client = Client()
        client.force_login(region.people[who])
        application = of(call, slug)
        form = {
            "deed": "promote", "version": application.version, "promote-amount": "800000",
            "promote-reason": "Жеңімпаз бас тартты",
        }  # fmt: skip
        try:
            start.wait(10)
            answers[language] = client.post(f"/{language}/competitions/office/applications/{application.number}/", form)
        finally:
            connection.close()

    people = [("ru", "secretary", "ngo2"), ("kk", "second", "ngo3")]
    threads = [threading.Thread(target=promote, args=each) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answer.status_code for answer in answers.values()) == [302, 422]
    language, told = next((code, answer) for code, answer in answers.items() if answer.status_code == 422)
    page = told.content.decode().replace("\xa0", " ")
    assert {"kk": "Ақша жетпейді: 200 000 ₸ қалды.", "ru": "Денег не хватает: осталось 200 000 ₸."}[language] in page
    states = sorted(of(call, slug).state for slug in ("ngo2", "ngo3"))
    assert states == ["reserve", "winner"]
    given = sum((each.awarded or Decimal(0) for each in Application.objects.filter(call=call)), Decimal(0))
    assert given == Decimal("800000.00")

"""A reviewer with a conflict of interest, and anybody before the deadline, opens the file by no door: every address is tried."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from tests.security.conftest import NOWHERE, patterns

from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.models import Application, Call, Review

if TYPE_CHECKING:
    from .conftest import Region

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
AFTER = MONDAY + timedelta(days=20, hours=1)
SECRET, SOUGHT = "Құпиясөз", "Айрықшатақырып"
"""The first stands in every part of the file, and in the name and the content of what is attached; the second is searched for."""
OPEN = {"competitions:review", "competitions:reviews", "competitions:office_application", "documents:download"}
"""Where a reviewer without a conflict may meet the secret."""


@dataclass
class Case:
    """An application with an attached file."""

    region: Region
    call: Call
    application: Application
    document: Any

    def review(self, key: str) -> Review:
        return Review.objects.select_related("application__call").get(reviewer=self.region.people[key])


@pytest.fixture
def handed_in(region: Region, announced: Callable[..., Call], submitted: Callable[..., Application]) -> Case:
    """A call that takes applications, and one that came in with a file: the secret stands in every part of it."""
    from ortaq.kernel.documents.actions import keep_made

    call = announced(documents=[("charter", "Жарғы", "Устав", "Charter", True)])
    draft = actions.start_application(call=call, organisation_id=region.ngo.pk, by=region["ngo"], at=MONDAY)
    document = keep_made(
        record=draft, name=f"{SECRET}.pdf", content=f"%PDF-1.4 {SECRET}".encode(), purpose="asked:charter",
        by=region["ngo"], at=MONDAY,
    )  # fmt: skip
    fields = ("title", "summary", "problem", "goal", "tasks", "target_group", "experience")
    application = submitted(
        call,
        **dict.fromkeys(fields, f"{SECRET} {SOUGHT}"),
        team=({"name": f"{SECRET} Жетекші", "role": "жетекші", "experience": "5 жыл"},),
        partners=({"name": f"{SECRET} мектебі", "contribution": "бөлме"},),
    )
    return Case(region, call, application, document)


@pytest.fixture
def case(region: Region, handed_in: Case) -> Case:
    """The same, opened, and drawn by two experts."""
    call, application = handed_in.call, handed_in.application
    by = region["secretary"]
    actions.open_applications(call=call, by=by, at=AFTER)
    actions.admit_application(application=application, by=by, at=AFTER)
    for key in ("expert1", "expert2"):
        user_id = region.people[key].pk
        actions.seat_member(call=call, user_id=user_id, seat="expert", name="x", position="", by=by, at=AFTER)
    actions.start_scoring(call=call, by=by, at=AFTER)
    actions.draw_reviewers(call=call, by=by, at=AFTER)
    return handed_in


def hinted(case: Case) -> None:
    """Worked in the organisation once, and has declared nothing yet."""
    from ortaq.kernel.parties.actions import assign_role

    assign_role(
        user_id=case.region.people["expert1"].pk, organisation_id=case.region.ngo.pk, role="representative",
        first_day=date(2018, 1, 1), last_day=date(2019, 1, 1),
    )  # fmt: skip


def declared(case: Case) -> None:
    """Has declared a conflict before the file opened."""
    by = case.region["expert1"]
    actions.declare_interest(review=case.review("expert1"), conflict=True, reason="Туысым", by=by, at=AFTER)


def second_thoughts(case: Case) -> None:
    """Has opened the file, given points, and declared the conflict then."""
    by = case.region["expert1"]
    actions.declare_interest(review=case.review("expert1"), conflict=False, reason="", by=by, at=AFTER)
    given = {"plan": actions.MarkTerms(5, "Себебі")}
    actions.save_marks(review=case.review("expert1"), marks=given, by=by, at=AFTER)
    declared(case)


def released(case: Case) -> None:
    """Was taken off the application by the secretary, after declaring that nothing ties them."""
    by = case.region["expert1"]
    actions.declare_interest(review=case.review("expert1"), conflict=False, reason="", by=by, at=AFTER)
    review = case.review("expert1")
    actions.release_reviewer(review=review, by=case.region["secretary"], at=AFTER, reason="Жауап бермейді")


def took_another_seat(case: Case) -> None:
    """Has declared a conflict; was given a seat in the commission and made a secretary of the body afterwards."""
    from ortaq.kernel.parties.actions import assign_role

    declared(case)
    user_id, by = case.region.people["expert1"].pk, case.region["secretary"]
    for role in ("commission", "secretary"):
        if role == "secretary":
            actions.seat_member(call=case.call, user_id=user_id, seat="member", name="x", position="", by=by, at=AFTER)
        assign_role(user_id=user_id, organisation_id=case.region.body.pk, role=role, first_day=date(2018, 1, 1))


def doors(case: Case, review: int) -> list[tuple[str, str]]:
    """Every address that takes a number, a file or a review, filled with the application's, its call's and the reviewer's
    own; and every list, feed, export and search without parts.
    """
    known: dict[str, list[Any]] = {
        "number": [case.application.number, case.call.number],
        "uuid": [case.document.uuid],
        "review_id": [review],
        "slug": [case.region.ngo.slug],
        "key": [case.region.ngo.slug],
        "ocid": [f"ocds-000000-{case.call.number}"],
    }
    found = [
        ("portal:search", f"/ru/search/?q={SOUGHT}"),
        ("competitions:list", f"/ru/competitions/?q={SOUGHT}"),
        ("api:record", f"/api/v1/records/{case.application.number}"),
    ]
    with override("ru"):
        for name, pattern in patterns().items():
            converters = pattern.pattern.converters
            parts = list(converters or pattern.pattern.regex.groupindex)
            if parts and not set(parts) & set(known):
                continue
            filled: list[dict[str, Any]] = [{}]
            for part in parts:
                is_number = type(converters.get(part)).__name__ == "IntConverter"
                usual = [case.application.pk if is_number else NOWHERE.get(part, "nowhere")]
                filled = [{**each, part: value} for each in filled for value in known.get(part, usual)]
            for each in filled:
                with contextlib.suppress(NoReverseMatch):
                    found.append((name, reverse(name, kwargs=each or None)))
    return found


def leads_to(case: Case, review: int, address: str) -> bool:
    """Does the address name the application, its call, its document or the review?"""
    named = {case.application.number, case.call.number, str(case.document.uuid), str(review)}
    return any(part.split(".")[0] in named for part in address.split("/"))


def met(client: Client, addresses: list[tuple[str, str]]) -> set[str]:
    """Names of the addresses that show the secret."""
    found = set()
    for name, address in addresses:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if SECRET in body.decode(errors="replace"):
            found.add(name)
    return found


@pytest.fixture
def visit(region: Region, settings: Any) -> Callable[[str], Client]:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorMiddleware")]

    def enter(key: str) -> Client:
        client = Client()
        client.raise_request_exception = False
        client.force_login(region.people[key])
        return client

    return enter


@pytest.mark.parametrize("tie", [hinted, declared, second_thoughts, released, took_another_seat])
def test_a_reviewer_with_a_conflict_opens_the_file_by_no_door(
    case: Case, visit: Callable[[str], Client], frozen: Any, tie: Callable[[Case], None]
) -> None:
    frozen(AFTER)
    tie(case)
    review = case.review("expert1")
    addresses = doors(case, review.pk)
    assert len({name for name, _ in addresses}) > 200
    if tie not in {hinted, took_another_seat}:  # lists, feeds and searches are as closed to the others as to these two
        addresses = [(name, address) for name, address in addresses if leads_to(case, review.pk, address)]
    assert met(visit("expert1"), addresses) == set()
    if tie is hinted:
        page = visit("expert1").get(f"/ru/competitions/reviews/{review.pk}/").content.decode()
        assert "Вы состоите или состояли в этой организации." in page


def test_the_doors_are_those_by_which_another_reviewer_reads(
    case: Case, visit: Callable[[str], Client], frozen: Any
) -> None:
    frozen(AFTER)
    review = case.review("expert2")
    actions.declare_interest(review=review, conflict=False, reason="", by=case.region["expert2"], at=AFTER)
    found = met(visit("expert2"), doors(case, review.pk))
    assert {"competitions:review", "competitions:office_application", "documents:download"} <= found <= OPEN | {
        "competitions:reviews", "number", "documents:thumbnail",
    }  # fmt: skip


def test_what_is_sealed_is_opened_before_the_deadline_by_nobody_of_the_staff(
    handed_in: Case, visit: Callable[[str], Client], frozen: Any
) -> None:
    from ortaq.kernel.parties.actions import assign_role

    case = handed_in
    body, user = case.region.body.pk, case.region.people["head"].pk
    for role in ("coordinator", "statistician", "moderator", "operator"):  # one who administers, and may much else
        assign_role(user_id=user, organisation_id=body, role=role, first_day=date(2018, 1, 1))
    frozen(AFTER - timedelta(hours=2))
    everywhere = doors(case, 1)
    close = [(name, address) for name, address in everywhere if leads_to(case, 1, address)]
    assert {"competitions:office_application", "documents:download"} <= {name for name, _ in close}
    assert met(visit("secretary"), everywhere) == set()
    for key in ("customer", "head", "auditor", "member1", "expert1", "other_secretary"):
        assert met(visit(key), close) == set(), key
    assert met(visit("ngo"), close) >= {"competitions:application", "documents:download"}, "these doors do open"

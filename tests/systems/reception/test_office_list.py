"""The office's work list: who sees what, in which order, at which price; and several appeals at once."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ortaq.kernel.parties.actions import save_person
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.models import Appeal
from ortaq.systems.reception.queries import office as office_queries
from ortaq.systems.reception.queries.office import PAGE, WorkFilter, queue_counts, work_page

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    """The second factor has its own tests."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorMiddleware")]


@pytest.fixture(autouse=True)
def at_work(frozen: Callable[..., Any]) -> Any:
    """A Monday morning."""
    return frozen(NOW)


@pytest.fixture
def desk(office: Any) -> Callable[[str], Client]:
    """A browser in which somebody is signed in."""

    def sign_in(who: str) -> Client:
        client = Client()
        client.force_login(office.people[who])
        return client

    return sign_in


def registered(file: Callable[..., Filed], office: Any, days_ago: int = 0, **changes: Any) -> Appeal:
    at = NOW - timedelta(days=days_ago)
    appeal = file(at=at, **changes).appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=at)
    return appeal


def numbers(response: Any) -> list[str]:
    """The numbers of the rows of a list, in their order."""
    return re.findall(r'class="office-table__number">(AP-[0-9-]+)<', response.content.decode())


def rows(*appeals: Appeal) -> list[str]:
    return [f"{appeal.number}:{appeal.version}" for appeal in appeals]


def test_the_soonest_term_comes_first_and_each_queue_holds_its_own(
    office: Any, file: Callable[..., Filed], desk: Callable[[str], Client]
) -> None:
    late, soon, fresh = registered(file, office, 40), registered(file, office, 18), registered(file, office, 1)
    new = file(at=NOW).appeal
    head = desk("head")
    assert numbers(head.get("/ru/office/")) == [late.number, new.number, soon.number, fresh.number]
    assert numbers(head.get("/ru/office/?queue=overdue")) == [late.number]
    assert numbers(head.get("/ru/office/?queue=new")) == [new.number]
    assert soon.number in numbers(head.get("/ru/office/?queue=soon"))
    assert numbers(head.get("/ru/office/?queue=later")) == [fresh.number]
    counts = queue_counts(office["head"], timezone.localdate(NOW))
    assert (counts["overdue"], counts["later"], counts["new"]) == (1, 1, 1)
    assert sum(counts[queue] for queue in ("overdue", "today", "soon", "later")) == 4
    assert "answered" not in counts


def test_every_queue_lists_as_many_as_it_counts(office: Any, file: Callable[..., Filed]) -> None:
    for days in (40, 18, 1):
        registered(file, office, days)
    file(at=NOW)
    asked = registered(file, office, 2)
    actions.ask_clarification(appeal=asked, question="Қай көше?", by=office["registrar"], at=NOW)
    counts = queue_counts(office["head"], timezone.localdate(NOW))
    listed = {queue: len(work_page(office["head"], WorkFilter(queue=queue), NOW).rows) for queue in counts}
    assert listed == counts
    assert counts["clarification"] == 1


def test_an_executor_sees_only_what_names_them_and_other_bodies_see_nothing(
    office: Any, file: Callable[..., Filed], desk: Callable[[str], Client]
) -> None:
    mine, other = registered(file, office, 1), registered(file, office, 2)
    actions.assign(appeal=mine, text="Қараңыз", lead_id=office.people["executor"].pk, by=office["head"], at=NOW)
    assert numbers(desk("executor").get("/ru/office/")) == [mine.number]
    assert numbers(desk("idle").get("/ru/office/")) == []
    for who in ("other_registrar", "other_head", "superior"):
        assert numbers(desk(who).get("/ru/office/")) == [], who
        assert numbers(desk(who).get(f"/ru/office/?number={mine.number}")) == [], who
    assert set(numbers(desk("moderator").get("/ru/office/"))) == {mine.number, other.number}
    assert desk("auditor").get("/ru/office/").status_code == 403


def test_an_officer_is_called_by_name_or_by_role_and_never_by_an_address(
    office: Any, file: Callable[..., Filed], desk: Callable[[str], Client]
) -> None:
    lead, head = office.people["executor"], desk("head")
    appeal = registered(file, office, 1)
    actions.assign(appeal=appeal, text="Қараңыз", lead_id=lead.pk, by=office["head"], at=NOW)
    pages = ("/ru/office/", f"/ru/office/appeals/{appeal.number}/")
    for page in (head.get(path).content.decode() for path in pages):
        assert f"исполнитель №\u00a0{lead.pk}" in page and lead.email not in page
    save_person(name="Сынақ Орындаушы", email=lead.email, user_id=lead.pk)
    for page in (head.get(path).content.decode() for path in pages):
        assert "Сынақ Орындаушы" in page and lead.email not in page


def test_filters_narrow_and_a_number_finds_even_what_is_over(
    office: Any, file: Callable[..., Filed], desk: Callable[[str], Client]
) -> None:
    message, proposal = registered(file, office, 1), registered(file, office, 1, type="proposal")
    gone = file(at=NOW).appeal
    actions.return_appeal(appeal=gone, reason="Мәні жоқ", by=office["registrar"], at=NOW)
    head = desk("head")
    assert numbers(head.get("/ru/office/?type=proposal")) == [proposal.number]
    assert set(numbers(head.get("/ru/office/?territory=c&category=roads"))) == {message.number, proposal.number}
    assert numbers(head.get("/ru/office/?territory=r")) == []
    assert numbers(head.get("/ru/office/?mine=1")) == []
    assert numbers(head.get(f"/ru/office/?number=%20{gone.number.lower()}")) == [gone.number]
    assert numbers(head.get("/ru/office/?queue=nonsense&type=nonsense&after=nonsense_nonsense"))


def test_pages_by_key_visit_every_row_once(
    office: Any, file: Callable[..., Filed], desk: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_queries, "PAGE", 4)
    made = [registered(file, office, number % 3) for number in range(11)]
    head = desk("head")

    def visited(queue: str) -> list[str]:
        seen, path = [], f"/ru/office/?queue={queue}"
        while path:
            page = head.get(path)
            seen += numbers(page)
            following = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
            path = following[1].replace("&amp;", "&") if following else ""
        return sorted(seen)

    everything = sorted(appeal.number for appeal in made)
    assert visited("") == visited("later") == everything
    for appeal in made:
        actions.ask_clarification(appeal=appeal, question="Қай көше?", by=office["registrar"], at=NOW)
    assert visited("clarification") == everything


def test_a_list_of_sixty_costs_no_more_queries_than_one_of_three(
    office: Any, file: Callable[..., Filed], desk: Callable[[str], Client]
) -> None:
    head = desk("head")
    made: list[Appeal] = []

    def price(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            page = head.get(f"/ru/office/{query}")
        assert page.status_code == 200
        assert len(numbers(page)) == min(len(made), PAGE), query
        return len(queries)

    made += [registered(file, office, 1) for _number in range(3)]
    head.get("/ru/office/")
    plain = ("", "?queue=later")
    few = {query: price(query) for query in plain}
    made += [registered(file, office, 1) for _number in range(57)]
    assert {query: price(query) for query in plain} == few
    assert max(few.values()) <= 22, few

    unclear, made = made, []
    for appeal in unclear:
        actions.ask_clarification(appeal=appeal, question="Қай көше?", by=office["registrar"], at=NOW)
        made.append(appeal)
        if len(made) == 3:
            few_unclear = price("?queue=clarification")
    assert price("?queue=clarification") == few_unclear <= 22


def test_a_case_costs_the_same_however_much_hangs_on_it(
    office: Any, file: Callable[..., Filed], desk: Callable[[str], Client]
) -> None:
    appeal = registered(file, office, 1)
    actions.assign(appeal=appeal, text="Қараңыз", lead_id=office.people["executor"].pk, by=office["head"], at=NOW)
    actions.note(appeal=appeal, text="Бірінші", by=office["head"], at=NOW)
    head = desk("head")

    def price() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert head.get(f"/ru/office/appeals/{appeal.number}/").status_code == 200
        return len(queries)

    price()
    few = price()
    for _number in range(12):
        actions.note(appeal=appeal, text="Тағы", by=office["registrar"], at=NOW)
    assert price() == few


def test_several_are_registered_at_once_and_what_fails_is_named(
    office: Any, file: Callable[..., Filed], desk: Callable[[str], Client]
) -> None:
    first, second, third = (file(at=NOW).appeal for _ in range(3))
    picked = rows(first, second, third)
    actions.register_appeal(appeal=second, by=office["registrar"], at=NOW)
    registrar = desk("registrar")
    answer = registrar.post(
        "/ru/office/together/?queue=new", {"row": [*picked, "AP-2026-999999:1"], "bulk-action": "register"}
    )
    assert answer.status_code == 302 and answer["Location"] == "/ru/office/?queue=new"
    for appeal, state in ((first, "registered"), (second, "registered"), (third, "registered")):
        appeal.refresh_from_db()
        assert appeal.state == state
    assert second.version == 2, "it wasn't registered twice"
    page = registrar.get(answer["Location"]).content.decode()
    assert second.number in page and "изменил другой человек" in page and "AP-2026-999999" in page
    assert "bulk-result" not in registrar.get("/ru/office/").content.decode(), "the summary is shown once"


def test_several_are_assigned_to_one_executor(
    office: Any, file: Callable[..., Filed], desk: Callable[[str], Client]
) -> None:
    first, second = registered(file, office, 1), registered(file, office, 2)
    new = file(at=NOW).appeal
    head = desk("head")
    lead = office.people["executor"].pk
    sent = {"row": rows(first, second, new), "bulk-action": "assign", "bulk-lead": lead, "bulk-text": "Орнына барыңыз"}
    assert head.post("/ru/office/together/", sent).status_code == 302
    for appeal in (first, second, new):
        appeal.refresh_from_db()
    assert (first.lead_id, second.lead_id, new.lead_id) == (lead, lead, None)
    assert "Поступило" in head.get("/ru/office/").content.decode()


def test_what_is_missing_for_several_keeps_the_ticks(
    office: Any, file: Callable[..., Filed], desk: Callable[[str], Client]
) -> None:
    appeal = registered(file, office, 1)
    head = desk("head")
    answer = head.post(
        "/ru/office/together/", {"row": rows(appeal), "bulk-action": "assign", "bulk-lead": "", "bulk-text": "Барыңыз"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "checked" in page and "Барыңыз" in page
    assert (
        head.post(
            "/ru/office/together/",
            {"bulk-action": "assign", "bulk-lead": office.people["executor"].pk, "bulk-text": "x"},
        ).status_code
        == 422
    )


def test_who_may_not_do_it_to_one_may_not_do_it_to_several(
    office: Any, file: Callable[..., Filed], desk: Callable[[str], Client]
) -> None:
    appeal = file(at=NOW).appeal
    sent = {"row": rows(appeal), "bulk-action": "register"}
    for who, status in {
        "executor": 403,
        "moderator": 403,
        "operator": 403,
        "citizen": 403,
        "head": 422,
        "other_registrar": 302,
    }.items():
        assert desk(who).post("/ru/office/together/", sent).status_code == status, who
    assert Client().post("/ru/office/together/", sent)["Location"].startswith("/ru/accounts/login/")
    appeal.refresh_from_db()
    assert appeal.state == "submitted"

"""Office roles are given and ended on a page: who may, what is never possible, what the log says, what a stranger learns."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client

from ortaq.kernel.accounts.actions import NotAllowed
from ortaq.kernel.accounts.actions.roles import end_role, give_role
from ortaq.kernel.accounts.models import User
from ortaq.kernel.accounts.tasks import tell_of_role
from ortaq.kernel.events.actions import make_checkpoint
from ortaq.kernel.events.models import RightsEvent
from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.parties.actions import assign_role, save_person
from ortaq.kernel.parties.models import Assignment, Organisation
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.roles import BY_HEAD, CONTENT_ROLES, ROLES, stands_against
from ortaq.kernel.parties.rules import GUEST, SYSTEM, Actor

from .conftest import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 6, tzinfo=UTC)
GIVE, LIST = "/en/accounts/roles/give/", "/en/accounts/roles/"


@pytest.fixture
def other(office: Organisation) -> Organisation:
    return Organisation.objects.create(
        slug="schools", kind="state_body", body_kind="department", territory=office.territory,
        name_kk="Білім басқармасы", name_ru="Управление образования", name_en="Education department",
    )  # fmt: skip


@pytest.fixture
def hire(account: Callable[..., User], office: Organisation) -> Callable[..., User]:
    """An account with a role and a second factor: ``hire("head")``, ``hire("head", other)``."""

    def make(role: str, body: Organisation | None = None, email: str = "") -> User:
        # A password costs time: only who keeps roles has to prove that it is them.
        email = email or f"{role}@example.kz"
        user = account(email) if role in {"coordinator", "head"} else User.objects.create_user(email)
        assign_role(user_id=user.pk, organisation_id=(body or office).pk, role=role, first_day=date(2020, 1, 1))
        TOTP.activate(user, generate_totp_secret())
        return user

    return make


@pytest.fixture
def keeper(client: Client, hire: Callable[..., User], prove: Any) -> User:
    """A signed-in region coordinator who has just proved who they are."""
    user = hire("coordinator")
    client.force_login(user)
    prove()
    return user


def give(by: Actor, role: str, body: Organisation, email: str = "new@example.kz", **more: Any) -> Assignment:
    asked = {"first_day": TODAY, "reason": "order 1", "today": TODAY, "at": AT, **more}
    return give_role(by=by, email=email, role=role, organisation_id=body.pk, **asked).assignment


def end(by: Actor, held: Assignment, last_day: date | None = None, **more: Any) -> Assignment:
    return end_role(
        by=by, assignment_id=held.pk, last_day=last_day, reason="order 2", **{"today": TODAY, "at": AT, **more}
    )


def typed(office: Organisation, **more: Any) -> dict[str, str]:
    return {
        "email": "new@example.kz", "role": "registrar", "body": office.slug, "first_day": "02.11.2026", "last_day": "",
        "reason": "Order 17 of 2.11.2026", **more,
    }  # fmt: skip


def may(who: str, role: str, where: str) -> bool:
    return who in {"system", "coordinator"} or (who == "head" and where == "own" and role in BY_HEAD)


@pytest.mark.parametrize("who", ["guest", "citizen", "system", *sorted(ROLES)])
def test_who_gives_and_ends_which_role_in_which_body(office: Organisation, other: Organisation, who: str) -> None:
    by = {"guest": GUEST, "system": SYSTEM}.get(who)
    if by is None:
        user = User.objects.create_user("who@example.kz")
        if who in ROLES:
            assign_role(user_id=user.pk, organisation_id=office.pk, role=who, first_day=date(2020, 1, 1))
        by = actor_of(user)
    # Another coordinator: the last one could not be ended.
    second = User.objects.create_user("second@example.kz")
    assign_role(user_id=second.pk, organisation_id=office.pk, role="coordinator", first_day=date(2020, 1, 1))
    expected = []
    for role in ROLES:
        for where, body in (("own", office), ("other", other)):
            email = f"{role}-{where}@example.kz"
            if may(who, role, where):
                held = give(by, role, body, email)
                end(by, held, last_day=TODAY)
                expected += [("role_given", by.user_id, held.user_id), ("role_ended", by.user_id, held.user_id)]
                continue
            with pytest.raises(NotAllowed):
                give(by, role, body, email)
            assert not User.objects.filter(email=email).exists()
            holder = User.objects.create_user(email)
            held = assign_role(user_id=holder.pk, organisation_id=body.pk, role=role, first_day=TODAY)
            with pytest.raises(NotAllowed):
                end(by, held)
    events = RightsEvent.objects.order_by("sequence").values_list("code", "actor_id", "subject_id")
    assert list(events) == expected


def test_roles_that_exclude_each_other() -> None:
    for role in ROLES:
        assert stands_against(role, [role]) == frozenset()
        for held in ROLES:
            excluded = bool(stands_against(role, [held]))
            assert excluded == bool(stands_against(held, [role])), "it is the same from both sides"
            both = {role, held}
            wanted = len(both) == 2 and ("auditor" in both or ("coordinator" in both and bool(both & CONTENT_ROLES)))
            assert excluded == wanted, both


def test_who_keeps_accounts_gets_no_content_even_in_another_body_or_later(
    office: Organisation, other: Organisation
) -> None:
    give(SYSTEM, "coordinator", office, last_day=date(2026, 12, 31))
    with pytest.raises(NotAllowed, match="doesn't go with this one"):
        give(SYSTEM, "registrar", other, first_day=date(2026, 12, 31))
    assert give(SYSTEM, "registrar", other, first_day=date(2027, 1, 1)), "when the one role is over the other may begin"


def test_nobody_gives_a_role_to_themself_or_prolongs_their_own(office: Organisation, hire: Callable[..., User]) -> None:
    for role, wanted in (("coordinator", "statistician"), ("coordinator", "coordinator"), ("head", "registrar")):
        user = User.objects.filter(email=f"{role}@example.kz").first() or hire(role)
        with pytest.raises(NotAllowed, match="yourself"):
            give(actor_of(user), wanted, office, email=f" {user.email.upper()}")
    assert not RightsEvent.objects.exists()


def test_the_last_coordinator_stays(office: Organisation, hire: Callable[..., User]) -> None:
    one = hire("coordinator")
    own = Assignment.objects.get(user=one)
    for last in (None, TODAY, date(2030, 1, 1)):
        for by in (actor_of(one), SYSTEM):
            with pytest.raises(NotAllowed, match="last region coordinator"):
                end(by, own, last)
    # One whose time ends before that day doesn't count; neither does an account that nobody can open.
    give(SYSTEM, "coordinator", office, email="short@example.kz", last_day=date(2026, 11, 10))
    with pytest.raises(NotAllowed):
        end(actor_of(one), own, date(2026, 11, 10))
    give(SYSTEM, "coordinator", office, email="closed@example.kz")
    User.objects.filter(email="closed@example.kz").update(is_active=False)
    with pytest.raises(NotAllowed):
        end(actor_of(one), own, date(2026, 11, 10))
    give(SYSTEM, "coordinator", office, email="two@example.kz")
    end(actor_of(one), own, date(2026, 11, 10))
    assert actor_of(User.objects.get(pk=one.pk), on=date(2026, 11, 10)).holds("coordinator")
    assert not actor_of(User.objects.get(pk=one.pk), on=date(2026, 11, 11)).holds("coordinator")


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_end_each_other_at_the_same_moment(
    office: Organisation, hire: Callable[..., User]
) -> None:
    users = [hire("coordinator", email=f"{name}@example.kz") for name in ("a", "b")]
    held = [Assignment.objects.get(user=user) for user in users]
    actors = [actor_of(user) for user in users]
    start, refused = threading.Barrier(2), []

    def work(number: int) -> None:
        start.wait()
        try:
            end(actors[number], held[1 - number])
        except NotAllowed as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Assignment.objects.filter(role="coordinator", valid_to__isnull=True).count() == 1
    assert RightsEvent.objects.count() == 1


def test_a_role_ends_at_once_or_after_a_day(office: Organisation, hire: Callable[..., User]) -> None:
    keeper = actor_of(hire("coordinator"))
    old = Assignment.objects.get(user=hire("registrar"))
    end(keeper, old)
    old.refresh_from_db()
    assert old.valid_to == TODAY - timedelta(days=1)
    with pytest.raises(ValueError, match="earlier already"):
        end(keeper, old, TODAY)
    fresh = give(keeper, "operator", office)
    end(keeper, fresh)
    assert not Assignment.objects.filter(pk=fresh.pk).exists(), "one that began today is taken out"
    assert [event.code for event in RightsEvent.objects.order_by("sequence")] == [
        "role_ended", "role_given", "role_ended",
    ]  # fmt: skip
    for wrong in ({"last_day": TODAY - timedelta(days=1)}, {"reason": " "}):
        with pytest.raises(ValueError):
            end_role(**{"by": keeper, "assignment_id": fresh.pk, "last_day": None, "reason": "x", "today": TODAY, "at": AT, **wrong})  # type: ignore[arg-type]  # fmt: skip


def test_giving_again_moves_the_last_day(office: Organisation) -> None:
    first = give(SYSTEM, "registrar", office)
    given = give_role(
        by=SYSTEM, email="new@example.kz", role="registrar", organisation_id=office.pk, first_day=TODAY,
        last_day=date(2027, 1, 1), reason="order 3", today=TODAY, at=AT,
    )  # fmt: skip
    assert given.changed and not given.made_account and given.assignment.pk == first.pk
    assert Assignment.objects.get().valid_to == date(2027, 1, 1)
    assert RightsEvent.objects.latest("sequence").data == {"first_day": "2026-11-02", "last_day": "2027-01-01"}


def test_a_role_that_was_to_begin_later_begins_when_it_is_given_for_an_earlier_day(office: Organisation) -> None:
    asked: dict[str, Any] = {
        "by": SYSTEM, "email": "new@example.kz", "role": "registrar", "organisation_id": office.pk, "reason": "order 4",
        "today": TODAY, "at": AT,
    }  # fmt: skip
    give_role(**asked, first_day=date(2027, 1, 11))
    give_role(**asked, first_day=TODAY)
    held = Assignment.objects.get()
    assert (held.valid_from, held.valid_to) == (TODAY, None)
    assert RightsEvent.objects.latest("sequence").data == {"first_day": "2026-11-02", "last_day": None}


def test_a_password_that_was_set_before_the_address_was_proved_does_not_open_the_role(office: Organisation) -> None:
    squatter = User.objects.create_user("new@example.kz", PASSWORD)
    EmailAddress.objects.create(user=squatter, email=squatter.email, verified=False, primary=True)
    give(SYSTEM, "registrar", office)
    squatter.refresh_from_db()
    assert not squatter.has_usable_password()


def test_an_account_whose_roles_stand_in_the_log_can_not_be_erased(office: Organisation) -> None:
    from ortaq.kernel.accounts.permissions import may_erase_account

    held = give(SYSTEM, "registrar", office)
    end(SYSTEM, held)
    assert not Assignment.objects.exists()
    assert not may_erase_account(actor_of(User.objects.get(pk=held.user_id)))


# The log


@pytest.mark.parametrize("sql", ["UPDATE events_rightsevent SET reason = 'x'", "DELETE FROM events_rightsevent"])
def test_the_log_of_rights_only_grows(office: Organisation, sql: str) -> None:
    give(SYSTEM, "registrar", office)
    with pytest.raises(DatabaseError, match="can only grow"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE events_rightsevent SET reason = 'x' WHERE sequence = 2", "rights_changed"),
        ("UPDATE events_rightsevent SET subject_id = 1 WHERE sequence = 1", "rights_changed"),
        ("DELETE FROM events_rightsevent WHERE sequence = 2", "rights_removed"),
        ("DELETE FROM events_rightsevent WHERE sequence = 3", "rights_changed"),
        ("DELETE FROM events_rightsevent", "rights_changed"),
    ],
)
def test_what_is_changed_behind_its_back_is_found(office: Organisation, sql: str, found: str) -> None:
    for name in ("a", "b", "c"):
        give(SYSTEM, "registrar", office, email=f"{name}@example.kz")
    make_checkpoint(day=TODAY, at=AT)
    assert not list(verify_log())
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET session_replication_role = DEFAULT")
    assert found in [finding.what for finding in verify_log()]


# The page


def test_others_see_no_page_of_roles(client: Client, account: Callable[..., User], hire: Callable[..., User]) -> None:
    assert client.get(LIST).status_code == 302, "a guest signs in"
    held = Assignment.objects.get(user=hire("operator", email="held@example.kz"))
    for user in (account(), *(hire(role) for role in sorted(set(ROLES) - {"coordinator", "head"}))):
        client.force_login(user)
        for url in (LIST, GIVE, f"/en/accounts/roles/{held.pk}/end/"):
            assert client.get(url).status_code == 403, (user.email, url)
            assert client.post(url, {}).status_code in {403, 405}, (user.email, url)
    assert not RightsEvent.objects.exists()


def test_a_keeper_without_a_second_factor_or_a_fresh_proof_is_stopped(
    client: Client, account: Callable[..., User], office: Organisation
) -> None:
    user = account()
    assign_role(user_id=user.pk, organisation_id=office.pk, role="coordinator", first_day=date(2020, 1, 1))
    client.force_login(user)
    assert client.get(LIST)["Location"].endswith("/second-factor/")
    TOTP.activate(user, generate_totp_secret())
    assert client.get(LIST).status_code == 200
    assert "/reauthenticate/" in client.get(GIVE)["Location"]
    client.post(GIVE, typed(office))
    assert not RightsEvent.objects.exists()


def test_a_head_sees_and_keeps_the_own_body_alone(
    client: Client, hire: Callable[..., User], office: Organisation, other: Organisation, prove: Any
) -> None:
    elsewhere = Assignment.objects.get(user=hire("registrar", other, "elsewhere@example.kz"))
    coordinator = Assignment.objects.get(user=hire("coordinator"))
    head = hire("head")
    client.force_login(head)
    prove()
    shown = client.get(LIST).content.decode()
    assert f"№\xa0{head.pk}" in shown and "coordinator@example.kz" in shown and "elsewhere@example.kz" not in shown
    assert other.name_en not in client.get(GIVE).content.decode()
    assert client.get(f"/en/accounts/roles/{elsewhere.pk}/end/").status_code == 404
    # Their own body's coordinator is seen and can't be ended by them.
    answer = client.post(f"/en/accounts/roles/{coordinator.pk}/end/", {"when": "now", "reason": "x"})
    assert answer.status_code == 422
    for more in ({"body": "schools"}, {"role": "head"}, {"role": "coordinator"}, {"role": "auditor"}):
        assert client.post(GIVE, typed(office, **more)).status_code == 422, more
    assert not RightsEvent.objects.exists()


def test_a_name_stands_on_the_list_once_its_owner_has_come_into_the_role(
    client: Client, keeper: User, account: Callable[..., User], office: Organisation, frozen: Callable[..., Any]
) -> None:
    frozen(AT)
    known = account("known@example.kz")
    save_person(name="Анна Ким", email=known.email, user_id=known.pk)
    User.objects.filter(pk=known.pk).update(last_login=AT - timedelta(hours=1))
    client.post(GIVE, typed(office, email=known.email))
    held = Assignment.objects.get(user=known)
    pages = (LIST, f"/en/accounts/roles/{held.pk}/end/")
    for page in (client.get(address).content.decode() for address in pages):
        assert known.email in page and "Анна Ким" not in page, "the name behind an address is told to nobody"
    User.objects.filter(pk=known.pk).update(last_login=AT + timedelta(hours=1))
    for page in (client.get(address).content.decode() for address in pages):
        assert "Анна Ким" in page and known.email not in page


def test_the_answer_does_not_tell_whether_an_address_has_an_account(
    client: Client, keeper: User, account: Callable[..., User], office: Organisation, frozen: Callable[..., Any]
) -> None:
    frozen(AT)
    account("known@example.kz", language="en")
    pages, letters = [], []
    for email in ("known@example.kz", "nobody@example.kz"):
        answer = client.post(GIVE, typed(office, email=email))
        assert (answer.status_code, answer["Location"]) == (302, LIST)
        pages.append(client.get(LIST).content.decode().replace(email, "X"))
        event = RightsEvent.objects.latest("sequence")
        tell_of_role(event.subject_id, office.pk, event.role, event.code, "")
        letters.append((mail.outbox[-1].subject, mail.outbox[-1].body, mail.outbox[-1].to == [email]))
        end(actor_of(keeper), Assignment.objects.get(user__email=email))
    strip = [[line for line in page.splitlines() if "csrf" not in line and "/end/" not in line and "nonce" not in line] for page in pages]  # fmt: skip
    assert strip[0] == strip[1]
    assert letters[0] == letters[1] and letters[0][2]
    assert "Health department" in letters[0][1] and "registrar" in letters[0][1] and "password/reset" in letters[0][1]


def test_letters_speak_the_language_of_the_account(account: Callable[..., User], office: Organisation) -> None:
    for language in ("kk", "ru", "en"):
        user = account(f"{language}@example.kz", language=language)
        for code in ("role_given", "role_changed", "role_ended"):
            tell_of_role(user.pk, office.pk, "registrar", code, "2026-12-31")
            letter = mail.outbox[-1]
            assert getattr(office, f"name_{language}") in letter.body and "2026" in letter.body
            assert ("password/reset" in letter.body) == (code != "role_ended")


def test_the_list_shows_who_holds_what_on_a_day_and_pages_by_key(
    client: Client, keeper: User, office: Organisation, django_assert_max_num_queries: Any, frozen: Callable[..., Any]
) -> None:
    for number in range(60):
        give(SYSTEM, "registrar", office, email=f"r{number}@example.kz")
    give(SYSTEM, "operator", office, email="past@example.kz", first_day=date(2026, 1, 1))
    end(SYSTEM, Assignment.objects.get(user__email="past@example.kz"))
    client.get(LIST)
    with django_assert_max_num_queries(9):
        shown = client.get(LIST, {"body": "health", "on": "02.11.2026"}).content.decode()
    assert "r59@" in shown and "r5@" not in shown and "past@" not in shown
    rest = client.get(LIST, {"body": "health", "on": "02.11.2026", "after": Assignment.objects.get(user__email="r10@example.kz").pk}).content.decode()  # fmt: skip
    assert "r9@" in rest and "r10@" not in rest
    assert f"№\xa0{keeper.pk}" in rest and keeper.email not in rest, (
        "who has come is called as everywhere in the office"
    )
    before = client.get(LIST, {"body": "", "on": "01.02.2026"}).content.decode()
    assert "past@" in before and "r5@" not in before
    assert "past@" in client.get(LIST, {"body": "", "on": ""}).content.decode()
    for odd in ({"after": "x"}, {"body": "x"}, {"body": "", "on": "x"}):
        assert client.get(LIST, odd).status_code == 200


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client: Client, keeper: User, office: Organisation) -> None:
    for wrong in (
        {"email": "no address"}, {"first_day": ""}, {"last_day": "01.11.2020"}, {"role": "king"}, {"body": "nowhere"},
        {"first_day": "05.11.2036", "last_day": "04.11.2036"}, {"reason": ""},
    ):  # fmt: skip
        answer = client.post(GIVE, typed(office, **wrong))
        page = answer.content.decode()
        assert answer.status_code == 422 and "error-summary" in page, wrong
        assert ("Order 17" in page) or "reason" in wrong
    assert not RightsEvent.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_role_is_given_and_ended_in_a_browser_without_javascript(
    new_page: Callable[..., "Page"],
    assert_accessible: Callable[["Page"], None],
    account: Callable[..., User],
    office: Organisation,
    settings: Any,
) -> None:
    from playwright.sync_api import expect

    settings.DEMO = True
    user = account(is_demo=True)
    assign_role(user_id=user.pk, organisation_id=office.pk, role="coordinator", first_day=date(2020, 1, 1))
    for language, width in (("kk", 360), ("ru", 1280), ("en", 360)):
        page = new_page(width=width)
        page.goto(f"/{language}/accounts/login/?next=/{language}/accounts/roles/")
        page.fill("input[name=login]", user.email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button:not([type=button]) >> nth=0")
        expect(page.locator("main form select[name=body]")).to_have_count(1)
        assert_accessible(page)
        page.goto(f"/{language}/accounts/roles/give/")
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button:not([type=button])")
        expect(page.locator("input[name=reason]")).to_have_count(1)
        assert_accessible(page)
        page.click("main form button:not([type=button])")
        expect(page.locator(".govuk-error-summary")).to_have_count(1)
        assert_accessible(page)
    plain = new_page(javascript=False)
    plain.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    plain.goto("/en/accounts/roles/give/")
    plain.fill("input[name=email]", "anna@example.kz")
    plain.check("input[name=role][value=registrar]")
    plain.select_option("select[name=body]", "health")
    plain.fill("input[name=reason]", "Order 17")
    plain.click("main form button:not([type=button])")
    expect(plain.locator("main table tbody tr")).to_have_count(2)
    plain.click("main table a[aria-label*='anna@example.kz']")
    plain.check("input[name=when][value=now]")
    plain.fill("input[name=reason]", "Order 18")
    plain.click("main form button:not([type=button])")
    expect(plain.locator("main table tbody tr")).to_have_count(1)
    assert [event.reason for event in RightsEvent.objects.order_by("sequence")] == ["Order 17", "Order 18"]

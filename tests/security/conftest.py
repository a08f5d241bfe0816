"""A world in which every address leads somewhere, and everybody who might knock at it."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # conftest files are read before Django is set up
    from django.test import Client

    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.documents.models import Document
    from ortaq.kernel.interchange.models import ExportJob
    from ortaq.systems.budget.models import Dataset
    from ortaq.systems.reception.models import AnswerTemplate, Appeal, Complaint, SavedFilter

_RECEPTION = Path(__file__).resolve().parents[1] / "systems" / "reception" / "conftest.py"
_spec = importlib.util.spec_from_file_location("reception_fixtures", _RECEPTION)
assert _spec and _spec.loader
_fixtures = importlib.util.module_from_spec(_spec)
sys.modules["reception_fixtures"] = _fixtures  # dataclasses look their module up
_spec.loader.exec_module(_fixtures)
office, filing, file = _fixtures.office, _fixtures.filing, _fixtures.file

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
OFFICE_ROLES = ("registrar", "head", "executor", "operator", "moderator")


@dataclass
class World:
    """One of everything. ``hidden``: an appeal that was never published, of the same citizen and body."""

    office: Any
    hidden: Appeal
    hidden_pin: str
    shown: Appeal
    shown_pin: str
    complaint: Complaint
    document: Document
    template: AnswerTemplate
    saved: SavedFilter
    published: Dataset
    draft: Dataset
    sent_file: int
    stop_token: str
    export: ExportJob
    people: dict[str, User]


def signed_in(user: User) -> Client:
    """A browser of *user*, who has shown the second factor and the password a moment ago."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    session = client.session
    now = int(time.time())
    session.update({"second_factor_until": now + 10**7, "session_started": now, "session_seen": now})
    session.save()
    assert client.post("/kk/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def answer_it(appeal: Appeal, office: Any, at: datetime) -> None:
    """The whole way to a delivered answer."""
    from ortaq.systems.reception import actions

    actions.register_appeal(appeal=appeal, by=office["registrar"], at=at)
    actions.assign(appeal=appeal, text="Орнына барыңыз", lead_id=office.people["executor"].pk, by=office["head"], at=at)
    actions.start_work(appeal=appeal, by=office["executor"], at=at)
    actions.draft_answer(
        appeal=appeal, outcome="satisfied", text="Шұңқыр толығымен жабылды.", by=office["executor"], at=at
    )
    actions.propose_answer(appeal=appeal, by=office["executor"], at=at)
    actions.sign_answer(appeal=appeal, by=office["head"], at=at)


@pytest.fixture
def world(office: Any, file: Callable[..., Any], tmp_path: Path, settings: Any) -> World:
    from allauth.account.models import EmailAddress
    from django.core.files.uploadedfile import SimpleUploadedFile

    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.documents.actions import attach_files
    from ortaq.kernel.interchange.actions import ask_export
    from ortaq.kernel.notices.models import Notice
    from ortaq.kernel.notices.queries import stop_token
    from ortaq.kernel.parties.actions import assign_role, save_person
    from ortaq.kernel.parties.queries import actor_of
    from ortaq.systems.budget import actions as actions_of_budget
    from ortaq.systems.budget.imports import load_shipped
    from ortaq.systems.budget.models import Dataset
    from ortaq.systems.reception import actions
    from ortaq.systems.reception.exports import WORK_LIST
    from ortaq.systems.reception.models import AnswerTemplate, SavedFilter

    people = {}
    for name, body in (("officer", office.body), ("foreign", office.other)):
        people[name] = User.objects.create_user(f"{name}@example.test", PASSWORD, language="ru")
        for role in OFFICE_ROLES:
            assign_role(user_id=people[name].pk, organisation_id=body.pk, role=role, first_day=date(2018, 1, 1))
    people["citizen"] = office.people["citizen"]
    people["stranger"] = User.objects.create_user("stranger@example.test", PASSWORD, language="kk")
    save_person(name="Басқа Адам", email="stranger@example.test", user_id=people["stranger"].pk)

    by_citizen = {"by": office["citizen"]}
    shown = file(**by_citizen, subject="Жарық шам сөніп қалды")
    answer_it(shown.appeal, office, MONDAY + timedelta(hours=2))
    actions.publish_appeal(
        appeal=shown.appeal,
        title="Шам сөнді",
        text="Көшедегі шам жанбайды.",
        answer_text="Шам ауыстырылды.",
        by=office["moderator"],
        at=MONDAY + timedelta(hours=3),
    )
    actions.file_complaint(
        appeal=shown.appeal, grounds="Шам әлі жанбайды.", by=office["citizen"], at=MONDAY + timedelta(hours=4)
    )
    hidden = file(**by_citizen)
    document = attach_files(
        record=hidden.appeal,
        uploads=[SimpleUploadedFile("note.txt", "Жазба".encode())],
        purpose="attachment",
        by=office["citizen"],
        at=MONDAY,
    )[0]
    template = AnswerTemplate.objects.create(body=office.body, name="Үлгі", language="kk", text="{number}")
    saved = SavedFilter.objects.create(user=people["officer"], name="Менікі", query="queue=new")
    for role in ("statistician", "coordinator"):
        people[role] = User.objects.create_user(f"{role}@example.test", PASSWORD, language="ru")
        assign_role(user_id=people[role].pk, organisation_id=office.superior.pk, role=role, first_day=date(2018, 1, 1))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people.values()
    )
    load_shipped(at=MONDAY)
    published = Dataset.objects.filter(state="published").latest("pk")
    draft = Dataset.objects.create(
        code="plan-draft",
        version=1,
        sha256="0" * 64,
        file_name="a.csv",
        imported_at=MONDAY,
        imported_by=people["statistician"],
        name_kk="Жоба",
        name_ru="Черновик",
        name_en="Draft",
    )
    sent = actions_of_budget.keep_sent_file(
        by=actor_of(people["statistician"]), name="a.csv", content=b"a;b\n1;2\n", sha256="1" * 64, at=MONDAY
    )
    notice = Notice.objects.filter(event__record=hidden.appeal).first()
    assert notice is not None
    Notice.objects.filter(pk=notice.pk).update(optional=True)
    return World(
        office,
        hidden.appeal,
        hidden.pin,
        shown.appeal,
        shown.pin,
        shown.appeal.complaints.get(),
        document,
        template,
        saved,
        published,
        draft,
        sent.pk,
        stop_token(notice),
        ask_export(
            export=WORK_LIST, parameters={}, format="csv", language="kk", by=actor_of(people["officer"]), at=MONDAY
        ),
        people,
    )


@pytest.fixture
def clients(world: World) -> dict[str, Client]:
    """A browser of each of them, and a guest's."""
    from django.test import Client

    return {"guest": Client()} | {name: signed_in(user) for name, user in world.people.items()}


@pytest.fixture(autouse=True)
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of requests from one address: limits have their own tests."""
    from ortaq.kernel.limits import rules

    many = {code: rules.Rule(code, (rules.Window(10**6, 3600),)) for code in rules.RULES}
    monkeypatch.setattr(rules, "RULES", many)
    monkeypatch.setattr("ortaq.kernel.limits.actions.RULES", many)


ABSENT = "AP-2026-999999"
ARGUMENTS: dict[str, Callable[[World], dict[str, Any]]] = {
    "account_reset_password_from_key": lambda world: {"uidb36": "1", "key": "forged"},
    "account_role_end": lambda world: {"assignment_id": world.office.people["registrar"].assignments.get().pk},
    "api:appeal": lambda world: {"number": world.hidden.number},
    "api:appeal_timeline": lambda world: {"number": world.hidden.number},
    "api:dataset": lambda world: {"code": world.published.code},
    "api:record": lambda world: {"number": world.hidden.number},
    "budget:advance": lambda world: {"pk": world.draft.pk, "code": "check"},
    "budget:correct": lambda world: {"pk": world.published.pk},
    "budget:dataset": lambda world: {"code": world.published.code},
    "budget:latest_table": lambda world: {"kind": "csv"},
    "budget:load": lambda world: {"pk": world.sent_file},
    "budget:sent": lambda world: {"pk": world.sent_file},
    "budget:template": lambda world: {"kind": "csv"},
    "budget:version": lambda world: {"code": world.draft.code, "version": 1},
    "budget_data:latest": lambda world: {"code": world.published.code, "kind": "csv"},
    "budget_data:version": lambda world: {"code": world.draft.code, "version": 1, "kind": "csv"},
    "clocks:change_day": lambda world: {"day": "2026-12-16"},
    "clocks:year": lambda world: {"year": 2026},
    "documents:download": lambda world: {"uuid": world.document.uuid},
    "documents:thumbnail": lambda world: {"uuid": world.document.uuid},
    "interchange:cancel": lambda world: {"uuid": world.export.uuid},
    "interchange:fetch": lambda world: {"uuid": world.export.uuid},
    "interchange:job": lambda world: {"uuid": world.export.uuid},
    "feeds:record": lambda world: {"number": world.hidden.number},
    "mfa_edit_webauthn": lambda world: {"pk": 1},
    "mfa_remove_webauthn": lambda world: {"pk": 1},
    "notices:stop": lambda world: {"token": world.stop_token},
    "number": lambda world: {"number": world.hidden.number},
    "open311:definition": lambda world: {"code": world.hidden.category.slug, "kind": "json"},
    "open311:discovery": lambda world: {"kind": "json"},
    "open311:discovery_v2": lambda world: {"kind": "json"},
    "open311:nowhere": lambda world: {"rest": "nowhere"},
    "open311:request": lambda world: {"number": world.hidden.number, "kind": "json"},
    "open311:requests": lambda world: {"kind": "json"},
    "open311:services": lambda world: {"kind": "json"},
    "open311:token": lambda world: {"token": "forged", "kind": "json"},
    "open311:updates": lambda world: {"kind": "json"},
    "openid_connect_callback": lambda world: {"provider_id": "oidc"},
    "openid_connect_login": lambda world: {"provider_id": "oidc"},
    "portal:help": lambda world: {"slug": "how"},
    "portal:log_csv": lambda world: {"kind": "events"},
    "portal:log_of": lambda world: {"kind": "events"},
    "portal:organisation": lambda world: {"slug": "one"},
    "portal:territory": lambda world: {"slug": "c"},
    "portal:thread": lambda world: {"number": world.hidden.number},
    "reception:act": lambda world: {"number": world.hidden.number, "code": "withdraw"},
    "reception:case": lambda world: {"number": world.hidden.number},
    "reception:complaint": lambda world: {"number": world.complaint.number},
    "reception:complaint_deed": lambda world: {"number": world.complaint.number, "code": "forward"},
    "reception:coupon": lambda world: {"number": world.hidden.number},
    "reception:deed": lambda world: {"number": world.hidden.number, "code": "register"},
    "reception:delete_filter": lambda world: {"filter_id": world.saved.pk},
    "reception:delete_template": lambda world: {"template_id": world.template.pk},
    "reception:join": lambda world: {"number": world.hidden.number},
    "reception:moderate": lambda world: {"number": world.hidden.number},
    "reception:moderate_copy": lambda world: {"number": world.hidden.number, "uuid": world.document.uuid},
    "reception:own": lambda world: {"number": world.hidden.number},
    "reception:public": lambda world: {"number": world.hidden.number},
    "reception:publish": lambda world: {"number": world.hidden.number},
    "reception:qr": lambda world: {"number": world.hidden.number},
    "reception:take_down": lambda world: {"number": world.shown.number},
    "reception:template": lambda world: {"template_id": world.template.pk},
    "opendata:decide": lambda world: {"package_id": 1, "verb": "show"},
    "opendata:money_table": lambda world: {"year": 2026, "figure": "level"},
    "opendata_data:ocds": lambda world: {"year": 2026, "file": "releases"},
    "social_order:council_case": lambda world: {"number": "TP-2026-999999"},
    "social_order:plan_body": lambda world: {"year": 2027, "slug": "one"},
    "social_order:plan_change": lambda world: {"change_id": 1},
    "social_order:plan_file": lambda world: {"file_id": 1},
    "social_order:plan_file_columns": lambda world: {"file_id": 1},
    "social_order:plan_file_load": lambda world: {"file_id": 1},
    "social_order:plan_import": lambda world: {"plan_id": 1},
    "social_order:plan_line": lambda world: {"number": "PL-2026-999999"},
    "social_order:plan_line_call": lambda world: {"number": "PL-2026-999999"},
    "social_order:plan_line_new": lambda world: {"plan_id": 1},
    "social_order:plan_line_office": lambda world: {"number": "PL-2026-999999"},
    "social_order:plan_office": lambda world: {"plan_id": 1},
    "social_order:plan_step": lambda world: {"plan_id": 1, "code": "submit"},
    "social_order:plan_table": lambda world: {"year": 2027, "kind": "csv"},
    "social_order:plan_year": lambda world: {"year": 2027},
    "social_order:topic": lambda world: {"number": "TP-2026-999999"},
    "social_order:topic_case": lambda world: {"number": "TP-2026-999999"},
    "social_order:topic_check": lambda world: {"draft_id": 1},
    "social_order:topic_deed": lambda world: {"number": "TP-2026-999999", "code": "publish"},
    "social_order:topic_draft": lambda world: {"draft_id": 1},
    "social_order:topic_own": lambda world: {"number": "TP-2026-999999"},
    "social_order:topic_support": lambda world: {"number": "TP-2026-999999"},
    "social_order:topic_throw_away": lambda world: {"draft_id": 1},
}
"""What the addresses with parts are called with: always what is *not* public, when there is such a thing."""


def patterns(found: Any = None, space: str = "") -> dict[str, Any]:
    """Every address of the project by its name."""
    from django.urls import URLResolver, get_resolver

    named: dict[str, Any] = {}
    for pattern in get_resolver().url_patterns if found is None else found:
        if isinstance(pattern, URLResolver):
            named |= patterns(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            assert pattern.name, f"an address without a name: {pattern.pattern}"
            named[space + pattern.name] = pattern
    return named


NOWHERE = {
    "number": "ZZ-2026-999999",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "kind": "csv",
    "year": 2026,
    "package_id": "999999",
    "verb": "show",
    "file": "releases",
    "figure": "body",
}
"""What the parts of an address are filled with when it isn't in ``ARGUMENTS``: something that doesn't exist."""


def arguments_of(name: str, pattern: Any, world: World) -> dict[str, Any]:
    """What an address is called with: what ``ARGUMENTS`` says, else something of the right shape that isn't there."""
    if name in ARGUMENTS:
        return ARGUMENTS[name](world)
    parts = pattern.pattern.converters or dict.fromkeys(pattern.pattern.regex.groupindex)
    return {
        part: NOWHERE.get(part, 999_999 if type(converter).__name__ == "IntConverter" else "nowhere")
        for part, converter in parts.items()
    }


@pytest.fixture
def addresses(world: World) -> dict[str, str]:
    """Every address of the project by its name, in Kazakh where it has a language."""
    from django.urls import reverse
    from django.utils.translation import override

    with override("kk"):
        return {
            name: reverse(name, kwargs=arguments_of(name, pattern, world) or None)
            for name, pattern in sorted(patterns().items())
        }

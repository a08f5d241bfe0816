"""One set of records, read at every door: planned, agreed and paid are the same sums by level, body and year.

The plan has what makes sums differ where somebody adds up carelessly: tiyn, a cancelled line, a line whose call failed, money
of other years, two agreements on one line, one of them won in a call, a payment and a return.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.test import Client

from ortaq.kernel.lifecycle.actions import open_record
from ortaq.kernel.money.rules import money_text
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.models import Link
from ortaq.procedures.competitions.models import Application, Call
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.models import Agreement, Milestone, Plan, PlanLine, Sphere
from ortaq.systems.social_order.opendata.queries import figures
from ortaq.systems.social_order.rules import Line, Measure, Schedule, Step

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 5, 0, tzinfo=UTC)
YEAR = 2026
Sums = dict[str, tuple[Decimal, Decimal, Decimal]]
"""Planned, agreed, paid (less what was returned) by a key."""
PLANNED = {"region": Decimal("2300000.75"), "city": Decimal("500000.10")}
AGREED = {"region": Decimal("1900000.35"), "city": Decimal("450000.05")}
PAID = {"region": Decimal("250000.00"), "city": Decimal("0")}
EXPECTED: Sums = {level: (PLANNED[level], AGREED[level], PAID[level]) for level in PLANNED}
BODY_OF = {"region": "one", "city": "two"}


@pytest.fixture
def records(staff: Any) -> dict[str, Agreement]:
    """Two plans with agreements; their sums are written down above by hand."""
    spheres = list(Sphere.objects.order_by("pk")[:2])
    second = Organisation.objects.create(
        slug="ngo-two", kind="ngo", bin="180540000022", territory=staff.city, name_kk="Екінші", name_ru="Второй", name_en="Second"
    )  # fmt: skip

    def plan(body: Any, year: int, customer: str, head: str, rows: Iterable[tuple[str, str, dict[int, str]]]) -> Plan:
        made = actions.open_plan(year=year, body=body, by=staff[customer], at=MONDAY)
        for place, (title, amount, others) in enumerate(rows):
            line = actions.LineInput(
                sphere_id=spheres[place % 2].pk, territory_id=(staff.city if place else staff.region).pk, title_kk=title,
                title_ru=f"{title} (ru)", amount=Decimal(amount),
                shares={other: Decimal(sum_) for other, sum_ in others.items()},
            )  # fmt: skip
            actions.add_line(plan=made, line=line, by=staff[customer], at=MONDAY)
        actions.submit_plan(plan=made, by=staff[customer], at=MONDAY)
        actions.approve_plan(plan=made, by=staff[head], at=MONDAY)
        return made

    plan(
        staff.department, YEAR, "customer", "head",
        [
            ("Курс", "1000000.50", {}),
            ("Екі шарт", "700000.25", {}),
            ("Үш жыл", "400000.00", {YEAR + 1: "250000.00"}),
            ("Алынған", "300000.00", {}),
            ("Өтпеген", "200000.00", {}),
        ],
    )  # fmt: skip
    plan(staff.division, YEAR, "other_customer", "other_head", [("Қалада", "500000.10", {})])
    plan(staff.department, YEAR + 1, "customer", "head", [("Келесі жыл", "900000.00", {})])
    line = {each.title_kk: each for each in PlanLine.objects.all()}
    actions.advance_line(line=line["Алынған"], code="cancel", by=staff["head"], at=MONDAY, reason="Қажет емес")
    for code, more in (("announce", {"procurement": "1-1"}), ("fail", {"reason": "Өтінім түспеді"})):
        actions.advance_line(line=line["Өтпеген"], code=code, by=staff["customer"], at=MONDAY, **more)

    def win(title: str, supplier: Any, amount: str) -> Application:
        """A winner's application in a call that the line pays for, with its results published."""
        call = Call(
            is_reference=True, kind="call", state="final", profile="social_order", regime="sso-2021", title_kk=title,
            title_ru=title, text_kk="…", year=YEAR, level="region", budget=Decimal(amount), opens_at=MONDAY, deadline=MONDAY + timedelta(days=1),
            announced_at=MONDAY, results_at=MONDAY, body=staff.department, territory=staff.city, published_at=MONDAY,
            public_title=title,
        )  # fmt: skip
        open_record(call, by=SYSTEM, at=MONDAY, code="draft", year=YEAR)
        Link.objects.create(source=call, kind="funded_by", target=line[title], created_at=MONDAY)
        won = Application(
            kind="application", state="winner", call=call, applicant=supplier, title=title, summary="…",
            requested=Decimal(amount), awarded=Decimal(amount), submitted_at=MONDAY, receipt_sha256="0" * 64,
            body=staff.department, starts_on=date(2026, 2, 2), ends_on=date(2026, 11, 30),
        )  # fmt: skip
        return open_record(won, by=SYSTEM, at=MONDAY, code="draft", year=YEAR)

    def agree(
        title: str,
        supplier: Any,
        amount: str,
        customer: str = "customer",
        head: str = "head",
        application: Application | None = None,
    ) -> Agreement:
        whole, first = Decimal(amount), Decimal("100000.00") if amount != "900000.10" else Decimal("300000.00")
        schedule = Schedule(
            (
                Step(1, "Аванс", date(2026, 2, 20), first, advance=True),
                Step(2, "Курс", date(2026, 6, 1), whole - first),
            ),
            (Line(1, "pay", "Мұғалім", whole),),
            (Measure(1, "Оқыған", "адам", Decimal(60)),),
        )
        terms = actions.Terms(
            title_kk=title, title_ru=title, amount=whole, starts_on=date(2026, 2, 2), ends_on=date(2026, 11, 30),
            schedule=schedule, bank_details="KZ86125KZT5004100100, «Сынақ Банк»",
        )  # fmt: skip
        made = actions.draw_up_agreement(
            line=line[title],
            supplier=supplier,
            terms=terms,
            by=staff[customer],
            at=MONDAY,
            application=application,
        )
        actions.send_for_signing(agreement=made, by=staff[customer], at=MONDAY)
        speaker = "representative" if supplier == staff.ngo else "second"
        for code, who in (("sign_supplier", speaker), ("sign_customer", head)):
            actions.sign_agreement(agreement=made, code=code, by=staff[who], at=MONDAY, trial=True, name=f"Сынақ {who}")
        made.refresh_from_db()
        return made

    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role

    staff.people["second"] = User.objects.create_user("second@example.test", language="kk")
    assign_role(
        user_id=staff.people["second"].pk, organisation_id=second.pk, role="representative", first_day=date(2018, 1, 1)
    )
    made = {
        "paid": agree("Курс", staff.ngo, "900000.10"),
        "first": agree("Екі шарт", staff.ngo, "200000.00"),
        "other": agree("Екі шарт", second, "200000.25", application=win("Екі шарт", second, "200000.25")),
        "years": agree("Үш жыл", second, "600000.00"),
        "city": agree("Қалада", staff.ngo, "450000.05", "other_customer", "other_head"),
    }
    actions.pay_tranche(
        agreement=made["paid"], milestone=Milestone.objects.get(agreement=made["paid"], number=1),
        amount=Decimal("300000.00"), order_number="15", paid_on=date(2026, 2, 20), by=staff["accountant"], at=MONDAY,
    )  # fmt: skip
    actions.return_money(
        agreement=made["paid"], amount=Decimal("50000.00"), returned_on=date(2026, 3, 1), paper="К-1", reason="Қалдық",
        by=staff["accountant"], at=MONDAY,
    )  # fmt: skip
    return made


def body_of(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.request["PATH_INFO"]
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def table(client: Client, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body_of(client.get(path)).decode("utf-8-sig"))))


def summed(rows: Iterable[tuple[str, Any, Any, Any]]) -> Sums:
    """Rows of key, planned, agreed and paid, added up by key."""
    found: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    for key, *values in rows:
        found[key] = [sum_ + Decimal(value or 0) for sum_, value in zip(found[key], values, strict=True)]
    return {key: (planned, agreed, paid) for key, (planned, agreed, paid) in found.items()}


def by_body(sums: Sums) -> Sums:
    return {BODY_OF[level]: values for level, values in sums.items()}


def only(sums: Sums, place: int) -> dict[str, Decimal]:
    return {key: values[place] for key, values in sums.items()}


def money_of_page(page: str, part: str) -> Iterator[tuple[str, list[Decimal]]]:
    """The rows of one table of the page of money: name, and the sums in full."""
    section = page.partition(f'id="{part}"')[2].partition("</table>")[0]
    for row in re.findall(r"<tr.*?</tr>", section.partition("<tbody")[2], re.S):
        name = unescape(re.sub(r"<[^>]+>", "", re.search(r"<th.*?</th>", row, re.S)[0]))  # type: ignore[index]
        cells = [unescape(re.sub(r"<[^>]+>", "", each)) for each in re.findall(r"<td.*?</td>", row, re.S)]
        yield name, [Decimal(re.sub(r"[^\d,]", "", each).replace(",", ".")) for each in cells[:3]]


def listed(client: Client, path: str) -> Iterator[dict[str, Any]]:
    """Every item of a list of the API, page by page."""
    after = ""
    while after is not None:
        page = json.loads(body_of(client.get(f"{path}{after}")), parse_float=Decimal)
        yield from page["items"]
        after = f"&after={page['after']}" if page["after"] else None


def test_every_page_file_and_program_reads_the_same_sums(
    records: dict[str, Agreement], client: Client, staff: Any
) -> None:
    total = tuple(sum((values[place] for values in EXPECTED.values()), Decimal(0)) for place in range(3))

    # The page of the plan: by level, by body, and the whole in full.
    answer = client.get(f"/ru/social-order/plan/{YEAR}/")
    assert money_text(total[0], "ru") in answer.content.decode()
    for part in ("levels", "bodies"):
        assert sorted(row["value"] for row in answer.context[part]) == sorted(PLANNED.values()), part
    assert sum(row["value"] for row in answer.context["spheres"]) == total[0]
    for level, slug in BODY_OF.items():
        assert client.get(f"/ru/social-order/plan/{YEAR}/{slug}/").context["sum"].amount == PLANNED[level]

    # The plan as files: cancelled lines stand there and say so.
    rows = table(client, f"/ru/social-order/plan/{YEAR}/table.csv")
    amount = next(name for name in rows[0] if "умма" in name)
    counted = [row for row in rows if row["Состояние"] != "Исключено"]
    assert len(rows) == len(counted) + 1
    assert summed((row["Орган"], row[amount], 0, 0) for row in counted).keys() == {"Управление", "Отдел"}
    assert sorted(only(summed((row["Орган"], row[amount], 0, 0) for row in counted), 0).values()) == sorted(
        PLANNED.values()
    )
    book = openpyxl.load_workbook(
        io.BytesIO(body_of(client.get(f"/ru/social-order/plan/{YEAR}/table.xlsx"))), read_only=True
    )
    cells = list(book.worksheets[0].iter_rows(values_only=True))
    head = next(place for place, row in enumerate(cells) if amount in row)
    named = [dict(zip(cells[head], row, strict=False)) for row in cells[head + 1 :]]
    assert sum(Decimal(str(row[amount])) for row in named if row["Состояние"] != "Исключено") == total[0]

    # The page of money and its tables.
    page = client.get(f"/ru/social-order/money/?year={YEAR}")
    whole = page.context["total"]
    assert (whole.planned, whole.agreed, whole.paid) == total
    for part, _title, groups in page.context["tables"]:
        expected = {"level": EXPECTED, "body": by_body(EXPECTED)}.get(part)
        if expected:
            shown = dict(money_of_page(page.content.decode(), part))
            assert {group.key: tuple(shown[str(name)]) for name, group in groups} == expected, part
    for figure, expected in (("level", EXPECTED), ("body", by_body(EXPECTED))):
        rows = table(client, f"/ru/social-order/money/{YEAR}/{figure}.csv")
        assert summed((row["code"], row["planned"], row["agreed"], row["paid"]) for row in rows) == expected, figure
    for figure in ("territory", "sphere"):
        rows = table(client, f"/ru/social-order/money/{YEAR}/{figure}.csv")
        assert summed(("", row["planned"], row["agreed"], row["paid"]) for row in rows)[""] == total, figure
    rows = table(client, f"/ru/social-order/money/{YEAR}/supplier.csv")
    assert summed(("", 0, row["agreed"], row["paid"]) for row in rows)[""][1:] == total[1:]

    # The data package leads to the table of the year.
    package = json.loads(body_of(client.get(f"/data/social-order/{YEAR}/datapackage.json")))
    rows = table(client, f"/data/social-order/{YEAR}/{package['resources'][0]['path']}")
    assert {row["year"] for row in rows} == {str(YEAR)}
    for key, expected in (("level", EXPECTED), ("body", by_body(EXPECTED))):
        assert summed((row[key], row["planned"], row["agreed"], row["paid"]) for row in rows) == expected, key
    assert [row["number"] for row in rows if row["state"] == "cancelled" and row["planned"] == "0"] != []

    # OCDS: plan lines that weren't cancelled, contracts, payments less returns.
    found = json.loads(body_of(client.get(f"/data/ocds/{YEAR}/records.json")), parse_float=Decimal)
    compiled = [each["compiledRelease"] for each in found["records"]]
    slugs = {"Басқарма": "one", "Бөлім": "two"}

    def of_ocds(release: dict[str, Any]) -> tuple[str, Any, Any, Any]:
        planned = release.get("planning", {}).get("budget", {}).get("amount", {}).get("amount", 0)
        if release.get("tender", {}).get("status") == "cancelled":
            planned = 0
        contracts = release.get("contracts", [])
        flows = [each for contract in contracts for each in contract.get("implementation", {}).get("transactions", [])]
        payers = {release["buyer"]["id"]}
        paid = sum(each["value"]["amount"] * (1 if each["payer"]["id"] in payers else -1) for each in flows)
        agreed = sum(contract["value"]["amount"] for contract in contracts)
        return slugs[release["buyer"]["name"]], planned, agreed, paid

    assert summed(of_ocds(release) for release in compiled) == by_body(EXPECTED)

    # Programs: plan lines and projects.
    lines = list(listed(client, f"/api/v1/plan-lines?year={YEAR}"))
    projects = list(listed(client, f"/api/v1/projects?year={YEAR}"))
    read = [(each, each["amount"], 0, 0) for each in lines if each["state"]["code"] != "cancelled"]
    read += [(each, 0, each["agreed"], Decimal(each["paid"]) - Decimal(each["returned"])) for each in projects]
    assert summed((each["level"], *values) for each, *values in read) == EXPECTED
    assert summed((each["body"]["slug"], *values) for each, *values in read) == by_body(EXPECTED)

    # One's own pages: a project, an NGO, a body; the list narrowed by level and body.
    of_projects = []
    for agreement in records.values():
        row = client.get(f"/ru/social-order/projects/{agreement.number}/").context["row"]
        of_projects.append((row.level, 0, row.agreed, row.paid - row.returned))
    assert {key: values[1:] for key, values in summed(of_projects).items()} == {
        key: values[1:] for key, values in EXPECTED.items()
    }
    sides = {
        slug: client.get(f"/ru/organisations/{slug}/").context["money"] for slug in ("one", "two", "ngo", "ngo-two")
    }
    for level, slug in BODY_OF.items():
        assert (sides[slug].agreed, sides[slug].paid - sides[slug].returned) == EXPECTED[level][1:], slug
    assert sides["ngo"].agreed + sides["ngo-two"].agreed == total[1]
    for slug in ("ngo", "ngo-two"):
        assert client.get(f"/ru/social-order/suppliers/{slug}/").context["money"] == sides[slug]
    for level, slug in BODY_OF.items():
        for question in (f"level={level}", f"body={slug}"):
            rows = [row for row, _ in client.get(f"/ru/social-order/projects/?year={YEAR}&{question}").context["rows"]]
            assert sum(row.agreed for row in rows) == AGREED[level], question


def test_the_rows_that_pages_add_up_are_those_of_the_table(records: dict[str, Agreement]) -> None:
    bare = {"call": "", "applications": None, "expert_points": None, "satisfied": None, "answered": None}
    assert figures.year_rows(YEAR) == [replace(row, **bare) for row in figures.project_rows(YEAR)]


def test_money_of_another_year_stands_in_that_year(records: dict[str, Agreement], client: Client) -> None:
    following = YEAR + 1
    assert client.get(f"/ru/social-order/plan/{following}/").context["total"].amount == Decimal("900000.00")
    assert client.get(f"/ru/social-order/money/?year={following}").context["total"].planned == Decimal("900000.00")
    rows = table(client, f"/data/social-order/{following}/figures.csv")
    assert [(row["planned"], row["agreed"]) for row in rows] == [("900000.00", "")]
    lines = list(listed(client, f"/api/v1/plan-lines?year={YEAR}"))
    assert {key: Decimal(sum_) for line in lines for key, sum_ in line["other_years"].items()} == {
        str(following): Decimal("250000.00")
    }

"""Pages of sponsors: a pledge from the profile to the last gift by forms, what strangers get, the ledger, weight."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.systems.fairs.conftest import NOON

from ortaq.kernel.events.models import Reading
from ortaq.kernel.signatures.authority import trial_cms, trial_signer
from ortaq.kernel.signatures.queries import content_to_sign
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.models import Delivery, Memorandum, Need, Pledge, PledgeLine, SponsorProfile
from ortaq.systems.fairs.queries.memoranda import open_version
from ortaq.systems.social_order import actions as order
from ortaq.systems.social_order.models import Sphere
from ortaq.systems.social_order.rules import Line, Measure, Schedule, Step


@pytest.fixture(autouse=True)
def in_june(frozen: Any) -> None:
    """The clock stands in the days of the fair."""
    frozen(NOON)


def text_of(answer: Any) -> str:
    return answer.content.decode().replace("\xa0", " ")


def test_from_the_profile_to_the_last_gift_by_forms(
    ground: Any, shown: Any, signed_in: Any, settings: Any, paper: Any
) -> None:
    settings.DEMO = True
    project = shown()
    newcomer, coordinator, ngo, guest = (signed_in(key) for key in ("neighbour", "coordinator", "ngo", None))
    page = newcomer.get(f"/kk/fairs/projects/{project.number}/help/")
    assert page.status_code == 200 and "/kk/fairs/sponsors/mine/" in page.content.decode()
    profile = {
        "bin": "000040000058", "name_kk": "«Жаңа» ЖШС", "name_ru": "ТОО «Жаңа»", "territory": "c", "about_kk": "Тігеміз",
        "about_ru": "Шьём", "gives": ["money", "goods"], "areas": ["youth"],
    }  # fmt: skip
    answer = newcomer.post("/kk/fairs/sponsors/new/", profile)
    assert answer.status_code == 422 and "«Жаңа» ЖШС" in answer.content.decode()
    assert newcomer.post("/kk/fairs/sponsors/new/", {**profile, "bin": "000040000059"}).status_code == 302
    sent = SponsorProfile.objects.get()
    office = f"/kk/fairs/office/sponsors/{sent.number}/"
    check = coordinator.get(office)
    assert check.status_code == 200 and ground.people["neighbour"].email in text_of(check), "to ask what is unclear"
    read = Reading.objects.get()
    assert (read.record_id, read.reader_id) == (sent.pk, ground.people["coordinator"].pk), (
        "and that it was read is kept"
    )
    assert coordinator.post(f"{office}approve/", {"version": sent.version}).status_code == 302
    newcomer = signed_in("neighbour")
    needs = {row.kind: row.pk for row in project.needs.all()}
    offer = {"sponsor": "business-000040000059", "due_on": "01.07.2026", "conditions": "Логотип тұрсын"}
    path = f"/kk/fairs/projects/{project.number}/help/"
    assert newcomer.get(path).status_code == 200
    answer = newcomer.post(path, offer)
    assert answer.status_code == 422 and "Логотип тұрсын" in answer.content.decode(), "nothing typed is lost"
    assert newcomer.post(path, {**offer, f"amount_{needs['money']}": "400 000"}).status_code == 302
    pledge = Pledge.objects.get()
    inside = f"/kk/fairs/pledges/{pledge.number}/"
    assert newcomer.get(f"{inside}change/").status_code == 200
    changed = {**offer, f"amount_{needs['money']}": "500 000", "version": pledge.version}
    assert newcomer.post(f"{inside}change/", changed).status_code == 302
    assert newcomer.post(f"{inside}messages/", {"talk-text": "Қашан кездесеміз?"}).status_code == 302
    assert "Қашан кездесеміз?" in text_of(ngo.get(inside)) and "500 000" in text_of(ngo.get(inside))
    pledge.refresh_from_db()
    assert ngo.post(f"{inside}accept/", {"version": pledge.version - 1}).status_code == 409
    assert ngo.post(f"{inside}accept/", {"version": pledge.version}).status_code == 302
    assert ngo.post(f"{inside}memorandum/").status_code == 302
    memorandum = Memorandum.objects.get()
    own = f"/kk/fairs/memoranda/{memorandum.number}/own/"
    page = ngo.get(f"{own}write/")
    form = page.context["form"]
    typed = {name: form.initial.get(name) or field.initial for name, field in form.fields.items()}
    typed = {name: f"{value:%d.%m.%Y}" if isinstance(value, date) else value for name, value in typed.items()}
    typed |= {"duties_kk": "Бірге істейміз.", "version": memorandum.version}
    assert ngo.post(f"{own}write/", typed).status_code == 302
    memorandum.refresh_from_db()
    assert ngo.post(f"{own}send/", {"version": memorandum.version}).status_code == 302
    for client, code, firm in (
        (ngo, "sign_ngo", ground.ngo),
        (newcomer, "sign_sponsor", sent.__class__.objects.get().organisation),
    ):
        memorandum.refresh_from_db()
        version = open_version(memorandum)
        assert version is not None and version.document is not None and firm is not None
        signature = trial_cms(content_to_sign(version.document), trial_signer("Сынақ Өкіл", firm.name_en, firm.bin))
        file = SimpleUploadedFile("sig.p7s", signature)
        answer = client.post(f"{own}{code}/", {"version": memorandum.version, f"{code}-upload": file})
        assert answer.status_code == 302, text_of(answer)[:3000]
    public = f"/kk/fairs/memoranda/{memorandum.number}/"
    page_text = text_of(guest.get(public))
    assert "500 000" in page_text and "Бірге істейміз." in page_text
    assert guest.get(f"/documents/{memorandum.versions.get().document.uuid}").status_code in {200, 301, 302}
    for secret in ("Логотип тұрсын", "Қашан кездесеміз", "Сынақ Өкіл", "neighbour@"):
        assert secret not in page_text
    memorandum.refresh_from_db()
    given = {
        "version": memorandum.version, "report-line": "1", "report-amount": "500000", "report-given_on": "01.06.2026",
        "report-note": "ТТ № 7", "report-paper": SimpleUploadedFile("akt.pdf", paper.content),
    }  # fmt: skip
    assert newcomer.post(f"{own}report/", {**given, "report-amount": "500001"}).status_code == 422
    given["report-paper"] = SimpleUploadedFile("akt.pdf", paper.content)
    assert newcomer.post(f"{own}report/", given).status_code == 302
    delivery = Delivery.objects.get()
    answers = f"{own}given/{delivery.pk}/"
    key = f"delivery-{delivery.pk}"
    assert ngo.post(f"{answers}confirm/").status_code == 422, "evidence is needed"
    assert ngo.post(f"{answers}dispute/", {f"{key}-dispute-answer": "Шотта жоқ"}).status_code == 302
    page_text = text_of(guest.get(public))
    assert "даулады" in page_text and "Шотта жоқ" not in page_text and "ТТ № 7" not in page_text
    proof = SimpleUploadedFile("proof.pdf", paper.content)
    assert ngo.post(f"{answers}confirm/", {f"{key}-confirm-proof": proof}).status_code == 302
    memorandum.refresh_from_db()
    assert memorandum.state == "completed"
    business = text_of(guest.get("/kk/fairs/sponsors/business-000040000059/"))
    assert "500 000" in business and "100" in business
    assert signed_in("citizen").get(inside)["Location"] == public, "what is public leads to its memorandum"


def test_item_22_the_coordinator_is_told_of_a_name_that_looks_like_another(ground: Any, signed_in: Any) -> None:
    coordinator = signed_in("coordinator")

    def page(name: str, bin_: str) -> str:
        business = actions.Business(bin_, name, name, "Ж", "Ж", ground.city.pk, ["money"])
        sent = actions.send_profile(business=business, by=ground["neighbour"], at=NOON)
        return text_of(coordinator.get(f"/kk/fairs/office/sponsors/{sent.number}/"))

    told = page("«Caян» бiрлecтігi", "000040000059")  # with Latin C, a, i, e, c
    assert "Атауы басқа ұйымның атауына ұқсайды" in told and ground.other_ngo.bin in told
    assert "ұқсайды" not in page("ЖШС «Мүлде басқа»", "000040000069")


def test_strangers_get_nothing_that_is_between_two_sides(ground: Any, shown: Any, offered: Any, signed_in: Any) -> None:
    project = shown()
    pledge = offered(project, money="400000")
    actions.accept_offer(pledge=pledge, by=ground["ngo"], at=NOON)
    memorandum = actions.draw_up_memorandum(pledge=pledge, by=ground["ngo"], at=NOON)
    strangers = ("citizen", "organiser", "head", "coordinator", "auditor", "sponsor_two", "ngo_two")
    for who in strangers:
        client = signed_in(who)
        for path in (
            f"/kk/fairs/pledges/{pledge.number}/",
            f"/kk/fairs/pledges/{pledge.number}/change/",
            f"/kk/fairs/memoranda/{memorandum.number}/",
            f"/kk/fairs/memoranda/{memorandum.number}/own/",
            f"/kk/fairs/memoranda/{memorandum.number}/own/write/",
            f"/kk/records/{pledge.number}/",
            f"/kk/records/{memorandum.number}/",
        ):
            assert client.get(path).status_code == 404, (who, path)
        for path in ("accept/", "messages/", "memorandum/"):
            assert client.post(f"/kk/fairs/pledges/{pledge.number}/{path}", {"talk-text": "x"}).status_code == 404
        for path in ("/kk/fairs/pledges/", f"/kk/fairs/projects/{project.number}/", "/kk/fairs/memoranda/"):
            page = text_of(client.get(path))
            assert pledge.number not in page and memorandum.number not in page and "400 000" not in page, (who, path)
    guest = signed_in(None)
    thread = text_of(guest.get(f"/kk/records/{project.number}/"))
    assert pledge.number not in thread and memorandum.number not in thread
    table = b"".join(guest.get("/kk/fairs/sponsors/ledger.csv").streaming_content).decode()
    assert len(table.splitlines()) == 1, "the head alone"
    assert guest.get("/data/360giving/sponsorships/2026.json").status_code == 404
    for path in (
        f"/kk/fairs/sponsors/{ground.firm.slug}/",
        f"/kk/organisations/{ground.ngo.slug}/",
        "/kk/fairs/sponsors/",
    ):
        page = text_of(guest.get(path))
        assert pledge.number not in page and memorandum.number not in page and "400 000" not in page, path
    for number in (pledge.number, memorandum.number):
        assert number not in text_of(guest.get("/kk/search/?q=қолдау")) and number not in text_of(
            guest.get("/feeds/records.atom")
        )


def test_the_ledger_says_what_its_csv_says(
    ground: Any, shown: Any, in_force: Any, paper: Any, signed_in: Any, frozen: Any
) -> None:
    project = shown()
    memorandum = in_force(project, money="400000", goods="2", hours="10")
    lines = {row.need.kind: row for row in PledgeLine.objects.filter(pledge=memorandum.pledge).select_related("need")}
    for kind, amount in (("money", 100000), ("hours", 10)):
        delivery = actions.report_delivery(
            memorandum=memorandum, line=lines[kind], amount=Decimal(amount), given_on=date(2026, 6, 1),
            by=ground["sponsor"], at=NOON,
        )  # fmt: skip
        actions.confirm_delivery(delivery=delivery, proof=paper, by=ground["ngo"], at=NOON)
    frozen("2026-07-02 09:00")
    guest = signed_in(None)
    for path in ("/kk/fairs/sponsors/", f"/ru/fairs/sponsors/{ground.firm.slug}/", "/en/fairs/sponsors/firm/"):
        page = text_of(guest.get(path)).replace(",", " ")
        assert "400 000" in page and "100 000" in page and "300 000" in page, path
    rows = b"".join(guest.get("/kk/fairs/sponsors/firm/ledger.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("memorandum,project,sponsor,sponsor_bin") or ";" in rows[0]
    assert len(rows) == 4 and any("400000" in row and "300000" in row for row in rows)
    assert guest.get(f"/kk/fairs/sponsors/{ground.ngo.slug}/").status_code == 404
    late = text_of(guest.get(f"/kk/fairs/memoranda/{memorandum.number}/"))
    assert "кешікті" in late


def test_of_two_sponsors_the_later_one_is_told_what_is_left_and_loses_nothing_typed(
    ground: Any, shown: Any, offered: Any, signed_in: Any
) -> None:
    project = shown()
    need = Need.objects.get(project=project, kind="goods")
    first, second, ngo = signed_in("sponsor"), signed_in("sponsor_two"), signed_in("ngo")
    offered(project, goods="1", by="sponsor_two")
    for client in (first, second):
        assert client.get(f"/kk/fairs/projects/{project.number}/help/").status_code == 200, "both see five missing"
    fields = {"sponsor": "firm", f"amount_{need.pk}": "5", "due_on": "01.07.2026", "conditions": "Логотип"}
    address = f"/ru/fairs/projects/{project.number}/help/"
    assert first.post(address, fields).status_code == 302
    rival = second.post(address, {**fields, "sponsor": "firm-two"})
    assert rival.status_code == 302, "until one is accepted both stand"
    ours, theirs = Pledge.objects.filter(lines__amount=5).order_by("pk")
    deed = "/ru/fairs/pledges/{}/accept/"
    assert ngo.post(deed.format(ours.number), {"version": ours.version}).status_code == 302
    late = ngo.post(deed.format(theirs.number), {"version": theirs.version})
    assert late.status_code == 422 and "часть уже взял другой спонсор" in text_of(late)
    third = second.post(address, {**fields, "sponsor": "firm-two"})
    assert third.status_code == 422 and "Логотип" in text_of(third) and "часть уже взял другой" in text_of(third)
    again = ngo.post(deed.format(ours.number), {"version": ours.version})
    assert again.status_code == 409, "sent twice, done once"
    guest = signed_in(None).post(address, fields)
    assert guest.status_code == 302 and "login" in guest["Location"], "a session that has ended leads to the door"
    assert Pledge.objects.filter(state="accepted").count() == 1


def test_pages_are_light_and_more_rows_cost_no_statement(
    ground: Any, shown: Any, in_force: Any, sponsors: None, signed_in: Any
) -> None:
    project = shown()
    memorandum = in_force(project, money="100000")
    guest = signed_in(None)
    paths = (
        "/kk/fairs/sponsors/",
        f"/kk/fairs/sponsors/{ground.firm.slug}/",
        "/kk/fairs/memoranda/",
        f"/kk/fairs/memoranda/{memorandum.number}/",
        f"/kk/fairs/projects/{project.number}/",
    )

    def counted(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            answer = guest.get(path)
        assert answer.status_code == 200 and len(answer.content) < 100_000
        return len([each for each in seen if "pg_xact_status" not in each["sql"]])  # files settled behind the scenes

    for path in paths:
        counted(path)
    before = [counted(path) for path in paths]
    assert max(before) <= 8, before
    in_force(project, goods="1", by="sponsor_two")
    in_force(project, money="50000", hours="3")
    assert [counted(path) for path in paths] == before


def test_every_page_speaks_three_languages(
    ground: Any, shown: Any, in_force: Any, offered: Any, signed_in: Any, misread: Any
) -> None:
    project = shown()
    memorandum = in_force(project, money="100000")
    pledge = offered(project, goods="1")
    waiting = actions.send_profile(
        business=actions.Business("000040000059", "Ж", "Ж", "Ж", "Ж", ground.city.pk, ["money"]),
        by=ground["citizen"],
        at=NOON,
    )
    pages = {
        None: ("/", "/fairs/", f"/fairs/{project.fair.number}/", f"/fairs/projects/{project.number}/", "/fairs/sponsors/", "/fairs/sponsors/firm/", "/fairs/memoranda/", f"/fairs/memoranda/{memorandum.number}/"),
        "sponsor": (
            "/me/", "/fairs/pledges/", f"/fairs/pledges/{pledge.number}/", f"/fairs/pledges/{pledge.number}/change/",
            f"/fairs/memoranda/{memorandum.number}/own/", f"/fairs/memoranda/{memorandum.number}/own/write/",
            "/fairs/sponsors/mine/", "/fairs/sponsors/new/", f"/fairs/projects/{project.number}/help/",
        ),
        "citizen": (f"/fairs/projects/{project.number}/help/", f"/fairs/sponsors/mine/{waiting.number}/"),
        "coordinator": ("/fairs/office/sponsors/", f"/fairs/office/sponsors/{waiting.number}/"),
    }  # fmt: skip
    for who, paths in pages.items():
        client = signed_in(who)
        for path in paths:
            for language in ("kk", "ru", "en"):
                answer = client.get(f"/{language}{path}")
                assert answer.status_code == 200, (who, path)
                assert f'lang="{language}"' in answer.content.decode()
                assert not misread(answer.content.decode()), (who, path)


def test_beside_a_project_stands_what_its_ngo_does_for_budget_money(
    ground: Any, shown: Any, signed_in: Any, settings: Any
) -> None:
    settings.DEMO = True
    customer, head = ground["organiser"], ground["head"]
    plan = order.open_plan(year=2026, body=ground.body, by=customer, at=NOON)
    sphere = Sphere.objects.get(code="youth")
    line = order.add_line(
        plan=plan,
        line=order.LineInput(
            sphere_id=sphere.pk, territory_id=ground.city.pk, amount=Decimal(900000), funding="regional",
            title_kk="Жастар клубы", title_ru="Молодёжный клуб",
        ),
        by=customer,
        at=NOON,
    )  # fmt: skip
    order.submit_plan(plan=plan, by=customer, at=NOON)
    order.approve_plan(plan=plan, by=head, at=NOON)
    line.refresh_from_db()
    day, money = date(2026, 6, 1), Decimal(900000)
    schedule = Schedule(
        (Step(1, "Сабақтар", date(2026, 11, 1), money),),
        (Line(1, "pay", "Маман", money),),
        (Measure(1, "Бала", "адам", money),),
    )
    terms = order.Terms("Жастар клубы", "Молодёжный клуб", money, day, date(2026, 12, 1), schedule)
    agreement = order.draw_up_agreement(line=line, supplier=ground.ngo, terms=terms, by=customer, at=NOON)
    path = f"/kk/fairs/projects/{shown().number}/"
    assert agreement.number not in text_of(signed_in(None).get(path)), "a draft is nobody's business"
    order.send_for_signing(agreement=agreement, by=customer, at=NOON)
    for code, who in (("sign_supplier", ground["ngo"]), ("sign_customer", head)):
        order.sign_agreement(agreement=agreement, code=code, by=who, at=NOON, trial=True, name="Сынақ")
    page = text_of(signed_in(None).get(path))
    assert agreement.number in page and f"/kk/social-order/projects/{agreement.number}/" in page

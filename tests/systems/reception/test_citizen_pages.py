"""What citizens see: filing, their own page, the public pages — and who may not see what."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ortaq.kernel.accounts.models import User
from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.documents.actions import keep_made
from ortaq.kernel.documents.queries import documents_of
from ortaq.kernel.limits.models import Allowance
from ortaq.kernel.notices.models import Notice
from ortaq.kernel.parties.queries import actor_of, organisation_reference
from ortaq.kernel.parties.rules import GUEST
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.lifecycle import APPEAL, COMPLAINT
from ortaq.systems.reception.models import Appeal, AppealDraft, Category, Feedback
from ortaq.systems.reception.queries.intake import suggest_bodies, suggest_categories
from ortaq.systems.reception.rules import TYPES
from ortaq.systems.reception.tasks import reception_drafts

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
WHAT = {
    "subject": "Көшедегі терең шұңқыр",
    "text": "Мектептің алдындағы жолда терең шұңқыр бар, жабыңыздар.",
    "type": "message",
}
WHERE = {"territory": "c", "place": "Абай көшесі", "category": "roads"}
WHO = {
    "body": "one",
    "name": "Сынақ Азамат",
    "email": "guest@example.test",
    "delivery": "email",
    "consent": "on",
    "address": "",
}
STEPS = {"what": WHAT, "where": WHERE, "who": WHO}


def fill(client: Client, upto: str = "who", **changes: Any) -> None:
    """Goes through the steps up to *upto* and expects each to be taken."""
    for step, data in STEPS.items():
        answer = client.post(f"/kk/appeals/new/{step}/", {**data, **{k: v for k, v in changes.items() if k in data}})
        assert answer.status_code == 302, (step, answer.content.decode()[:4000])
        if step == upto:
            return


def send(client: Client, **more: Any) -> Any:
    return client.post("/kk/appeals/new/send/", {"once": "a" * 30, **more})


def published(office: Any, file: Callable[..., Filed], **changes: Any) -> Appeal:
    appeal = file(**changes).appeal
    actions.publish_appeal(
        appeal=appeal,
        title="Жолдағы шұңқыр",
        text="Мектеп алдында шұңқыр бар",
        by=office["moderator"],
        at=MONDAY + timedelta(days=1),
    )
    return appeal


def signed_in(office: Any, key: str) -> Client:
    client = Client()
    client.force_login(office.people[key])
    return client


def prove(client: Client, filed: Filed) -> None:
    assert client.post("/kk/appeals/status/", {"number": filed.appeal.number, "pin": filed.pin}).status_code == 302


def join(client: Client, appeal: Appeal) -> None:
    """Somebody who has joined opens the page with a PIN of their own."""
    _, pin = actions.join_appeal(
        appeal=appeal, name="Біреу", email="other@example.test", phone="", by=GUEST, at=MONDAY + timedelta(days=1)
    )
    assert client.post("/kk/appeals/status/", {"number": appeal.number, "pin": pin}).status_code == 302


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    """The second factor has tests of its own."""
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith("SecondFactorMiddleware")]


def test_an_appeal_is_filed_and_its_receipt_leads_to_its_page(
    office: Any, client: Client, read_codes: Callable[[bytes], list[str]]
) -> None:
    fill(client)
    page = client.get("/kk/appeals/new/send/").content.decode()
    assert "guest@example.test" in page and "Қала әкімдігі" in page
    assert send(client).headers["Location"] == "/kk/appeals/new/sent/"
    appeal = Appeal.objects.get()
    answer = client.get("/kk/appeals/new/sent/")
    receipt = answer.content.decode()
    assert appeal.number in receipt and "no-store" in answer.headers["Cache-Control"]
    assert "Қала әкімдігі" in receipt
    assert office.body.name_ru in client.get("/ru/appeals/new/sent/").content.decode(), "in the reader's language"
    pin = re.search(r'<dt>PIN</dt><dd class="ortaq-number">([^<]+)<', receipt)
    assert pin
    assert client.get(f"/kk/appeals/{appeal.number}/own/").status_code == 200
    coupon = client.get(f"/kk/appeals/{appeal.number}/coupon.pdf")
    assert coupon.content.startswith(b"%PDF") and "no-store" in coupon.headers["Cache-Control"]
    (address,) = read_codes(coupon.content)
    asked = Client().get(address.removeprefix("http://localhost:8000"))
    assert asked.status_code == 200 and appeal.number in asked.content.decode(), "a camera leads to the filled-in page"
    assert not AppealDraft.objects.exists(), "what was sent is no draft any more"
    other = Client()
    other.post("/ru/appeals/status/", {"number": appeal.number.lower(), "pin": pin[1].lower()})
    assert other.get(f"/ru/appeals/{appeal.number}/own/").status_code == 200
    assert pin[1] not in other.get(f"/ru/appeals/{appeal.number}/own/").content.decode()


def test_no_step_is_called_done_before_it_is(office: Any, file: Callable[..., Filed], client: Client) -> None:
    filed = file()
    prove(client, filed)
    own = f"/en/appeals/{filed.appeal.number}/own/"
    steps = r'ortaq-steps__title">([^<]+)'
    assert re.findall(steps, client.get(own).content.decode()) == ["Received", "Registration", "Considered", "Answer"]
    actions.register_appeal(appeal=filed.appeal, by=office["registrar"], at=MONDAY)
    assert re.findall(steps, client.get(own).content.decode()) == ["Received", "Registered", "Considered", "Answer"]


def test_a_contact_that_the_answer_may_need_is_not_called_optional(office: Any, client: Client) -> None:
    fill(client, "where")
    page = client.get("/en/appeals/new/who/").content.decode()
    assert page.index('name="delivery"') < page.index('name="email"')
    labels = dict(re.findall(r'<label[^>]*for="id_(\w+)"[^>]*>(.*?)</label>', page, re.DOTALL))
    assert "optional" in labels["iin"] and "optional" not in labels["email"] + labels["phone"]


def test_the_pin_lies_encrypted_in_the_session(office: Any, client: Client) -> None:
    fill(client)
    send(client)
    receipt = client.session["appeal_receipt"]
    shown = client.get("/kk/appeals/new/sent/").content.decode()
    assert receipt["pin"] not in shown and not re.fullmatch(r"[A-Z0-9-]{8,9}", receipt["pin"])


def test_the_receipt_is_shown_for_an_hour_alone(office: Any, client: Client, frozen: Callable[..., Any]) -> None:
    clock = frozen("2026-11-02 10:00")
    fill(client)
    send(client)
    clock.shift(3601)
    assert client.get("/kk/appeals/new/sent/").status_code == 302


def test_steps_that_were_skipped_lead_back(office: Any, client: Client) -> None:
    assert client.get("/kk/appeals/new/send/").headers["Location"] == "/kk/appeals/new/what/"
    assert send(client).headers["Location"] == "/kk/appeals/new/what/"
    fill(client, "what")
    assert client.get("/kk/appeals/new/who/").headers["Location"] == "/kk/appeals/new/where/"
    assert send(client, once="b" * 30).headers["Location"] == "/kk/appeals/new/where/"
    assert not Appeal.objects.exists()


def test_a_body_that_the_new_place_does_not_have_is_asked_anew(office: Any, client: Client) -> None:
    fill(client)
    client.post("/kk/appeals/new/where/", {**WHERE, "territory": "r"})
    assert send(client).headers["Location"] == "/kk/appeals/new/who/"


def test_who_signs_out_before_sending_is_asked_for_a_name(office: Any) -> None:
    client = signed_in(office, "citizen")
    for step, data in STEPS.items():
        client.post(f"/kk/appeals/new/{step}/", data)
    session = client.session
    for name in ("_auth_user_id", "_auth_user_backend", "_auth_user_hash"):
        del session[name]
    session.save()
    assert send(client).headers["Location"] == "/kk/appeals/new/who/"


def test_who_signs_in_on_the_way_keeps_the_address_that_they_gave(office: Any, client: Client) -> None:
    fill(client)
    client.post("/kk/appeals/new/who/", {**WHO, "name": "Басқа Адам", "delivery": "post", "address": "Төле би 1"})
    client.force_login(office.people["citizen"])
    page = client.get("/kk/appeals/new/send/").content.decode()
    assert "Сынақ Азамат" in page and "Басқа Адам" not in page, "what will be sent, and not what won't"
    assert "Төле би 1" in page and "citizen@example.test" in page
    send(client)
    author = Appeal.objects.select_related("author").get().author
    assert author is not None and (author.user_id, author.address) == (office.people["citizen"].pk, "Төле би 1")


def test_an_answer_by_post_asks_for_an_address_of_who_has_an_account_too(office: Any) -> None:
    client = signed_in(office, "citizen")
    fill(client, "where")
    answer = client.post("/kk/appeals/new/who/", {"body": "one", "delivery": "post"})
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"address"}
    assert client.post("/kk/appeals/new/who/", {"body": "one", "delivery": "post", "address": "А"}).status_code == 302
    send(client)
    fill(client, "where")
    assert client.get("/kk/appeals/new/who/").context["form"].initial["address"] == "А", "it is known the next time"


def test_an_account_without_a_name_is_asked_for_one(office: Any) -> None:
    person = office.people["citizen"].person
    person.name = ""
    person.save()
    client = signed_in(office, "citizen")
    fill(client, "where")
    assert "name" in client.post("/kk/appeals/new/who/", {"body": "one", "delivery": "email"}).context["form"].errors
    client.post("/kk/appeals/new/who/", {"body": "one", "delivery": "email", "name": "Жаңа Аты"})
    send(client)
    person.refresh_from_db()
    assert person.name == "Жаңа Аты"


def test_text_messages_are_promised_only_where_they_are_sent(
    office: Any, client: Client, file: Callable[..., Filed], settings: Any
) -> None:
    fill(client, "where")
    assert 'value="sms"' not in client.get("/kk/appeals/new/who/").content.decode()
    settings.SMS_URL = "file:///dev/null"
    assert 'value="sms"' in client.get("/kk/appeals/new/who/").content.decode()
    appeal = file(delivery="sms", email="guest@example.test", phone="+77011234567").appeal
    told = Notice.objects.filter(event__record=appeal, because="appellant").values_list("channel", flat=True)
    assert list(told) == ["sms"], "not by the e-mail that they left besides"


def test_links_in_letters_lead_whom_the_browser_knows_to_the_record(
    office: Any, file: Callable[..., Filed], client: Client, settings: Any
) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorMiddleware")]
    mine = file(by=actor_of(office.people["citizen"]))
    actions.return_appeal(appeal=mine.appeal, reason="Себебі", by=office["registrar"], at=MONDAY)
    me = replace(GUEST, person_id=mine.appeal.author_id)
    complaint = actions.file_complaint(appeal=mine.appeal, grounds="Жоқ", by=me, at=MONDAY)
    actions.forward_complaint(complaint=complaint, by=office["head"], at=MONDAY)
    number, own = mine.appeal.number, f"/kk/appeals/{mine.appeal.number}/own/"
    pages = {
        "citizen": (own, own),
        "registrar": (f"/kk/office/appeals/{number}/", f"/kk/office/complaints/{complaint.number}/"),
        "superior": (f"/kk/office/appeals/{number}/", f"/kk/office/complaints/{complaint.number}/"),
        "other_registrar": (None, None),
        "idle": (None, None),
    }
    for who, expected in pages.items():
        known = signed_in(office, who)
        for asked, page in zip((number, complaint.number), expected, strict=True):
            answer = known.get(f"/r/{asked}", follow=True)
            assert answer.request["PATH_INFO"] == (page or "/kk/appeals/status/"), (who, asked)
    for asked in (number, complaint.number):
        assert client.get(f"/r/{asked}", follow=True).request["PATH_INFO"] == "/kk/appeals/status/", "a stranger"
    answer = client.post("/kk/appeals/status/", {"number": complaint.number, "pin": mine.pin})
    assert answer.headers["Location"] == own, "a letter about a complaint names the complaint"
    assert client.get(f"/r/{number}", follow=True).request["PATH_INFO"] == own, "the PIN was shown a moment ago"


def test_the_first_two_appeals_of_an_account_have_one_author(office: Any, file: Callable[..., Filed]) -> None:
    by = actor_of(User.objects.create_user("new@example.test"))
    assert by.person_id is None
    assert file(by=by).appeal.author_id == file(by=by, name="").appeal.author_id, "the second page knew of no person"


def test_ones_own_appeals_are_all_there_page_by_page(
    office: Any, file: Callable[..., Filed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ortaq.systems.reception.views.own.MINE", 2)
    me = actor_of(office.people["citizen"])
    numbers = [file(by=me).appeal.number for _ in range(3)]
    client = signed_in(office, "citizen")
    first = client.get("/kk/appeals/mine/")
    assert [row["appeal"].number for row in first.context["rows"]] == numbers[:0:-1]
    rest = client.get(f"/kk/appeals/mine/?after={first.context['after']}")
    assert [row["appeal"].number for row in rest.context["rows"]] == numbers[:1] and rest.context["after"] is None
    assert client.get("/kk/appeals/mine/?after=x").status_code == 200


def test_a_body_that_exists_no_more_is_offered_to_nobody(office: Any, client: Client) -> None:
    office.body.valid_to = date(2026, 1, 1)
    office.body.save()
    organisation_reference._kept.forget()
    assert [each.body.slug for each in suggest_bodies(office.category.pk, office.territory.pk)] == ["two", "up"]
    found = client.get("/open311/v2/services.json?jurisdiction_id=c").json()
    assert [each["service_code"] for each in found] == ["roads"], "by the body that is competent everywhere"
    organisation_reference._kept.forget()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_kind_is_explained_in_plain_words_where_it_is_chosen(office: Any, client: Client, language: str) -> None:
    assert set(TYPES) == {"application", "complaint", "message", "proposal", "response", "request"}
    for path in ("", "what/"):
        page = unescape(client.get(f"/{language}/appeals/new/{path}").content.decode())
        for name, hint in TYPES.values():
            assert name.in_language(language) in page and hint.in_language(language) in page


def test_the_words_of_an_appeal_suggest_its_category(office: Any) -> None:
    Category.objects.create(
        slug="water", name_kk="Су", name_ru="Вода", name_en="Water", keywords="су кран вода", order=9
    )
    assert [each.slug for each in suggest_categories("Аулада су жоқ, кран құрғақ")][:1] == ["water"]
    assert [each.slug for each in suggest_categories("Огромная яма на дороге")][:1] == ["roads"]


def test_an_appellant_rates_by_the_page_once_and_may_think_better_of_it(
    office: Any, file: Callable[..., Filed], client: Client
) -> None:
    filed = file()
    appeal, by, at = filed.appeal, office["executor"], MONDAY + timedelta(hours=1)
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=at)
    actions.assign(appeal=appeal, text="…", lead_id=by.user_id, by=office["head"], at=at)
    actions.start_work(appeal=appeal, by=by, at=at)
    actions.draft_answer(appeal=appeal, outcome="explained", text="Түсіндірілді.", by=by, at=at)
    actions.propose_answer(appeal=appeal, by=by, at=at)
    actions.sign_answer(appeal=appeal, by=office["head"], at=at)
    prove(client, filed)
    page = f"/kk/appeals/{appeal.number}/own/rate/"
    assert client.post(page, {"rate-rating": "6", "rate-solved": "yes"}).status_code == 422
    for rating, solved in ((2, "no"), (4, "partly")):
        typed = {"rate-rating": rating, "rate-solved": solved, "rate-comment": ""}
        assert client.post(page, typed).status_code == 302
    assert list(Feedback.objects.values_list("rating", "solved")) == [(4, "partly")]


def test_a_draft_untouched_for_thirty_days_is_deleted(office: Any, client: Client, frozen: Callable[..., Any]) -> None:
    clock = frozen("2026-11-03 10:00")
    fill(client, "what")
    clock.shift(timedelta(days=29))
    reception_drafts(0)
    assert AppealDraft.objects.count() == 1
    clock.shift(timedelta(days=2))
    reception_drafts(0)
    assert not AppealDraft.objects.exists()


def test_similar_public_cases_are_offered_before_sending(
    office: Any, file: Callable[..., Filed], client: Client
) -> None:
    known, hidden = published(office, file), file().appeal
    fill(client, upto="where")
    page = client.get("/kk/appeals/new/who/").content.decode()
    assert f"/kk/appeals/{known.number}/join/" in page and hidden.number not in page
    fill(other := Client(), upto="where", subject="Көше жарығы", text="Аулада шам жанбайды, кешке қараңғы болады.")
    assert known.number not in other.get("/kk/appeals/new/who/").content.decode()


def test_files_go_with_the_last_step_and_a_refused_one_loses_nothing(office: Any, client: Client) -> None:
    fill(client)
    wrong = client.post(
        "/kk/appeals/new/send/", {"once": "b" * 30, "files": [SimpleUploadedFile("скан.exe", b"MZ" + b"\0" * 100)]}
    )
    assert wrong.status_code == 422 and "скан.exe" in wrong.content.decode() and not Appeal.objects.exists()
    note = SimpleUploadedFile("жазба.txt", "Шұңқырдың орны".encode())
    assert send(client, files=[note]).headers["Location"] == "/kk/appeals/new/sent/"
    appeal = Appeal.objects.get()
    assert appeal.subject == WHAT["subject"]
    assert [document.name for document in documents_of(appeal, "attachment")] == ["жазба.txt"]


def test_a_joiner_reads_nothing_of_what_the_office_wrote_to_the_author(
    office: Any, file: Callable[..., Filed], client: Client
) -> None:
    """A question or a resolution may name the author: who joined is a stranger to them."""
    filed = file()
    at = MONDAY + timedelta(hours=1)
    actions.register_appeal(appeal=filed.appeal, by=office["registrar"], at=at)
    actions.ask_clarification(appeal=filed.appeal, question="Канарей Құсбегі, қай үй?", by=office["registrar"], at=at)
    actions.publish_appeal(appeal=filed.appeal, title="Шұңқыр", text="Бар", by=office["moderator"], at=at)
    path = f"/kk/appeals/{filed.appeal.number}/"
    join(client, filed.appeal)
    pages = [client.get(where).content.decode() for where in (path, f"{path}own/")]
    prove(author := Client(), filed)
    assert all("Қосымша мәлімет сұралды" in page or "ortaq-timeline" in page for page in pages)
    assert not any("Канарей" in page for page in pages)
    assert "Канарей" in author.get(f"{path}own/").content.decode()


def test_the_author_reads_what_is_addressed_to_them_and_no_remarks_between_officers(
    office: Any, file: Callable[..., Filed]
) -> None:
    filed = file()
    appeal, at, lead = filed.appeal, MONDAY + timedelta(hours=1), office.people["executor"].pk
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=at)
    actions.assign(appeal=appeal, text="Сылтау іздемеңіз", lead_id=lead, by=office["head"], at=at)
    actions.start_work(appeal=appeal, by=office["executor"], at=at)
    until = (MONDAY + timedelta(days=25)).date()
    actions.extend_term(appeal=appeal, reason="Сараптама жүріп жатыр", until=until, by=office["head"], at=at)
    actions.ask_body(appeal=appeal, question="Кім кінәлі?", by=office["executor"], at=at)
    actions.receive_information(appeal=appeal, by=office["executor"], at=at)
    actions.draft_answer(appeal=appeal, text="Жөнделді.", outcome="granted", by=office["executor"], at=at)
    actions.propose_answer(appeal=appeal, by=office["executor"], at=at)
    actions.rework_answer(appeal=appeal, reason="Шала жазылған", by=office["head"], at=at)
    prove(author := Client(), filed)
    page = author.get(f"/kk/appeals/{appeal.number}/own/").content.decode()
    assert "Мерзім ұзартылды" in page and "Сараптама жүріп жатыр" in page
    assert "Пысықтауға қайтарылды" in page, "what was done is no secret"
    assert not [words for words in ("Сылтау", "Кім кінәлі", "Шала") if words in page]
    case = signed_in(office, "head").get(f"/kk/office/appeals/{appeal.number}/").content.decode()
    assert all(words in case for words in ("Сараптама", "Сылтау", "Кім кінәлі", "Шала"))


def test_the_author_reads_their_objection_and_how_and_where_they_are_heard(
    office: Any, file: Callable[..., Filed], client: Client, frozen: Callable[..., Any]
) -> None:
    frozen("2026-11-03 10:00")
    filed = file(type="application")
    appeal, at, by = filed.appeal, MONDAY + timedelta(hours=1), office["executor"]
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=at)
    actions.assign(appeal=appeal, text="…", lead_id=by.user_id, by=office["head"], at=at)
    actions.start_work(appeal=appeal, by=by, at=at)
    actions.show_preliminary(appeal=appeal, text="Бас тартылады", by=by, at=at)
    prove(client, filed)
    page = f"/kk/appeals/{appeal.number}/own/"
    client.post(f"{page}object/", {"object-text": "Келіспеймін, орнына келіңіз"})
    actions.appoint_hearing(
        appeal=appeal, form="video", set_for=MONDAY + timedelta(days=2), place="meet", by=by, at=timezone.now()
    )
    shown = client.get(page).content.decode()
    assert "Келіспеймін, орнына келіңіз" in shown and "Бейнебайланыс" in shown


def test_words_that_an_officer_must_give_are_addressed_to_the_author_or_stay_in_the_office() -> None:
    asked = [each for table in (APPEAL, COMPLAINT) for each in table.transitions.values() if each.reason_needed]
    assert {each.code for each in asked if not each.reason_to} == {"assign", "ask_body", "rework"}
    assert all(not each.reason_to or each.reason_to == {"appellant"} for each in asked)


@pytest.mark.parametrize("slug", ["up-nowhere", "", "one' OR 1=1", "\0", "ONE"])
def test_item_34_a_body_that_was_not_offered_is_refused(office: Any, client: Client, slug: str) -> None:
    fill(client, "where")
    assert client.post("/kk/appeals/new/who/", {**WHO, "body": slug}).status_code == 422


def test_item_34_fields_that_no_form_has_are_ignored(office: Any, client: Client) -> None:
    more = {
        "state": "closed",
        "is_demo": "1",
        "number": "AP-2026-999999",
        "channel": "phone",
        "author": "1",
        "hops": "7",
        "repeated": "1",
        "received_at": "2018-01-01",
        "published_at": "2026-01-01",
        "is_staff": "on",
        "regime": "law221-2018",
        "latitude": "1",
    }
    for step, data in STEPS.items():
        client.post(f"/kk/appeals/new/{step}/", {**data, **more})
    send(client, **more)
    appeal = Appeal.objects.get()
    assert (appeal.state, appeal.is_demo, appeal.channel, appeal.hops, appeal.repeated, appeal.published_at) == (
        "submitted",
        False,
        "web",
        0,
        False,
        None,
    )
    assert appeal.number != "AP-2026-999999" and appeal.latitude is None and appeal.received_at.year > 2018


def test_item_50_the_same_form_sent_again_gives_the_same_receipt(office: Any, client: Client) -> None:
    fill(client)
    first, second = send(client), send(client)
    assert first.status_code == second.status_code == 302 and first.headers["Location"] == second.headers["Location"]
    assert Appeal.objects.count() == 1
    assert Appeal.objects.get().number in client.get(second.headers["Location"]).content.decode()


def test_filing_asks_the_database_for_no_more_than_it_needs(office: Any, client: Client) -> None:
    """Each statement is a round trip under the load of a day on which everybody writes."""
    fill(client)
    with CaptureQueriesContext(connection) as asked:
        assert send(client).status_code == 302
    statements = [each["sql"] for each in asked.captured_queries]
    savepoints = [each for each in statements if "SAVEPOINT" in each]
    kept = ("reception_category", "reception_route", "parties_territory", "parties_organisation")  # not in tests
    counted = [
        each
        for each in statements
        if each not in savepoints
        and "record_number_" not in each  # one, after the first of the year
        and not each.startswith(tuple(f'SELECT "{table}"' for table in kept))
    ]
    assert len(counted) <= 19, "\n".join(each[:150] for each in counted)
    assert len(savepoints) <= 4, "that of the key, since this test runs in a transaction, and the first number's"


@pytest.mark.django_db(transaction=True)
def test_item_50_two_clicks_at_the_same_moment_file_one_appeal(office: Any) -> None:
    client = Client()
    fill(client)

    def click(_n: int) -> tuple[int, str]:
        twin = Client()
        twin.cookies = client.cookies
        try:
            answer = send(twin)
            return answer.status_code, answer.headers.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(click, range(2)))
    assert answers == [(302, "/kk/appeals/new/sent/")] * 2
    assert Appeal.objects.count() == 1


def test_item_36_a_form_without_its_token_is_refused(office: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("new/what/", "new/send/", "new/throw-away/", "status/"):
        assert client.post(f"/kk/appeals/{path}", WHAT).status_code == 403
    assert not AppealDraft.objects.exists()


def test_what_another_tab_has_sent_leads_to_its_receipt(office: Any, client: Client) -> None:
    fill(client)
    send(client)
    for answer in (send(client, once="b" * 30), client.get("/kk/appeals/new/send/")):
        assert answer.headers["Location"] == "/kk/appeals/new/sent/"
    assert Appeal.objects.count() == 1
    assert Client().get("/kk/appeals/new/send/").headers["Location"] == "/kk/appeals/new/what/"


def test_an_account_continues_its_draft_on_another_device(office: Any) -> None:
    first, second, stranger = signed_in(office, "citizen"), signed_in(office, "citizen"), signed_in(office, "head")
    first.post("/kk/appeals/new/what/", WHAT)
    draft = AppealDraft.objects.get()
    assert WHAT["subject"] in second.get("/kk/appeals/new/").content.decode()
    assert WHAT["subject"] not in stranger.get("/kk/appeals/new/").content.decode()
    assert stranger.post("/kk/appeals/new/", {"draft": draft.pk}).headers["Location"] == "/kk/appeals/new/"
    assert WHAT["text"] not in stranger.get("/kk/appeals/new/what/").content.decode()
    assert second.post("/kk/appeals/new/", {"draft": draft.pk}).headers["Location"] == "/kk/appeals/new/what/"
    assert WHAT["text"] in second.get("/kk/appeals/new/what/").content.decode()
    assert Client().post("/kk/appeals/new/", {"draft": draft.pk}).headers["Location"] == "/kk/appeals/new/"


def test_item_32_a_wrong_pin_and_an_absent_number_look_the_same(office: Any, file: Callable[..., Filed]) -> None:
    filed = file()
    Client().get("/kk/appeals/status/")  # what the process keeps for every page is kept now
    answers, queries = [], []
    for number in (filed.appeal.number, "AP-2026-777777", "AP-2026-000000", "nonsense"):
        client = Client(REMOTE_ADDR=f"192.0.2.{len(answers) + 1}")
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/kk/appeals/status/", {"number": number, "pin": "AAAA2222"})
        body = answer.content.decode().replace(number, "N")
        answers.append((answer.status_code, re.sub(r'value="[A-Za-z0-9_-]{20,}"', "", body)))
        queries.append(len(asked))
    assert answers[0][0] == 422
    assert len(set(answers)) == 1 and len(set(queries)) == 1, queries


def test_item_43_guessing_pins_is_limited(office: Any, file: Callable[..., Filed], client: Client) -> None:
    number = file().appeal.number
    codes = [
        client.post("/kk/appeals/status/", {"number": number, "pin": f"AAAA22{n:02}"}).status_code for n in range(11)
    ]
    assert codes == [422] * 10 + [429]
    from_elsewhere = [
        Client(REMOTE_ADDR=f"192.0.2.{n}")
        .post("/kk/appeals/status/", {"number": number, "pin": "AAAA2222"})
        .status_code
        for n in range(11)
    ]
    assert from_elsewhere[-1] == 429, "many addresses guess one number no faster"


def test_one_record_is_guessed_at_under_one_limit_however_its_number_is_written(
    office: Any, file: Callable[..., Filed], client: Client
) -> None:
    number = file().appeal.number
    for written in (number, number.lower(), number.replace("A", "А"), number.replace("-", "–"), f" {number}"):
        assert client.post("/ru/appeals/status/", {"number": written, "pin": "22222222"}).status_code == 422
    assert list(Allowance.objects.filter(rule__startswith="status.number").values_list("used", flat=True)) == [5]


def test_who_has_an_account_reads_the_papers_of_an_appeal_that_a_pin_has_opened(
    office: Any, file: Callable[..., Filed], client: Client
) -> None:
    filed = file()
    paper = keep_made(
        record=filed.appeal, name="a.pdf", content=b"%PDF-1.4", purpose="answer", by=office["head"], at=timezone.now()
    )
    client.force_login(office.people["citizen"])
    assert client.get(f"/documents/{paper.uuid}/").status_code == 404
    client.post("/ru/appeals/status/", {"number": filed.appeal.number, "pin": filed.pin})
    assert f"/documents/{paper.uuid}/" in client.get(f"/ru/appeals/{filed.appeal.number}/own/").content.decode()
    assert client.get(f"/documents/{paper.uuid}/").status_code == 200


def test_filing_without_end_is_limited(office: Any) -> None:
    client = Client()
    codes = []
    for n in range(11):
        fill(client)
        codes.append(client.post("/kk/appeals/new/send/", {"once": f"{n:030}"}).status_code)
    assert codes == [302] * 10 + [429]


def test_a_village_behind_one_address_files_and_each_neighbour_is_counted_alone(
    office: Any, frozen: Callable[..., Any]
) -> None:
    frozen("2026-11-03 10:20")
    client, codes = Client(), []
    for n in range(61):
        fill(client, email=f"neighbour{n % 12}@example.test")
        answer = client.post("/ru/appeals/new/send/", {"once": f"{n:030}"})
        codes.append(answer.status_code)
    assert codes == [302] * 60 + [429]
    assert "3 ноября 2026" in answer.content.decode() and "11:00" in answer.content.decode(), "it says when again"
    client.force_login(office.people["citizen"])
    fill(client)
    assert client.post("/ru/appeals/new/send/", {"once": "z" * 30}).status_code == 302, "an account is no place"


def test_one_contact_is_counted_wherever_it_files_from(office: Any) -> None:
    codes = []
    for n in range(11):
        client = Client(REMOTE_ADDR=f"203.0.113.{n}")
        fill(client)
        codes.append(client.post("/kk/appeals/new/send/", {"once": f"{n:030}"}).status_code)
    assert codes == [302] * 10 + [429]


def test_neighbours_who_leave_no_more_than_their_village_are_counted_by_name_too(office: Any) -> None:
    codes = []
    for n in range(11):
        client = Client(REMOTE_ADDR=f"203.0.113.{n}")
        fill(
            client,
            name="Асан Үсенов" if n < 10 else "Айгүл Асанова",
            email="",
            delivery="portal",
            address="Мерке ауылы",
        )
        codes.append(client.post("/kk/appeals/new/send/", {"once": f"{n:030}"}).status_code)
    assert codes == [302] * 11
    fill(client, name="Асан Үсенов", email="", delivery="portal", address="Мерке ауылы")
    assert client.post("/kk/appeals/new/send/", {"once": "y" * 30}).status_code == 429


def test_item_33_the_own_page_opens_to_author_and_joiner_alone(office: Any, file: Callable[..., Filed]) -> None:
    citizen = office["citizen"]
    appeal = published(office, file, by=citizen, name="", email="")
    own = f"/kk/appeals/{appeal.number}/own/"
    assert signed_in(office, "citizen").get(own).status_code == 200
    for role in ("registrar", "head", "executor", "operator", "moderator", "auditor", "other_head", "superior"):
        client = signed_in(office, role)
        client.get("/kk/help/")  # the first page of a session notes when it began
        counts = []
        for path in (own, "/kk/appeals/AP-2026-777777/own/"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 404, role
            counts.append(len(asked))
        assert counts[0] == counts[1], role
    guest = Client()
    assert guest.get(own).headers["Location"] == f"/kk/appeals/status/?number={appeal.number}"
    assert (
        guest.get("/kk/appeals/AP-2026-777777/own/").headers["Location"] == "/kk/appeals/status/?number=AP-2026-777777"
    )
    joiner = Client()
    join(joiner, appeal)
    page = joiner.get(own).content.decode()
    assert "Жолдағы шұңқыр" in page and "Көшедегі шұңқыр" not in page, "a joiner reads the public version"
    assert "Мектептің алдындағы жолда терең" not in page


def test_item_33_nobody_acts_for_the_appellant(office: Any, file: Callable[..., Filed]) -> None:
    filed = file()
    path = f"/kk/appeals/{filed.appeal.number}/own/withdraw/"
    assert Client().post(path, {"withdraw-text": ""}).status_code == 302
    assert signed_in(office, "head").post(path, {"withdraw-text": ""}).status_code == 404
    filed.appeal.refresh_from_db()
    assert filed.appeal.state == "submitted"
    author = Client()
    prove(author, filed)
    assert author.post(path.replace("withdraw", "publish"), {}).status_code == 404, (
        "an office's deed isn't the appellant's"
    )
    assert author.post(path, {"withdraw-text": "Шешілді"}).status_code == 302
    filed.appeal.refresh_from_db()
    assert filed.appeal.state == "withdrawn"


def test_a_shown_pin_ends_after_half_an_hour_without_use(
    office: Any, file: Callable[..., Filed], client: Client, frozen: Callable[..., Any]
) -> None:
    clock = frozen("2026-11-02 10:00")
    filed = file()
    own = f"/kk/appeals/{filed.appeal.number}/own/"
    prove(client, filed)
    for _ in range(3):
        clock.shift(1700)
        assert client.get(own).status_code == 200, "use prolongs it"
    clock.shift(1801)
    answer = client.get(own, follow=True)
    assert answer.redirect_chain[0][0] == f"/kk/appeals/status/?number={filed.appeal.number}"
    assert f'value="{filed.appeal.number}"' in answer.content.decode()
    assert client.post(f"{own}withdraw/", {"withdraw-text": ""}).headers["Location"] == own, (
        "what took long to write is still taken"
    )
    clock.shift(7201)
    assert "status" in client.post(f"{own}withdraw/", {"withdraw-text": ""}).headers["Location"]


def test_item_39_personal_pages_are_kept_by_no_cache(office: Any, file: Callable[..., Filed], client: Client) -> None:
    filed = file()
    prove(client, filed)
    number = filed.appeal.number
    for path in (f"{number}/own/", f"{number}/coupon.pdf", "new/what/", "new/", "status/"):
        answer = client.get(f"/kk/appeals/{path}")
        assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"], path
        assert answer.headers["Referrer-Policy"] == "same-origin", "no other site learns the address"


@pytest.mark.parametrize(
    "number",
    [
        "-1",
        "9999999999999999999",
        "１２",
        "1%00",
        "%00",
        "AP-2026-000123%00",
        "AP-2026-12",
        "..%2f",
        "'--",
        "AP-2026-1" + "0" * 300,
    ],
)
def test_item_31_a_number_that_is_none_is_not_found(office: Any, client: Client, number: str) -> None:
    for path in (
        f"/kk/appeals/{number}/",
        f"/kk/appeals/{number}/join/",
        f"/kk/appeals/{number}/own/",
        f"/kk/appeals/{number}/coupon.pdf",
        f"/kk/appeals/{number}/qr.svg",
        f"/kk/records/{number}/",
    ):
        assert client.get(path).status_code == (400 if "%00" in path else 404), path


def test_an_unpublished_appeal_looks_like_an_absent_one(
    office: Any, file: Callable[..., Filed], client: Client
) -> None:
    appeal = file().appeal
    client.get("/kk/appeals/")  # what the process keeps for every page is kept now
    counts = []
    for number in (appeal.number, "AP-2026-777777"):
        for path in (f"/kk/appeals/{number}/", f"/kk/appeals/{number}/join/"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 404
            counts.append(len(asked))
    assert len(set(counts)) == 1


def test_an_account_that_joined_before_is_told_so(office: Any, file: Callable[..., Filed]) -> None:
    appeal = published(office, file)
    client = signed_in(office, "citizen")
    for n, told in enumerate(("Сіз қосылдыңыз", "Сіз бұрын қосылғансыз")):
        client.post(f"/kk/appeals/{appeal.number}/join/", {"once": f"{n:030}"})
        page = client.get("/kk/appeals/joined/").content.decode()
        assert told in page and ("PIN" in page) is (n == 0)
    assert appeal.joiners.count() == 1


def test_who_joined_is_told_what_becomes_of_the_appeal(office: Any, file: Callable[..., Filed]) -> None:
    """ "You get the same notices": not of what the office and the author have between them, but of how it goes on."""
    appeal = published(office, file)
    actions.join_appeal(appeal=appeal, name="Қосылған", email="j@example.test", phone="", by=GUEST, at=MONDAY)
    by, at = office["registrar"], MONDAY + timedelta(days=2)
    actions.register_appeal(appeal=appeal, by=by, at=at)
    actions.ask_clarification(appeal=appeal, question="Қай мектеп?", by=by, at=at)
    actions.return_appeal(appeal=appeal, reason="Себебі", by=by, at=at)
    told = Notice.objects.filter(because="joiner").order_by("pk").values_list("event__code", flat=True)
    assert list(told) == ["register", "return"]
    late = {"name": "Кеш", "email": "late@example.test"}
    assert Client().get(f"/kk/appeals/{appeal.number}/join/").status_code == 302, "no answer will come"
    Client().post(f"/kk/appeals/{appeal.number}/join/", late)
    assert appeal.joiners.count() == 1


def test_the_appellant_sees_until_when_a_clarification_is_awaited(
    office: Any, file: Callable[..., Filed], client: Client, frozen: Callable[..., Any]
) -> None:
    frozen("2026-11-03 10:00")
    filed = file()
    by = office["registrar"]
    actions.register_appeal(appeal=filed.appeal, by=by, at=MONDAY)
    actions.ask_clarification(appeal=filed.appeal, question="Қай мектеп?", by=by, at=MONDAY)
    prove(client, filed)
    page = client.get(f"/kk/appeals/{filed.appeal.number}/own/").content.decode()
    assert "Кемшіліктерді жою" in page and "2026 ж. 16 қараша" in page.replace("\xa0", " "), "ten working days"
    client.post(f"/kk/appeals/{filed.appeal.number}/own/clarify/", {"clarify-text": "№ 1 мектеп"})
    assert not Clock.objects.filter(record=filed.appeal, code="appeal.clarification").exclude(state="stopped").exists()


def test_what_has_ended_cannot_be_joined(office: Any, file: Callable[..., Filed], client: Client) -> None:
    filed = file()
    actions.publish_appeal(
        appeal=filed.appeal, title="Шұңқыр", text="Бар", by=office["moderator"], at=MONDAY + timedelta(days=1)
    )
    prove(client, filed)
    client.post(f"/kk/appeals/{filed.appeal.number}/own/withdraw/", {"withdraw-text": ""})
    assert Client().get(f"/kk/appeals/{filed.appeal.number}/join/").status_code == 302
    assert (
        Client()
        .post(f"/kk/appeals/{filed.appeal.number}/join/", {"name": "Біреу", "email": "o@example.test"})
        .status_code
        == 302
    )
    assert not filed.appeal.joiners.exists()


def test_the_public_page_shows_nothing_of_the_official_copy(
    office: Any, file: Callable[..., Filed], client: Client
) -> None:
    appeal = published(office, file)
    for path in (
        f"/kk/appeals/{appeal.number}/",
        "/kk/appeals/",
        "/kk/appeals/?q=шұңқыр",
        "/kk/",
        "/kk/territories/c/",
        "/kk/organisations/one/",
        f"/kk/records/{appeal.number}/",
        "/kk/search/?q=шұңқыр",
    ):
        page = client.get(path).content.decode()
        assert "Жолдағы шұңқыр" in re.sub(r"</?mark>", "", page), path
        for secret in ("Көшедегі", "Мектептің алдындағы жолда терең", "Сынақ Азамат", "guest@example.test"):
            assert secret not in page, (path, secret)


def test_item_36_reading_changes_nothing(office: Any, file: Callable[..., Filed], client: Client) -> None:
    appeal = published(office, file)
    tables = [
        name
        for name in connection.introspection.table_names()
        if not name.startswith(("limits_", "django_session", "usersessions", "procrastinate"))
    ]

    def rows() -> dict[str, int]:
        with connection.cursor() as cursor:
            counts = {}
            for name in tables:
                cursor.execute(f'SELECT count(*) FROM "{name}"')
                counts[name] = cursor.fetchone()[0]
            return counts

    before, version = rows(), Appeal.objects.get(pk=appeal.pk).version
    number = appeal.number
    for path in (
        "",
        "appeals/",
        "appeals/?q=шұңқыр",
        "appeals/new/",
        "appeals/new/what/",
        "appeals/new/where/",
        "appeals/new/who/",
        "appeals/new/send/",
        "appeals/new/sent/",
        "appeals/new/throw-away/",
        "appeals/status/",
        "appeals/mine/",
        "appeals/joined/",
        f"appeals/{number}/",
        f"appeals/{number}/join/",
        f"appeals/{number}/own/",
        f"appeals/{number}/own/withdraw/",
        f"appeals/{number}/coupon.pdf",
        f"appeals/{number}/qr.svg",
        f"records/{number}/",
        "search/?q=жол",
        "help/",
        "help/privacy/",
        "territories/c/",
        "organisations/one/",
        "me/",
        "digest/",
    ):
        assert client.get(f"/kk/{path}").status_code < 500, path
        assert client.head(f"/kk/{path}").status_code < 500, path
    assert rows() == before and Appeal.objects.get(pk=appeal.pk).version == version


@pytest.mark.parametrize(
    "path",
    [
        "/kk/",
        "/kk/appeals/",
        "/kk/appeals/?q=шұңқыр",
        "/kk/territories/c/",
        "/kk/organisations/one/",
        "/kk/search/?q=шұңқыр",
        "/kk/appeals/NUMBER/",
        "/kk/records/NUMBER/",
    ],
)
def test_a_page_asks_the_database_as_often_for_many_rows_as_for_few(
    office: Any, file: Callable[..., Filed], path: str
) -> None:
    first = published(office, file)
    path = path.replace("NUMBER", first.number)

    def asked() -> int:
        Client().get(path)
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(path).status_code == 200
        asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"] and "limits_" not in query["sql"]]
        # A list is paged by its key and its figures are kept: nothing is counted or passed over but what was searched for.
        counts = r"|\bCOUNT\(" if "?" not in path and first.number not in path else ""
        assert not [sql for sql in asked if re.search(rf"\bOFFSET\b|\bLIKE\b{counts}", sql.upper())], asked
        return len(asked)

    few = asked()
    for n in range(25):
        published(office, file, email=f"guest{n}@example.test")
    many = asked()
    assert many <= few <= 8, (few, many)

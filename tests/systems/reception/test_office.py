"""What officers do with appeals, through HTTP: every deed once, with what was typed never lost."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ortaq.kernel.documents.queries import documents_of
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import GUEST, check_digit
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.models import AnswerTemplate, Appeal, Complaint, SavedFilter

NOW = "2026-11-03 10:00"


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    """The second factor has its own tests."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorMiddleware")]


@pytest.fixture(autouse=True)
def at_work(frozen: Callable[..., Any]) -> Any:
    """A Tuesday morning, the day after the appeal of the fixtures came in."""
    return frozen(NOW)


@pytest.fixture
def desks(office: Any) -> dict[str, Client]:
    """One browser for each officer."""
    found = {}
    for name in office.people:
        found[name] = Client()
        found[name].force_login(office.people[name])
    return found


@pytest.fixture
def appeal(file: Callable[..., Filed]) -> Appeal:
    return file(type="application", address="Тараз, Төле би 1", phone="+77011234567").appeal


def address(appeal: Appeal, code: str = "") -> str:
    return f"/ru/office/appeals/{appeal.number}/" + (f"{code}/" if code else "")


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " "))


class Desk:
    """Does deeds as officers do: draws the page, sends the form that stands there."""

    def __init__(self, desks: dict[str, Client]) -> None:
        self.desks = desks

    def do(
        self, who: str, code: str, appeal: Appeal, *, version: int | None = None, status: int = 302, **typed: Any
    ) -> Any:
        appeal.refresh_from_db()
        data = {"version": appeal.version if version is None else version} | {
            f"{code}-{name}": value for name, value in typed.items()
        }
        answer = self.desks[who].post(address(appeal, code), data)
        assert answer.status_code == status, words(answer)[:3000]
        appeal.refresh_from_db()
        return answer


@pytest.fixture
def desk(desks: dict[str, Client]) -> Desk:
    return Desk(desks)


def to_work(desk: Desk, office: Any, appeal: Appeal) -> None:
    desk.do("registrar", "register", appeal, external_number="ЖТ-2026-1")
    desk.do(
        "head",
        "assign",
        appeal,
        lead=office.people["executor"].pk,
        coexecutors=[office.people["coexecutor"].pk],
        text="Орнына барыңыз",
    )
    desk.do("executor", "start", appeal)


def draft(
    desk: Desk,
    appeal: Appeal,
    *,
    outcome: str = "satisfied",
    text: str = "Шұңқыр толығымен жабылды, жол тегістелді.",
    **more: Any,
) -> None:
    desk.do("executor", "draft", appeal, outcome=outcome, text=text, law="ӘРПК, 76-бап", **more)


def test_an_appeal_goes_from_registration_to_a_signed_answer_by_the_pages_alone(
    desk: Desk, office: Any, appeal: Appeal
) -> None:
    to_work(desk, office, appeal)
    assert (appeal.state, appeal.external_number) == ("in_progress", "ЖТ-2026-1")
    draft(desk, appeal)
    desk.do("executor", "propose_answer", appeal)
    assert appeal.state == "on_signature"
    desk.do("head", "rework", appeal, text="Нақты күнді жазыңыз")
    draft(desk, appeal, text="Шұңқыр 2 қарашада толығымен жабылды.", seen=appeal.answers.get().drafted_at.isoformat())
    desk.do("executor", "propose_answer", appeal)
    desk.do("head", "sign", appeal)
    assert appeal.state == "answered"
    kept = documents_of(appeal, "answer")
    assert [document.name for document in kept] == [f"{appeal.number}.pdf"]
    answer = appeal.answers.get()
    assert answer.language == appeal.language == "kk", "though the office's pages are Russian"
    assert answer.law == "ӘРПК, 76-бап" and "шағым" in answer.how_to_complain and "91, 92" in answer.how_to_complain
    page = words(desk.desks["registrar"].get(address(appeal)))
    assert "Шұңқыр 2 қарашада" in page and f"{appeal.number}.pdf" in page and "Тіркеу" not in page


def test_an_answer_names_the_law_that_it_rests_on(desk: Desk, office: Any, appeal: Appeal) -> None:
    to_work(desk, office, appeal)
    typed = {"outcome": "satisfied", "text": "Шұңқыр толығымен жабылды, жол тегістелді.", "law": ""}
    assert typed["text"] in words(desk.do("executor", "draft", appeal, status=422, **typed))
    assert not appeal.answers.exists()


def test_item_47_the_office_sees_which_appeals_have_the_same_text(
    desks: dict[str, Client], office: Any, file: Callable[..., Filed]
) -> None:
    first = file(email="one@example.test").appeal
    copies = [file(email="one@example.test").appeal for _ in range(2)]
    foreign = file(email="one@example.test", body_id=office.other.pk).appeal
    file(email="one@example.test", text="Басқа мәтін: ауладағы шам жанбайды.")
    page = words(desks["registrar"].get(address(first)))
    assert "слово в слово" in page and "один отправитель" in page and "разные люди" not in page
    assert all(copy.number in page for copy in copies) and foreign.number not in page
    file(email="two@example.test")
    assert "разные люди" in words(desks["registrar"].get(address(first)))
    assert "слово в слово" not in words(desks["other_registrar"].get(address(foreign)))


def test_the_citizen_can_download_the_signed_answer(desk: Desk, office: Any, file: Callable[..., Filed]) -> None:
    filed = file()
    to_work(desk, office, filed.appeal)
    draft(desk, filed.appeal)
    desk.do("executor", "propose_answer", filed.appeal)
    desk.do("head", "sign", filed.appeal)
    citizen = Client()
    citizen.post("/kk/appeals/status/", {"number": filed.appeal.number, "pin": filed.pin})
    page = citizen.get(f"/kk/appeals/{filed.appeal.number}/own/").content.decode()
    (link,) = re.findall(r'href="([^"]*/documents/[^"]*|/documents/[^"]*)"', page)
    answer = citizen.get(link)
    assert answer.status_code == 200 and b"".join(answer).startswith(b"%PDF")
    assert Client().get(link).status_code in {403, 404}


def test_clarification_return_and_forwarding(desk: Desk, office: Any, file: Callable[..., Filed]) -> None:
    appeal = file().appeal
    desk.do("registrar", "register", appeal, external_number="")
    desk.do("registrar", "ask_clarification", appeal, text="Қай көшеде?")
    assert appeal.state == "clarification"
    desk.do("registrar", "clarify", appeal, text="Абай көшесінде, 5-үйдің алдында")
    assert appeal.state == "registered" and appeal.statements.get().about == "clarify"
    desk.do("registrar", "forward", appeal, body=office.other.pk, outside="", text="Облыстық жол")
    assert (appeal.body_id, appeal.hops) == (office.other.pk, 1)
    assert desk.desks["registrar"].get(address(appeal)).status_code == 404, "it is another body's now"
    outside = file().appeal
    desk.do("registrar", "forward", outside, body="", outside="Ұлттық жол компаниясы", text="Республикалық жол")
    assert outside.state == "forwarded_out" and outside.forwarded_to == "Ұлттық жол компаниясы"
    back = file().appeal
    desk.do("registrar", "return", back, ground="substance", text="Не болғанын жазыңыз")
    assert back.state == "returned"
    page = words(desk.desks["registrar"].get(address(back)))
    assert "мәні баяндалмаған" in page and "Не болғанын жазыңыз" in page


def test_forwarding_to_two_bodies_or_to_none_is_sent_back_with_the_form(
    desk: Desk, office: Any, appeal: Appeal
) -> None:
    answer = desk.do(
        "registrar", "forward", appeal, body=office.other.pk, outside="Басқа орган", text="Мұнда емес", status=422
    )
    assert "Мұнда емес" in answer.content.decode()
    desk.do("registrar", "forward", appeal, body="", outside="", text="Мұнда емес", status=422)


def test_the_days_for_handing_on_and_back_are_counted_from_when_it_came(
    desk: Desk, office: Any, appeal: Appeal, frozen: Any
) -> None:
    """APPC 65, 64(7): three working days, anew at each body that it comes to."""
    page = words(desk.desks["registrar"].get(address(appeal)))
    assert page.count("До 5 ноября 2026 г.: три рабочих дня") == 2  # sent on, sent back
    frozen("2026-11-05 23:00")
    assert "Срок для этого истёк" not in words(desk.desks["registrar"].get(address(appeal)))
    frozen("2026-11-06 09:00")
    late = words(desk.desks["registrar"].get(address(appeal)))
    assert late.count("Срок для этого истёк 5 ноября 2026 г.: напишите в обосновании, почему это делается позже.") == 2
    desk.do("registrar", "forward", appeal, body=office.other.pk, outside="", text="Поздно выяснилось")
    there = words(desk.desks["other_registrar"].get(address(appeal)))
    assert there.count("До 11 ноября 2026 г.") == 2 and "Срок для этого истёк" not in there
    Appeal.objects.filter(pk=appeal.pk).update(regime="appc-2021")
    earlier = words(desk.desks["other_registrar"].get(address(appeal)))
    assert earlier.count("До 11 ноября 2026 г.") == 1, "before Law 241-VIII a return had no term"


def test_two_hops_are_warned_of(desk: Desk, office: Any, appeal: Appeal) -> None:
    Appeal.objects.filter(pk=appeal.pk).update(hops=2)
    assert "человека гоняют по кругу" in words(desk.desks["registrar"].get(address(appeal)))


def test_a_split_makes_appeals_with_pins_that_are_shown_once(desk: Desk, office: Any, appeal: Appeal) -> None:
    desk.do("registrar", "register", appeal, external_number="")
    desk.do(
        "registrar",
        "split",
        appeal,
        subject1="Жарық жоқ",
        text1="Көшеде жарық жанбайды, түнде қараңғы.",
        body1=office.other.pk,
        subject2="",
        text2="",
        body2="",
        subject3="",
        text3="",
        body3="",
    )
    part = Appeal.objects.get(subject="Жарық жоқ")
    assert part.body_id == office.other.pk
    [kept] = desk.desks["registrar"].session["office_parts"]["made"]
    assert len(kept["pin"]) > 40, "encrypted: sessions are stored"
    page = words(desk.desks["registrar"].get(address(appeal)))
    assert f"{part.number} · PIN" in page
    again = words(desk.desks["registrar"].get(address(appeal)))
    assert f"{part.number} · PIN" not in again and f"Из него выделено обращение {part.number}" in again
    assert f'href="{address(part)}"' not in desk.desks["registrar"].get(address(appeal)).content.decode(), (
        "another office"
    )
    theirs = desk.desks["other_registrar"].get(address(part))
    assert f"Выделено из обращения {appeal.number}" in words(theirs)


def test_citizens_see_what_an_appeal_was_split_from_and_into(
    desk: Desk, office: Any, file: Callable[..., Filed], client: Client
) -> None:
    citizen = actor_of(office.people["citizen"])
    appeal = file(by=citizen).appeal
    desk.do("registrar", "register", appeal, external_number="")
    [(part, _pin)] = actions.split_appeal(
        appeal=appeal,
        demands=[("Жарық", "Көшеде жарық жоқ.", office.other.pk)],
        by=office["registrar"],
        at=timezone.now(),
    )
    own = desk.desks["citizen"].get(f"/en/appeals/{appeal.number}/own/").content.decode()
    assert f'Split into <a class="govuk-link" href="/en/appeals/{part.number}/own/">{part.number}</a>' in own
    assert f"Split from {appeal.number}" in words(desk.desks["citizen"].get(f"/en/appeals/{part.number}/own/"))

    actions.publish_appeal(appeal=appeal, title="Жол", text="Жол бұзылған.", by=office["moderator"], at=timezone.now())
    shown = words(client.get(f"/en/appeals/{appeal.number}/"))
    assert "Жол бұзылған." in shown and part.number not in shown, "a part that isn't published is not told of"
    actions.publish_appeal(
        appeal=part, title="Жарық", text="Жарық жоқ.", by=office["other_moderator"], at=timezone.now()
    )
    assert f"Split into {part.number}" in words(client.get(f"/en/appeals/{appeal.number}/"))
    assert f"Split from {appeal.number}" in words(client.get(f"/en/appeals/{part.number}/"))


def test_the_end_of_a_right_is_nobodys_delay(desk: Desk, office: Any, appeal: Appeal, frozen: Any) -> None:
    to_work(desk, office, appeal)
    draft(desk, appeal)
    desk.do("executor", "propose_answer", appeal)
    desk.do("head", "sign", appeal)
    assert "Подача жалобы Остал" in words(desk.desks["head"].get(address(appeal)))
    frozen("2027-06-01 10:00")
    desk.desks["head"].force_login(office.people["head"])
    page = words(desk.desks["head"].get(address(appeal)))
    assert "Подача жалобы Время для этого истекло" in page and "Просрочено" not in page
    appeal.refresh_from_db()
    assert appeal.state == "answered"
    lists = [desk.desks["head"].get(f"/ru/office/?queue={queue}") for queue in ("overdue", "answered")]
    assert (
        appeal.number not in words(lists[0])
        and appeal.number in words(lists[1])
        and "Просрочено на" not in words(lists[1])
    )
    assert "истёкшим сроком" not in words(desk.desks["head"].get("/ru/me/"))


def test_merging_names_another_appeal_of_the_same_person(desk: Desk, office: Any, file: Callable[..., Filed]) -> None:
    first, second = file().appeal, file().appeal
    for each in (first, second):
        desk.do("registrar", "register", each, external_number="")
    assert first.number in words(desk.desks["registrar"].get(address(second)))
    desk.do("registrar", "merge", second, into="AP-2026-999999", text="Бір мәселе", status=422)
    desk.do("registrar", "merge", second, into=first.number.lower(), text="Бір мәселе")
    assert second.state == "merged"
    assert f"Присоединено к обращению {first.number}" in words(desk.desks["head"].get(address(second)))
    assert f"К нему присоединено обращение {second.number}" in words(desk.desks["head"].get(address(first)))


def test_a_hearing_is_appointed_and_recorded(desk: Desk, office: Any, appeal: Appeal, at_work: Any) -> None:
    to_work(desk, office, appeal)
    desk.do("executor", "show_preliminary", appeal, text="Бас тарту ұсынылады")
    desk.do("executor", "hear", appeal, form="oral", set_for="2026-11-01T10:00", place="Әкімдік", status=422)
    desk.do("executor", "hear", appeal, form="oral", set_for="2026-11-06T10:00", place="Әкімдік, 5-кабинет")
    assert appeal.state == "hearing"
    page = words(desk.desks["executor"].get(address(appeal)))
    assert "5-кабинет" in page and "10:00" in page
    desk.do("executor", "record_hearing", appeal, text="Арыз иесі тыңдалды", status=422)
    assert appeal.state == "hearing", "nobody has been heard yet"
    at_work.move_to(datetime.fromisoformat("2026-11-06 11:00+05:00"))
    desk.do("executor", "record_hearing", appeal, text="Арыз иесі тыңдалды")
    assert appeal.state == "in_progress" and appeal.hearings.get().protocol == "Арыз иесі тыңдалды"


def test_the_head_sees_from_which_day_on_a_refusal_can_be_signed(desk: Desk, office: Any, appeal: Appeal) -> None:
    Appeal.objects.filter(pk=appeal.pk).update(type="application")
    to_work(desk, office, appeal)
    desk.do("executor", "show_preliminary", appeal, text="Бас тарту ұсынылады")
    draft(desk, appeal, outcome="refused", text="Бюджетте қаражат жоқ, келесі жылы қаралады.")
    desk.do("executor", "propose_answer", appeal)
    assert "три рабочих дня" in words(desk.desks["head"].get(address(appeal)))
    refused = desk.do("head", "sign", appeal, status=422)
    assert "не ранее" in words(refused)


def test_a_refusal_without_a_hearing_says_why_on_every_page_and_on_paper(
    desk: Desk, office: Any, appeal: Appeal, at_work: Any
) -> None:
    Appeal.objects.filter(pk=appeal.pk).update(type="application")
    to_work(desk, office, appeal)
    draft(desk, appeal, outcome="refused", text="Бюджетте қаражат жоқ, келесі жылы қаралады.")
    desk.do("executor", "propose_answer", appeal, status=422)
    desk.do("executor", "waive_hearing", appeal, ground="request", text="", status=422)
    desk.do("executor", "waive_hearing", appeal, ground="request", text="Өтініш түсті")
    desk.do("executor", "propose_answer", appeal)
    page = words(desk.desks["head"].get(address(appeal)))
    assert "Тыңдау өткізілмеді: арыз иесі тыңдаудан бас тартты" in page, "the head reads it before signing"
    desk.do("head", "sign", appeal)
    paper = desk.desks["head"].get(f"/documents/{documents_of(appeal, 'answer')[0].uuid}/")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")


def test_another_body_is_asked_the_term_is_extended_and_the_work_ended(desk: Desk, office: Any, appeal: Appeal) -> None:
    to_work(desk, office, appeal)
    desk.do("executor", "ask_body", appeal, text="Жол полициясынан мәлімет")
    desk.do("executor", "receive_information", appeal)
    assert "По закону не позже: " in words(desk.desks["head"].get(address(appeal)))
    desk.do("head", "extend", appeal, until="2027-06-01", text="Сараптама керек", status=422)
    assert not appeal.extended
    desk.do("head", "extend", appeal, until="2026-12-20", text="Сараптама керек")
    assert appeal.extended and appeal.extensions.get().until == date(2026, 12, 20)
    desk.do("head", "extend", appeal, until="2026-12-25", text="Тағы да", status=422)
    desk.do("coexecutor", "note", appeal, text="Қоңырау шалдым")
    assert "Қоңырау шалдым" in words(desk.desks["head"].get(address(appeal)))
    desk.do("head", "terminate", appeal, text="Сот шешімі бар (ӘРПК 70)")
    assert appeal.state == "terminated"


def test_a_disputed_answer_is_reopened_or_kept(desk: Desk, office: Any, file: Callable[..., Filed]) -> None:
    for code, state in (("reopen", "assigned"), ("uphold_answer", "closed")):
        appeal = file().appeal
        to_work(desk, office, appeal)
        draft(desk, appeal)
        desk.do("executor", "propose_answer", appeal)
        desk.do("head", "sign", appeal)
        actions.dispute_answer(
            appeal=appeal, text="Шұңқыр қалды", by=replace(GUEST, person_id=appeal.author_id), at=timezone.now()
        )
        assert "Шұңқыр қалды" in words(desk.desks["head"].get(address(appeal)))
        desk.do("head", code, appeal, text="Қайта тексерілді")
        assert appeal.state == state


def test_an_answer_by_post_waits_until_it_is_handed_over(desk: Desk, office: Any, file: Callable[..., Filed]) -> None:
    appeal = file(delivery="post", address="Тараз, Төле би 1").appeal
    to_work(desk, office, appeal)
    draft(desk, appeal)
    desk.do("executor", "propose_answer", appeal)
    desk.do("head", "sign", appeal)
    assert appeal.state == "signed"
    assert appeal.number in words(desk.desks["registrar"].get("/ru/office/?queue=to_deliver"))
    desk.do("registrar", "deliver", appeal, how="post")
    assert appeal.state == "answered" and appeal.answers.get().delivered_by == "post"


def test_an_old_form_is_drawn_again_with_what_was_typed_and_the_new_state(
    desk: Desk, office: Any, appeal: Appeal
) -> None:
    drawn = appeal.version
    desk.do("registrar", "register", appeal, external_number="ЖТ-1")
    answer = desk.do(
        "registrar",
        "forward",
        appeal,
        version=drawn,
        body=office.other.pk,
        outside="",
        text="Облыстық жол ғой",
        status=409,
    )
    page = answer.content.decode()
    assert "Облыстық жол ғой" in page and "изменил другой человек" in page and "Зарегистрировано" in page
    assert f'name="version" value="{appeal.version}"' in page, "the form can be sent again as it is"
    assert appeal.state == "registered" and appeal.hops == 0


def test_two_officers_at_once_never_overwrite_each_other(desk: Desk, office: Any, appeal: Appeal) -> None:
    to_work(desk, office, appeal)
    draft(desk, appeal)
    seen = appeal.answers.get().drafted_at.isoformat()
    later = desk.desks["coexecutor"].post(
        address(appeal, "draft"),
        {
            "version": appeal.version,
            "draft-outcome": "satisfied",
            "draft-text": "Мен де жоба жазып қойдым, екінші нұсқа.",
            "draft-law": "ӘРПК",
            "draft-seen": "",
        },
    )
    assert later.status_code == 409
    assert (
        "екінші нұсқа" in later.content.decode()
        and "толығымен жабылды" in later.content.decode()
        and seen in later.content.decode()
    )
    assert "толығымен" in appeal.answers.get().text
    version = appeal.version
    desk.do("head", "extend", appeal, version=version, until="2026-12-20", text="Бірінші басшы")
    desk.do("head", "terminate", appeal, version=version, text="Екінші басшы", status=409)


def test_a_draft_that_awaits_its_signature_is_not_changed(desk: Desk, office: Any, appeal: Appeal) -> None:
    to_work(desk, office, appeal)
    draft(desk, appeal)
    desk.do("executor", "propose_answer", appeal)
    answer = desk.do(
        "executor",
        "draft",
        appeal,
        outcome="refused",
        text="Ештеңе істелмейді, кешіріңіз.",
        law="ӘРПК",
        seen="",
        status=422,
    )
    assert "Ештеңе істелмейді" in answer.content.decode()
    assert appeal.answers.get().outcome == "satisfied"


def test_a_refusal_stands_beside_the_form(desk: Desk, office: Any, appeal: Appeal) -> None:
    to_work(desk, office, appeal)
    draft(desk, appeal, outcome="refused", text="Бас тартылады, себебі негіз жоқ.")
    answer = desk.do("executor", "propose_answer", appeal, status=422)
    assert "предварительным решением" in words(answer)
    desk.do("head", "assign", appeal, lead=office.people["registrar"].pk, text="Осы адам", status=422)


def test_who_drafted_does_not_sign(desk: Desk, office: Any, appeal: Appeal) -> None:
    to_work(desk, office, appeal)
    desk.do("head", "draft", appeal, outcome="satisfied", text="Басшының өзі жазған жауап мәтіні.", law="ӘРПК", seen="")
    desk.do("executor", "propose_answer", appeal)
    assert "Кто готовил ответ" in words(desk.do("head", "sign", appeal, status=422))
    assert not documents_of(appeal, "answer")


def test_a_template_starts_an_answer(desk: Desk, office: Any, appeal: Appeal, at_work: Any) -> None:
    mine = AnswerTemplate.objects.create(
        body=office.body, name="Жол", language="kk", text="{body} {number} жолданымыңызды {date} қарады. {0.__class__}"
    )
    AnswerTemplate.objects.create(body=office.other, name="Бөтен үлгі", language="kk", text="…")
    to_work(desk, office, appeal)
    at_work.move_to(datetime.fromisoformat("2026-11-03T04:30+05:00"))  # still the 2nd in Greenwich
    page = desk.desks["executor"].get(f"{address(appeal)}?template={mine.pk}").content.decode()
    assert f"Қала әкімдігі {appeal.number} жолданымыңызды 03.11.2026 қарады. {{0.__class__}}" in page
    assert "Бөтен үлгі" not in page


@pytest.mark.parametrize("who", ["other_registrar", "other_head", "idle", "citizen", "auditor"])
def test_strangers_find_no_case_and_can_do_nothing(who: str, desks: dict[str, Client], appeal: Appeal) -> None:
    assert desks[who].get(address(appeal)).status_code in {403, 404}
    assert desks[who].post(address(appeal, "register"), {"version": 1}).status_code in {403, 404}
    appeal.refresh_from_db()
    assert appeal.state == "submitted"


@pytest.mark.parametrize("path", ["", "new/", "complaints/", "templates/", "appeals/AP-2026-000001/"])
def test_a_guest_is_asked_to_sign_in_and_a_citizen_is_not_let_in(path: str, desks: dict[str, Client]) -> None:
    answer = Client().get(f"/ru/office/{path}")
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]
    assert desks["citizen"].get(f"/ru/office/{path}").status_code == 403


@pytest.mark.parametrize(
    ("who", "code"),
    [("executor", "register"), ("operator", "register"), ("moderator", "register"), ("head", "register"), ("registrar", "assign"), ("registrar", "sign"), ("head", "propose_answer")],
)  # fmt: skip
def test_a_deed_of_another_role_is_refused_with_the_reason(
    who: str, code: str, desk: Desk, office: Any, appeal: Appeal
) -> None:
    if who == "executor":
        to_work(desk, office, appeal)
    typed = {"assign": {"lead": office.people["executor"].pk, "text": "Мен"}, "register": {"external_number": ""}}.get(
        code, {}
    )
    state = appeal.state
    desk.do(who, code, appeal, status=422, **typed)
    assert appeal.state == state


def test_the_contact_is_for_those_who_consider_the_appeal(
    desk: Desk, desks: dict[str, Client], office: Any, file: Callable[..., Filed]
) -> None:
    iin = f"90010130001{check_digit('90010130001')}"
    appeal = file(iin=iin, phone="+77011234567").appeal
    to_work(desk, office, appeal)
    for who in ("registrar", "head", "executor", "coexecutor", "operator"):
        page = words(desks[who].get(address(appeal)))
        assert "guest@example.test" in page and "900101******" in page and iin not in page, who
    page = words(desks["moderator"].get(address(appeal)))
    assert "guest@example.test" not in page and "900101" not in page


def test_a_missing_reason_keeps_what_was_typed(desk: Desk, office: Any, appeal: Appeal) -> None:
    answer = desk.do("registrar", "return", appeal, ground="other", text="", status=422)
    assert "Напишите причину" in words(answer)
    assert desk.desks["registrar"].post(address(appeal, "nothing"), {}).status_code == 404


def test_the_page_says_why_something_is_not_possible(desk: Desk, office: Any, appeal: Appeal) -> None:
    page = words(desk.desks["head"].get(address(appeal)))
    assert "Это действие доступно: регистратор" in page


# -- Complaints ------------------------------------------------------------------------------------------------------


@pytest.fixture
def complaint(desk: Desk, office: Any, appeal: Appeal) -> Complaint:
    to_work(desk, office, appeal)
    draft(desk, appeal)
    desk.do("executor", "propose_answer", appeal)
    desk.do("head", "sign", appeal)
    return actions.file_complaint(
        appeal=appeal,
        grounds="Жауап мәні бойынша емес",
        by=replace(GUEST, person_id=appeal.author_id),
        at=timezone.now(),
    )


def complain(
    desks: dict[str, Client],
    who: str,
    code: str,
    complaint: Complaint,
    version: int | None = None,
    text: str = "Негізді шешім",
) -> Any:
    complaint.refresh_from_db()
    sent = {"version": complaint.version if version is None else version, f"{code}-text": text}
    answer = desks[who].post(f"/ru/office/complaints/{complaint.number}/{code}/", sent)
    complaint.refresh_from_db()
    return answer


def test_a_complaint_is_sent_on_and_decided_by_the_superior(
    desks: dict[str, Client], complaint: Complaint, appeal: Appeal
) -> None:
    assert complaint.number in words(desks["head"].get("/ru/office/complaints/"))
    assert complaint.number not in words(desks["superior"].get("/ru/office/complaints/"))
    assert complain(desks, "superior", "uphold", complaint).status_code == 404, "it isn't with the superior yet"
    assert complain(desks, "registrar", "forward", complaint).status_code == 302
    assert complaint.number in words(desks["superior"].get("/ru/office/complaints/"))
    assert complaint.state == "review"
    assert complain(desks, "head", "uphold", complaint).status_code == 422
    assert complain(desks, "superior", "uphold", complaint, version=1).status_code == 409
    assert complain(desks, "superior", "uphold", complaint, text="").status_code == 422
    assert complain(desks, "superior", "uphold", complaint).status_code == 302
    appeal.refresh_from_db()
    assert (complaint.state, appeal.state) == ("upheld", "assigned")
    page = words(desks["head"].get(f"/ru/office/complaints/{complaint.number}/"))
    assert "Направлена в вышестоящий орган" in page, "a complaint is not forwarded as an appeal is"
    assert "Негізді шешім" in page
    told = page[page.index("Кому что сообщено") :]
    assert "Направлена в вышестоящий орган — заявитель" in told, "what a complaint's notices told of"
    assert desks["superior"].get(address(appeal)).status_code == 200, "the file goes with the complaint"


@pytest.mark.parametrize(("code", "state"), [("remit", "assigned"), ("reject", "closed")])
def test_the_superior_sends_back_or_rejects(
    code: str, state: str, desks: dict[str, Client], complaint: Complaint, appeal: Appeal
) -> None:
    complain(desks, "head", "forward", complaint)
    assert complain(desks, "superior", code, complaint).status_code == 302
    appeal.refresh_from_db()
    assert appeal.state == state


def test_the_body_satisfies_a_complaint_itself(desks: dict[str, Client], complaint: Complaint, appeal: Appeal) -> None:
    assert complain(desks, "head", "satisfy", complaint).status_code == 302
    appeal.refresh_from_db()
    assert (complaint.state, appeal.state) == ("satisfied", "assigned")


def test_strangers_find_no_complaint(desks: dict[str, Client], complaint: Complaint) -> None:
    for who in ("other_registrar", "other_head", "executor", "citizen", "operator"):
        assert desks[who].get(f"/ru/office/complaints/{complaint.number}/").status_code in {403, 404}, who
        assert complaint.number not in words(desks[who].get("/ru/office/complaints/")), who


# -- The operator's form ---------------------------------------------------------------------------------------------


def entry(office: Any, **changes: Any) -> dict[str, Any]:
    return {
        "channel": "phone", "received_at": "2026-11-02T17:30", "body": office.body.pk, "external_number": "", "name": "Сынақ Азамат",
        "iin": "", "phone": "+7 701 123 45 67", "email": "", "address": "Тараз, Төле би 1", "representative": "", "type": "application",
        "language": "kk", "subject": "Көше жарығы", "text": "Абай көшесінде екі апта жарық жанбай тұр.", "territory": office.territory.pk,
        "place": "", "category": office.category.pk, "delivery": "post", **changes,
    }  # fmt: skip


@pytest.mark.parametrize("channel", ["paper", "phone", "personal"])
def test_the_operator_enters_an_appeal_and_prints_the_coupon(
    channel: str, desks: dict[str, Client], office: Any
) -> None:
    answer = desks["operator"].post("/ru/office/new/", entry(office, channel=channel))
    assert answer.status_code == 302, words(answer)
    appeal = Appeal.objects.get()
    assert (appeal.channel, appeal.state, appeal.entered_by) == (channel, "submitted", office.people["operator"])
    assert timezone.localtime(appeal.received_at).isoformat() == "2026-11-02T17:30:00+05:00"
    page = words(desks["operator"].get(answer["Location"]))
    assert appeal.number in page and "PIN" in page
    coupon = desks["operator"].get(f"/ru/appeals/{appeal.number}/coupon.pdf")
    assert coupon.status_code == 200 and coupon.content.startswith(b"%PDF")
    assert desks["head"].get(f"/ru/appeals/{appeal.number}/coupon.pdf").status_code == 404


def test_the_operators_mistakes_keep_what_was_typed(desks: dict[str, Client], office: Any) -> None:
    for wrong in (
        {"received_at": "2026-12-02T17:30"},
        {"iin": "123"},
        {"address": ""},
        {"text": "қысқа"},
        {"territory": ""},
    ):
        answer = desks["operator"].post("/ru/office/new/", entry(office, **wrong))
        assert answer.status_code == 422 and "Көше жарығы" in answer.content.decode(), wrong
    bad = SimpleUploadedFile("скан.exe", b"MZ" + b"\0" * 100)
    answer = desks["operator"].post("/ru/office/new/", entry(office, files=[bad]))
    assert answer.status_code == 422 and not Appeal.objects.exists()


def test_only_operators_and_registrars_enter_and_only_for_their_body(desks: dict[str, Client], office: Any) -> None:
    for who in ("head", "executor", "moderator", "citizen"):
        assert desks[who].get("/ru/office/new/").status_code == 403, who
    assert desks["registrar"].get("/ru/office/new/").status_code == 200
    assert desks["operator"].post("/ru/office/new/", entry(office, body=office.other.pk)).status_code == 422
    assert not Appeal.objects.exists()


# -- Answer templates ------------------------------------------------------------------------------------------------


def test_a_body_keeps_its_own_templates(desks: dict[str, Client], office: Any) -> None:
    data = {"body": office.body.pk, "name": "Жол жөндеу", "language": "kk", "text": "{number} бойынша…"}
    assert desks["executor"].post("/ru/office/templates/new/", data).status_code == 302
    kept = AnswerTemplate.objects.get()
    page = desks["head"].get("/ru/office/templates/")
    assert "Жол жөндеу" in words(page)
    path = f"/ru/office/templates/{kept.pk}/"
    assert desks["head"].post(path, data | {"name": "Жол"}).status_code == 302
    assert AnswerTemplate.objects.get().name == "Жол"
    for who, status in {"other_head": 404, "registrar": 403, "operator": 403}.items():
        assert desks[who].get(path).status_code == status, who
        assert desks[who].post(f"{path}delete/").status_code == status, who
    assert desks["other_head"].post("/ru/office/templates/new/", data).status_code == 422, "not their body"
    assert desks["head"].post(f"{path}delete/").status_code == 302 and not AnswerTemplate.objects.exists()


def test_saved_filters_are_ones_own(desks: dict[str, Client], office: Any) -> None:
    saved = desks["head"].post("/ru/office/filters/?queue=overdue&type=complaint", {"name": "Мерзімі өткен шағымдар"})
    assert saved.status_code == 302
    kept = SavedFilter.objects.get()
    assert (kept.query, kept.user) == ("queue=overdue&type=complaint", office.people["head"])
    assert "Мерзімі өткен шағымдар" in words(desks["head"].get("/ru/office/"))
    assert "Мерзімі өткен шағымдар" not in words(desks["registrar"].get("/ru/office/"))
    assert desks["registrar"].post(f"/ru/office/filters/{kept.pk}/delete/").status_code == 404
    assert desks["head"].post("/ru/office/filters/?queue=today", {"name": ""}).status_code == 422
    assert desks["head"].post(f"/ru/office/filters/{kept.pk}/delete/").status_code == 302
    assert not SavedFilter.objects.exists()

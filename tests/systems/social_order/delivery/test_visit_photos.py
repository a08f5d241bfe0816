"""Photos of a visit stay inside until an officer has looked at one and decides; and go back with a reason."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from tests.systems.social_order.delivery.conftest import later
from tests.systems.social_order.delivery.test_agreement_pages import signed_in

from ortaq.kernel.documents.models import Document
from ortaq.kernel.documents.rules import CheckedFile, check_file
from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import GUEST, SYSTEM
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.lifecycle import AGREEMENT
from ortaq.systems.social_order.models import Agreement, Visit, VisitPhoto
from ortaq.systems.social_order.permissions import may_publish_photo, may_withdraw_photo
from ortaq.systems.social_order.queries.visit_photos import photos_of

ALT: dict[str, Any] = {"alt_kk": "Бос сынып, тақтада ымдау белгілері", "alt_ru": "Пустой класс, на доске жесты"}


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (shade, 0, 0)).save(out, "PNG")
    return out.getvalue()


def photo(shade: int = 10) -> CheckedFile:
    return check_file(f"Асан {shade}.png", picture(shade))


@pytest.fixture
def visited(staff: Any, signed: Any) -> Any:
    """A visit that was made, with photos and a paper."""

    def make(agreement: Agreement | None = None, day: int = 58, photos: tuple[Any, ...] = ()) -> Visit:
        visit = actions.plan_visit(
            agreement=agreement or signed(),
            planned_on=date(2026, 4, 1),
            purpose="",
            by=staff["customer"],
            at=later(day - 0.5),
        )
        found = actions.Found(date(2026, 4, 1), "Тараз, мектеп", "Сабақ өтіп жатыр.")
        return actions.record_visit(
            visit=visit, found=found, photos=photos or (photo(1), photo(2)), by=staff["customer"], at=later(day)
        )

    return make


def test_who_may_publish_and_take_back_by_role_and_state(staff: Any, visited: Any) -> None:
    agreement = visited().agreement
    actors = {key: staff[key] for key in staff.people} | {"GUEST": GUEST, "SYSTEM": SYSTEM}
    officers = {"customer", "customer_two", "both", "officer_and_accountant"}
    heads = {"head", "head_two", "both"}
    checked = 0
    for state in AGREEMENT.states:
        agreement.state = state
        for published in (None, later(1)):
            agreement.published_at = published
            for who, actor in actors.items():
                at = (state, published, who)
                assert bool(may_publish_photo(actor, agreement)) == (who in officers and published is not None), at
                assert bool(may_withdraw_photo(actor, agreement)) == (who in officers | heads), at
                checked += 1
    assert checked == len(AGREEMENT.states) * 2 * len(actors)


def test_the_photos_of_a_visit_are_its_own_pictures_alone(staff: Any, visited: Any, pdf: Any) -> None:
    first = visited(photos=(photo(1), pdf))
    second = visited(first.agreement, day=59, photos=(photo(2),))
    assert [each.document.name for each in photos_of(first)] == ["Асан 1.png"]
    assert [each.document.name for each in photos_of(second)] == ["Асан 2.png"]
    other = photos_of(second)[0].document
    with pytest.raises(Refused):
        actions.publish_visit_photo(
            visit=first, document=other, **ALT, looked=True, reason="Бос", by=staff["customer"], at=later(60)
        )


def test_the_action_asks_for_the_right_the_words_and_a_reason_and_notes_the_decision(staff: Any, visited: Any) -> None:
    visit = visited()
    document = photos_of(visit)[0].document
    whole: dict[str, Any] = {
        "visit": visit,
        "document": document,
        **ALT,
        "looked": True,
        "reason": "Ешкім жоқ",
        "at": later(60),
    }
    for who in ("head", "accountant", "representative", "head_and_ngo", "other_customer", "auditor", "citizen"):
        with pytest.raises(Refused):
            actions.publish_visit_photo(**whole, by=staff[who])
    for missing in ("alt_kk", "alt_ru", "reason"):
        with pytest.raises(Refused):
            actions.publish_visit_photo(**{**whole, missing: " "}, by=staff["customer"])
    with pytest.raises(Refused, match="look at what will be public"):
        actions.publish_visit_photo(**{**whole, "looked": False}, by=staff["customer"])
    text = check_file("a.txt", "жоқ".encode())
    with pytest.raises(Refused):
        actions.publish_visit_photo(**whole, by=staff["customer"], public_copy=text)
    assert (
        not VisitPhoto.objects.filter(decided_at__isnull=False).exists()
        and not Document.objects.filter(published_at__isnull=False).exists()
    )
    made = actions.publish_visit_photo(**whole, by=staff["customer"], public_copy=photo(200))
    event = Event.objects.filter(record_id=visit.agreement_id).latest("sequence")
    assert (event.code, event.role, event.reason, event.is_public) == ("publish_photo", "customer", "Ешкім жоқ", False)
    assert event.data == {"visit": visit.pk, "document": str(document.uuid), "sha256": photo(200).sha256}
    for who, reason in (("head", " "), ("accountant", "Аты"), ("representative", "Аты"), ("head_and_ngo", "Аты")):
        with pytest.raises(Refused):
            actions.withdraw_visit_photo(photo=made, reason=reason, by=staff[who], at=later(61))
    for _time in range(2):  # the second finds nothing and writes nothing
        actions.withdraw_visit_photo(
            photo=VisitPhoto(pk=made.pk, visit=visit, document=document), reason="Танып қойды", by=staff["head"],
            at=later(61),
        )  # fmt: skip
    last = Event.objects.filter(record_id=visit.agreement_id).order_by("-sequence")[:2]
    assert [(row.code, row.role, row.reason) for row in last] == [
        ("withdraw_photo", "head", "Танып қойды"),
        ("publish_photo", "customer", "Ешкім жоқ"),
    ]
    document.refresh_from_db()
    assert document.public_copy_id is None and document.published_at is None


def test_a_public_photo_says_in_both_languages_what_is_seen(staff: Any, visited: Any) -> None:
    visit = visited()
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitPhoto.objects.filter(visit=visit).update(
            alt_ru="Класс", decided_at=later(60), decided_by=staff.people["customer"]
        )


def test_an_officer_looks_confirms_publishes_and_takes_back(staff: Any, visited: Any, frozen: Any) -> None:
    visit = visited()
    first, second = (each.document for each in photos_of(visit))
    frozen(later(60))
    officer, guest = signed_in(staff, "customer"), Client()
    page = f"/ru/social-order/office/agreements/{visit.agreement.number}/visits/{visit.pk}/photos/"
    project = f"/kk/social-order/projects/{visit.agreement.number}/"
    assert page in officer.get(f"/ru/social-order/office/agreements/{visit.agreement.number}/").content.decode()
    assert f'src="/documents/{first.uuid}/"' in officer.get(page).content.decode()
    typed = {
        "photo": str(first.uuid),
        **{f"photo-{first.pk}-{name}": text for name, text in ALT.items()},
        f"photo-{first.pk}-reason": "Никого нет",
    }
    unconfirmed = officer.post(page, typed)
    assert unconfirmed.status_code == 422 and ALT["alt_kk"] in unconfirmed.content.decode()
    assert guest.get(f"/documents/{first.uuid}/").status_code == 404
    yes = {f"photo-{first.pk}-looked": "on"}
    paper = SimpleUploadedFile("a.txt", "жоқ".encode())
    assert officer.post(page, {**typed, **yes, f"photo-{first.pk}-copies": paper}).status_code == 422
    blurred = SimpleUploadedFile("b.png", picture(200))
    assert officer.post(page, {**typed, **yes, f"photo-{first.pk}-copies": blurred}).status_code == 302

    for language, alt in (("kk", ALT["alt_kk"]), ("ru", ALT["alt_ru"]), ("en", ALT["alt_ru"])):
        text = guest.get(project.replace("/kk/", f"/{language}/")).content.decode()
        assert f'alt="{alt}"' in text and f"/documents/{first.uuid}/thumbnail/?copy=public" in text
        assert str(second.uuid) not in text and "Асан" not in text and "Никого нет" not in text
    sent = b"".join(guest.get(f"/documents/{first.uuid}/").streaming_content)  # type: ignore[attr-defined]
    assert Image.open(io.BytesIO(sent)).getpixel((0, 0))[0] > 150, "the copy, not the photo itself"  # type: ignore[index]
    supplier = signed_in(staff, "representative").get(f"/documents/{first.uuid}/")
    assert b"".join(supplier.streaming_content) == sent  # type: ignore[attr-defined]

    back = {"photo": str(first.uuid), f"back-{first.pk}-reason": ""}
    assert officer.post(page, back).status_code == 422
    assert officer.post(page, {**back, f"back-{first.pk}-reason": "Узнали ребёнка"}).status_code == 302
    assert guest.get(f"/documents/{first.uuid}/").status_code == 404
    assert str(first.uuid) not in guest.get(project).content.decode()
    case = officer.get(f"/ru/social-order/office/agreements/{visit.agreement.number}/").content.decode()
    assert "Узнали ребёнка" in case and "Никого нет" in case


def test_the_api_tells_of_published_photos_alone(staff: Any, visited: Any) -> None:
    visit = visited()
    address = f"/api/v1/agreements/{visit.agreement.number}"
    assert Client().get(address).json()["visits"][0]["photos"] == []
    first = photos_of(visit)[0].document
    made = actions.publish_visit_photo(
        visit=visit, document=first, **ALT, looked=True, reason="Бос", by=staff["customer"], at=later(60)
    )
    [told] = Client().get(address).json()["visits"][0]["photos"]
    assert told["alt"] in ALT.values() and Client().get(told["url"]).status_code == 200
    assert str(first.uuid) in told["url"] and Client().get(told["thumbnail_url"]).status_code == 200
    actions.withdraw_visit_photo(photo=made, reason="Танып қойды", by=staff["head"], at=later(61))
    assert Client().get(address).json()["visits"][0]["photos"] == [] and len(photos_of(visit)) == 2


def test_nothing_of_a_photo_leaves_without_a_decision(staff: Any, visited: Any) -> None:
    visit = visited()
    documents = [each.document for each in photos_of(visit)]
    number = visit.agreement.number
    actions.publish_visit_photo(
        visit=visit, document=documents[0], **ALT, looked=True, reason="Ешкім жоқ", by=staff["customer"], at=later(60)
    )
    outsiders = [
        Client(),
        *(signed_in(staff, key) for key in ("citizen", "representative", "other_customer", "head_and_ngo")),
    ]
    for client in outsiders:
        for path in (
            f"/kk/social-order/projects/{number}/",
            f"/ru/social-order/projects/{number}/",
            f"/feeds/records/{number}.atom",
            f"/kk/records/{number}/",
            f"/api/v1/records/{number}",
            f"/api/v1/agreements/{number}",
        ):
            text = client.get(path).content.decode()
            for secret in (str(documents[1].uuid), "Асан", "Ешкім жоқ"):
                assert secret not in text, (path, secret)
        for path in (f"/documents/{documents[1].uuid}/", f"/documents/{documents[1].uuid}/thumbnail/"):
            assert client.get(path).status_code == 404, path
        page = f"/kk/social-order/office/agreements/{number}/visits/{visit.pk}/photos/"
        assert client.get(page).status_code in {302, 403, 404}
        assert client.post(page, {"photo": str(documents[1].uuid)}).status_code in {302, 403, 404}
    assert not VisitPhoto.objects.filter(document=documents[1], decided_at__isnull=False).exists()
    foreign = signed_in(staff, "head").post(
        f"/kk/social-order/office/agreements/{number}/visits/{visit.pk}/photos/",
        {
            "photo": str(documents[1].uuid),
            **{f"photo-{documents[1].pk}-{name}": text for name, text in ALT.items()},
            f"photo-{documents[1].pk}-reason": "Бос",
            f"photo-{documents[1].pk}-looked": "on",
        },
    )
    assert (
        foreign.status_code == 422
        and not VisitPhoto.objects.filter(document=documents[1], decided_at__isnull=False).exists()
    )
    Agreement.objects.filter(pk=visit.agreement_id).update(published_at=None)
    assert Client().get(f"/documents/{documents[0].uuid}/").status_code == 404


def test_the_public_page_asks_as_little_with_photos_as_without(staff: Any, visited: Any) -> None:
    visit = visited(photos=tuple(photo(shade) for shade in (1, 2, 3)))
    path = f"/kk/social-order/projects/{visit.agreement.number}/"
    counts = []
    for published in ([], photos_of(visit)):
        for each in published:
            actions.publish_visit_photo(
                visit=visit,
                document=each.document,
                **ALT,
                looked=True,
                reason="Бос",
                by=staff["customer"],
                at=later(60),
            )
        Client().get(path)
        with CaptureQueriesContext(connection) as seen:
            assert Client().get(path).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]

"""Files sent with a proposed topic: the office and the author read them, the public only what an officer publishes."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from ortaq.kernel.documents.models import Document
from ortaq.kernel.documents.permissions import may_know
from ortaq.kernel.documents.rules import CheckedFile, check_file
from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import GUEST, SYSTEM, Actor
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.lifecycle import TOPIC
from ortaq.systems.social_order.models import TopicDraft, TopicProposal
from ortaq.systems.social_order.permissions import may_publish_copy, may_take_down_copy

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
Make = Callable[..., TopicProposal]
SECRET = "Асан Үсеновтің диагнозы 7702"
TYPED = {
    "title": "Ауыл жастарына кәсіп үйрету",
    "need": "Ауылда жастар жұмыссыз отыр, кәсіп үйренетін жер жоқ.",
    "target_group": "18–25 жастағы 40 жас",
    "territory": "d",
    "why": "Жастар қалаға кетіп жатыр.",
    "result": "40 жас мамандық алады.",
    "months": "10",
    "sphere": "employment",
    "body": "one",
}


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")


def signed_in(house: Any, key: str) -> Client:
    client = Client()
    client.force_login(house.people[key])
    session = client.session
    now = int(time.time())
    session.update({"second_factor_until": now + 10**7, "session_started": now, "session_seen": now})
    session.save()
    return client


def note(text: str = SECRET, name: str = "Асан Үсенов.txt") -> CheckedFile:
    return check_file(name, text.encode())


def upload(text: str = SECRET, name: str = "Асан Үсенов.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


@pytest.fixture
def filed(house: Any, proposal: Any) -> Callable[..., TopicProposal]:
    """The citizen's proposal with one file, published or not."""

    def make(*, public: bool = True, files: int = 1) -> TopicProposal:
        topic = actions.propose_topic(
            proposal=proposal,
            by=house["citizen"],
            at=MONDAY,
            files=[note(f"{SECRET} {n}", f"Асан Үсенов {n}.txt") for n in range(files)],
        )
        if public:
            actions.publish_topic(
                topic=topic, title="Ымдау тілі", parts={"need": "Курс керек."}, by=house["customer"], at=MONDAY
            )
        return topic

    return make


def test_who_reads_an_attachment_and_who_makes_it_public_by_role_and_state(house: Any, filed: Make) -> None:
    topic = filed()
    actions.support_topic(topic=topic, by=house["neighbour"], at=MONDAY)
    topic.refresh_from_db()
    document = Document.objects.get(record=topic)
    document.record = topic
    actors: dict[str, Actor] = {key: house[key] for key in house.people} | {"GUEST": GUEST, "SYSTEM": SYSTEM}
    office, heads = {"customer", "customer_two", "both"}, {"head", "head_two", "both"}
    checked = 0
    for state in TOPIC.states:
        topic.state = state
        for published in (None, MONDAY):
            topic.published_at = published
            for who, actor in actors.items():
                at = (state, published, who)
                assert may_know(actor, document) == (who in office | heads | {"citizen"}), at
                may = who in office and published is not None and state != "withdrawn"
                assert bool(may_publish_copy(actor, topic)) == may, at
                assert bool(may_take_down_copy(actor, topic)) == (who in office | heads), at
                checked += 1
    assert checked == len(TOPIC.states) * 2 * len(actors)


def test_an_attachment_follows_the_proposal_to_another_body(house: Any, filed: Make) -> None:
    topic = filed(public=False)
    document = Document.objects.get(record=topic)
    actions.forward_topic(topic=topic, body=house.division, reason="Сіздікі", by=house["customer"], at=MONDAY)
    document = Document.objects.select_related("record").get(pk=document.pk)
    assert may_know(house["other_customer"], document) and not may_know(house["customer"], document)


def test_the_action_itself_refuses_whoever_may_not_and_notes_what_was_done(house: Any, filed: Make) -> None:
    topic = filed()
    document = Document.objects.get(record=topic)
    for who in ("citizen", "head", "council", "other_customer", "auditor", "neighbour"):
        with pytest.raises(Refused):
            actions.publish_topic_copy(topic=topic, document=document, by=house[who], at=MONDAY)
    actions.publish_topic_copy(
        topic=topic, document=document, by=house["customer"], at=MONDAY, public_copy=note("Тазартылған", "t.txt")
    )
    with pytest.raises(Refused):
        actions.take_down_topic_copy(topic=topic, document=document, reason=" ", by=house["customer"], at=MONDAY)
    with pytest.raises(Refused):
        actions.take_down_topic_copy(topic=topic, document=document, reason="Аты", by=house["citizen"], at=MONDAY)
    for _time in range(2):  # the second finds nothing and writes nothing
        actions.take_down_topic_copy(topic=topic, document=document, reason="Аты қалған", by=house["head"], at=MONDAY)
    events = Event.objects.filter(record_id=topic.pk).order_by("sequence")
    codes = [event.code for event in events]
    assert codes == ["propose", "attach", "publish", "publish_copy", "take_down_copy"]
    assert not any(event.is_public for event in events if event.code in {"attach", "publish_copy", "take_down_copy"})
    assert events[1].data == {"sha256": [document.stored.sha256]}
    assert (events[4].role, events[4].reason) == ("head", "Аты қалған")


def test_a_file_goes_with_the_proposal_and_one_that_is_refused_loses_nothing(house: Any) -> None:
    citizen = signed_in(house, "citizen")
    draft = citizen.post("/kk/social-order/topics/new/", TYPED)
    check = draft["Location"]
    page = citizen.get(check).content.decode()
    assert 'enctype="multipart/form-data"' in page and 'type="file"' in page
    wrong = citizen.post(check, {"attachments": [upload(), SimpleUploadedFile("a.exe", b"MZ")], "once": "a" * 32})
    text = wrong.content.decode()
    assert wrong.status_code == 422 and "a.exe" in text and "40 жас мамандық алады." in text
    assert not TopicProposal.objects.exists() and not Document.objects.exists() and TopicDraft.objects.count() == 1
    sent = citizen.post(check, {"attachments": [upload(), upload("Екінші", "b.txt")], "once": "b" * 32})
    assert sent.status_code == 302 and sent["Location"].endswith("/own/")
    topic = TopicProposal.objects.get()
    assert [document.name for document in Document.objects.filter(record=topic)] == ["Асан Үсенов.txt", "b.txt"]
    own = citizen.get(sent["Location"]).content.decode()
    assert "Асан Үсенов.txt" in own and "b.txt" in own
    uuid = Document.objects.filter(record=topic)[0].uuid
    assert b"".join(citizen.get(f"/documents/{uuid}/").streaming_content).decode() == SECRET  # type: ignore[attr-defined]


def test_more_files_come_with_a_returned_proposal_and_a_refused_one_keeps_what_was_typed(
    house: Any, filed: Make, frozen: Any
) -> None:
    topic = filed(public=False)
    actions.return_topic(topic=topic, reason="Хат қосыңыз", by=house["customer"], at=MONDAY + timedelta(hours=1))
    frozen(MONDAY + timedelta(days=1))
    topic.refresh_from_db()
    citizen = signed_in(house, "citizen")
    page = f"/kk/social-order/topics/{topic.number}/own/"
    typed = {
        **{name: getattr(topic, name) for name in ("title", "need", "target_group", "why", "result", "months")},
        "deed": "complete",
        "version": topic.version,
        "result": "80 ата-ана үйренеді.",
    }
    wrong = citizen.post(page, {**typed, "attachments": [SimpleUploadedFile("x.svg", b"<svg/>")]})
    assert wrong.status_code == 422 and "80 ата-ана үйренеді." in wrong.content.decode()
    assert citizen.post(page, {**typed, "attachments": [upload("Хат", "хат.txt")]}).status_code == 302
    topic.refresh_from_db()
    assert (topic.state, topic.result) == ("submitted", "80 ата-ана үйренеді.")
    assert Document.objects.filter(record=topic).count() == 2


def test_nothing_of_an_attachment_leaves_before_a_person_publishes_a_copy(house: Any, filed: Make) -> None:
    topic, hidden = filed(), filed(public=False)
    exits = (
        f"/kk/social-order/topics/{topic.number}/",
        "/ru/social-order/topics/?q=Ымдау",
        f"/feeds/records/{topic.number}.atom",
        f"/kk/records/{topic.number}/",
        f"/api/v1/records/{topic.number}",
    )
    outsiders = [Client(), *(signed_in(house, key) for key in ("neighbour", "council", "other_customer", "auditor"))]
    documents = list(Document.objects.filter(record__in=(topic, hidden)))
    for client in outsiders:
        for path in exits:
            answer = client.get(path)
            text = answer.content.decode()
            assert answer.status_code == 200, path
            for document in documents:
                assert str(document.uuid) not in text and document.name not in text and "диагноз" not in text, path
        for document in documents:
            for path in (f"/documents/{document.uuid}/", f"/documents/{document.uuid}/thumbnail/"):
                assert client.get(path).status_code == 404, path
    actions.ask_council(topic=topic, by=house["customer"], at=MONDAY)
    council = signed_in(house, "council").get(f"/kk/social-order/office/council/{topic.number}/").content.decode()
    assert "Асан Үсенов" not in council


def test_an_officer_publishes_a_copy_and_takes_it_down_with_the_topic(house: Any, filed: Make) -> None:
    topic = filed()
    document = Document.objects.get(record=topic)
    office, guest = signed_in(house, "customer"), Client()
    case = f"/ru/social-order/office/topics/{topic.number}/"
    copy = f"{case}files/{document.uuid}/"
    assert "Асан Үсенов 0.txt" in office.get(case).content.decode()
    assert signed_in(house, "other_customer").post(copy, {}).status_code == 404
    neither = office.post(copy, {"do": "publish"})
    assert neither.status_code == 422 and 'role="alert"' in neither.content.decode()
    clean = SimpleUploadedFile("Асан.txt", "Тазартылған мәтін".encode())
    done = office.post(copy, {"do": "publish", f"copy-{document.pk}-copies": clean})
    assert done.status_code == 302
    public = guest.get(f"/kk/social-order/topics/{topic.number}/").content.decode()
    assert f"{topic.number}-{document.pk}.txt" in public and "Асан" not in public
    sent = guest.get(f"/documents/{document.uuid}/")
    assert b"".join(sent.streaming_content).decode() == "Тазартылған мәтін"  # type: ignore[attr-defined]
    assert "%D0%90" not in sent["Content-Disposition"]
    empty = office.post(copy, {"do": "take_down", f"down-{document.pk}-reason": ""})
    assert empty.status_code == 422
    assert office.post(copy, {"do": "take_down", f"down-{document.pk}-reason": "Имя"}).status_code == 302
    assert guest.get(f"/documents/{document.uuid}/").status_code == 404
    assert "Имя" in office.get(case).content.decode()

    office.post(copy, {"do": "publish", f"copy-{document.pk}-as_it_is": "on"})
    assert guest.get(f"/documents/{document.uuid}/").status_code == 200
    topic.refresh_from_db()
    actions.take_down_topic(topic=topic, reason="Дерек", by=house["customer"], at=MONDAY)
    document.refresh_from_db()
    assert document.public_copy_id is None and guest.get(f"/documents/{document.uuid}/").status_code == 404
    late = office.post(copy, {"do": "publish", f"copy-{document.pk}-as_it_is": "on"})
    assert late.status_code == 422, "a topic that isn't public has no public copies"


def test_pages_ask_as_little_for_five_files_as_for_one(house: Any, filed: Make) -> None:
    counts: dict[str, set[int]] = {"public": set(), "case": set(), "own": set()}
    office, citizen, guest = signed_in(house, "customer"), signed_in(house, "citizen"), Client()
    filed()  # something alike is always there
    for files in (1, 5):
        topic = filed(files=files)
        for document in Document.objects.filter(record=topic):
            actions.publish_topic_copy(topic=topic, document=document, by=house["customer"], at=MONDAY)
        for name, client, path in (
            ("public", guest, f"topics/{topic.number}/"),
            ("case", office, f"office/topics/{topic.number}/"),
            ("own", citizen, f"topics/{topic.number}/own/"),
        ):
            client.get(f"/kk/social-order/{path}")
            with CaptureQueriesContext(connection) as seen:
                assert client.get(f"/kk/social-order/{path}").status_code == 200
            counts[name].add(len(seen))
    assert all(len(found) == 1 for found in counts.values()), counts
    assert max(counts["public"]) <= 8


def test_a_photo_is_drawn_anew_before_anybody_sees_it(house: Any, proposal: Any) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Тараз, Абай 5"
    Image.new("RGB", (60, 40), 128).save(out, "JPEG", exif=exif)
    topic = actions.propose_topic(
        proposal=proposal, by=house["citizen"], at=MONDAY, files=[check_file("IMG.jpg", out.getvalue())]
    )
    document = Document.objects.get(record=topic)
    answer = signed_in(house, "customer").get(f"/documents/{document.uuid}/")
    sent = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert sent and not Image.open(io.BytesIO(sent)).getexif()

"""The mail about a decision carries its letter as PDF; what lapsed is forgotten in its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core import mail

from ortaq.kernel.notices.actions import send_next
from ortaq.kernel.notices.channels import Channels
from ortaq.kernel.notices.models import Notice
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.models import Application, Call, Draft
from ortaq.procedures.competitions.queries.applications import draft_of
from ortaq.procedures.competitions.tasks import DRAFT_LIFE, competitions_drafts

if TYPE_CHECKING:
    from .conftest import Region

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
DEADLINE = MONDAY + timedelta(days=20)
AFTER = DEADLINE + timedelta(hours=1)


def send(at: datetime) -> None:
    with Channels() as channels:
        while send_next(channels=channels, at=at):
            pass


def letters() -> list[tuple[str, str, bytes]]:
    """(address, name, content) of the enclosures that went out."""
    return [
        (message.to[0], name, content if isinstance(content, bytes) else content.encode())
        for message in mail.outbox
        for name, content, _type in message.attachments
    ]


def test_each_applicant_gets_the_letter_with_the_mail_and_nobody_another_s(
    region: Region, decided: Callable[..., Call]
) -> None:
    call = decided()
    send(AFTER)
    assert letters() == [], "nothing that happens before the results carries a letter"
    protocol = actions.draft_protocol(
        session=call.sessions.get(),
        rows=actions.proposed(call),
        text_kk="Х",
        text_ru="П",
        by=region["secretary"],
        at=AFTER,
    )
    actions.sign_protocol(protocol=protocol, by=region["secretary"], at=AFTER)
    call.refresh_from_db()
    actions.publish_results(call=call, by=region["secretary"], at=AFTER)
    send(AFTER)
    first, second = Application.objects.order_by("pk")
    assert {(to, name) for to, name, _ in letters()} == {
        ("ngo@example.test", f"{first.number}-letter-ru.pdf"), ("ngo2@example.test", f"{second.number}-letter-ru.pdf"),
    }  # fmt: skip
    assert all(content.startswith(b"%PDF") for _, _, content in letters())
    assert Notice.objects.filter(channel="email", state="sent", event__code="win").count() == 2


def test_a_refusal_at_admission_carries_its_ground(region: Region, opened: Callable[..., Call]) -> None:
    call = opened()
    first = call.applications.earliest("pk")
    actions.reject_application(
        application=first,
        ground="documents",
        facts_kk="Жарғы жоқ",
        facts_ru="Нет устава",
        by=region["secretary"],
        at=AFTER,
    )
    send(AFTER)
    assert [(to, name) for to, name, _ in letters()] == [("ngo@example.test", f"{first.number}-letter-ru.pdf")]


def test_a_decision_that_was_taken_back_before_the_mail_left_goes_without_a_letter(
    region: Region, opened: Callable[..., Call]
) -> None:
    call = opened()
    first = call.applications.earliest("pk")
    actions.reject_application(
        application=first,
        ground="documents",
        facts_kk="Жарғы жоқ",
        facts_ru="Нет устава",
        by=region["secretary"],
        at=AFTER,
    )
    first.refresh_from_db()
    actions.admit_application(application=first, by=region["secretary"], at=AFTER)
    send(AFTER)
    assert letters() == [] and len(mail.outbox) >= 2


def test_what_was_typed_and_never_submitted_goes_half_a_year_after_the_deadline(
    region: Region,
    announced: Callable[..., Call],
    submitted: Callable[..., Application],
    frozen: Any,
    settings: Any,
    tmp_path: Any,
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    call = announced()
    kept = submitted(call, "ngo2")
    draft = actions.start_application(call=call, organisation_id=region.ngo.pk, by=region["ngo"], at=MONDAY)
    actions.save_draft(
        application=draft, step="project", typed={"title": "Жоба"}, revision=0, by=region["ngo"], at=MONDAY
    )
    actions.open_applications(call=call, by=region["secretary"], at=AFTER)
    draft.refresh_from_db()
    assert draft.state == "lapsed" and draft_of(draft).content
    frozen(DEADLINE + DRAFT_LIFE - timedelta(hours=1))
    competitions_drafts(0)
    assert Draft.objects.filter(application=draft).exists(), "it may still be copied"
    frozen(DEADLINE + DRAFT_LIFE + timedelta(hours=1))
    competitions_drafts(0)
    assert not Draft.objects.exists() and Application.objects.count() == 2
    kept.refresh_from_db()
    assert kept.title and kept.team.count() == 1, "what was submitted stays"

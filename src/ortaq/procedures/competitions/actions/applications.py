"""An application is begun, kept while it is typed, submitted with a receipt, withdrawn."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.documents.actions import attach_files, remove_document
from ortaq.kernel.documents.actions.attaching import Upload
from ortaq.kernel.documents.models import Document
from ortaq.kernel.language.rules import Text, guess_language
from ortaq.kernel.lifecycle.actions import Refused, Stale, advance, decide, open_record
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.procedures.competitions.models import (
    Application,
    BudgetLine,
    Call,
    Check,
    Draft,
    Lot,
    Partner,
    PlannedIndicator,
    PlannedMilestone,
    TeamMember,
)
from ortaq.procedures.competitions.permissions import may_apply_for
from ortaq.procedures.competitions.queries.applications import ATTACHED, applying, attached_codes, findings_for
from ortaq.procedures.competitions.queries.calls import terms_of
from ortaq.procedures.competitions.registry import profile_of
from ortaq.procedures.competitions.rules.budget import totals
from ortaq.procedures.competitions.rules.receipt import digest
from ortaq.procedures.competitions.rules.submitting import Submission, problems

TAKEN = frozenset({"announced", "accepting", "closed"})
"""States of a call in which an application that came in time may still be written down: nothing is opened yet."""

LATE = Text(
    "Өтінім қабылдау аяқталды. Мерзім сервер сағатымен есептеледі.",
    "Приём заявок завершён. Срок считается по часам сервера.",
    "The deadline has passed. The server's clock counts.",
)
EARLY = Text("Өтінім қабылдау әлі басталған жоқ.", "Приём заявок ещё не начался.", "Applications aren't taken yet.")
NOT_HERE = Text(
    "Бұл конкурсқа өтінім мемлекеттік сатып алу порталы арқылы беріледі.",
    "Заявки на этот конкурс подаются через портал государственных закупок.",
    "Applications to this competition go through the state procurement portal.",
)


def _in_time(call: Call, at: datetime) -> None:
    """Raises Refused when applications to *call* aren't taken at the moment *at*; the deadline itself is late."""
    if call.is_reference:
        raise Refused(NOT_HERE)
    if call.opens_at is None or call.deadline is None or call.announced_at is None or at < call.opens_at:
        raise Refused(EARLY)
    if at >= call.deadline or call.state not in TAKEN:
        raise Refused(LATE)


def _hold(call_id: int) -> Call:
    """The call as it stands, held open until the end of the transaction: others may apply, nobody may open it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM competitions_call WHERE record_ptr_id = %s FOR SHARE", [call_id])
    return Call.objects.get(pk=call_id)


@transaction.atomic
def start_application(*, call: Call, organisation_id: int, by: Actor, at: datetime) -> Application:
    """Begins an application of an organisation, or gives the draft that it has begun already.

    Raises Refused for who doesn't represent it, and out of time.
    """
    allowed = may_apply_for(by, organisation_id)
    if not allowed:
        raise Refused.by(allowed)
    held = _hold(call.pk)
    _in_time(held, at)
    application = Application(
        kind="application", call=held, applicant_id=organisation_id, body_id=held.body_id, is_demo=held.is_demo
    )
    try:
        with transaction.atomic():
            open_record(application, by=by, at=at, code="start", year=local_day(at).year)
            Draft.objects.create(application=application, content="{}", changed_at=at, changed_by_id=by.user_id)
    except IntegrityError as error:
        if "application_one_for_each_lot" not in str(error):
            raise
        mine = Application.objects.filter(call=held, applicant_id=organisation_id, withdrawn_at__isnull=True)
        return mine.order_by("-pk")[0]
    return application


@transaction.atomic
def save_draft(
    *, application: Application, step: str, typed: Mapping[str, Any], revision: int, by: Actor, at: datetime
) -> int:
    """Keeps one step as it was typed, good or bad; returns the new revision.

    Raises Refused (not theirs, not a draft any more) and Stale: another tab has saved since *revision*.
    """
    locked = lock_record(Application, application.pk)
    allowed = may_apply_for(by, locked.applicant_id)
    if not allowed:
        raise Refused.by(allowed)
    decision = decide(locked, "submit", by)
    if not decision:
        raise Refused.by(decision)
    draft, _made = Draft.objects.select_for_update().get_or_create(
        application=locked, defaults={"content": "{}", "changed_at": at}
    )
    content = json.loads(draft.content or "{}")
    if content.get(step) == dict(typed):
        return draft.revision
    if draft.revision != revision:
        raise Stale
    content[step] = dict(typed)
    draft.content = json.dumps(content, ensure_ascii=False)
    draft.revision += 1
    draft.changed_at, draft.changed_by_id = at, by.user_id
    draft.save()
    return draft.revision


@transaction.atomic
def attach_document(
    *, application: Application, code: str, uploads: Iterable[Upload], by: Actor, at: datetime
) -> list[Document]:
    """Attaches files to a draft as the document *code* that the call asks for. Raises Refused and FileRefused."""
    locked = lock_record(Application, application.pk)
    decision = decide(locked, "submit", by)
    if not decision:
        raise Refused.by(decision)
    if not locked.call.asked_documents.filter(code=code).exists():
        raise Refused(Text("Мұндай құжат сұралмаған.", "Такой документ не запрошен.", "No such document is asked for."))
    return attach_files(record=locked, uploads=uploads, purpose=f"{ATTACHED}{code}", by=by, at=at)


@transaction.atomic
def detach_document(*, application: Application, document_id: int, by: Actor, at: datetime) -> None:
    """Takes a file off a draft. Raises Refused."""
    locked = lock_record(Application, application.pk)
    decision = decide(locked, "submit", by)
    if not decision:
        raise Refused.by(decision)
    found = Document.objects.filter(record_id=locked.pk, pk=document_id, purpose__startswith=ATTACHED).first()
    if found is not None:
        remove_document(document=found, by=by, at=at)


@transaction.atomic
def submit_application(
    *, application: Application, content: Submission, by: Actor, at: datetime, revision: int | None = None
) -> Application:
    """Submits: in time by the server's clock, with nothing missing; what was submitted never changes any more.

    The receipt's digest covers every field and the digest of every attached file. Raises Refused (late, missing, caps,
    the profile's own rules) and Stale (another tab saved since *revision*).
    """
    call = _hold(application.call_id)
    locked = lock_record(Application, application.pk)
    decision = decide(locked, "submit", by)
    if not decision:
        raise Refused.by(decision)
    _in_time(call, at)
    draft = Draft.objects.select_for_update().filter(application=locked).first()
    if revision is not None and draft is not None and draft.revision != revision:
        raise Stale
    _judge(locked, call, content, at)
    sums = totals(row.line for row in content.budget)
    files = Document.objects.filter(record_id=locked.pk).order_by("pk").values_list("purpose", "stored__sha256")
    receipt = digest(
        {
            "number": locked.number,
            "call": call.number,
            "applicant": locked.applicant.bin or locked.applicant.slug,
            "content": content.content(),
            "files": [[purpose, sha256] for purpose, sha256 in files],
        }
    )
    _write_rows(locked, content)
    for finding in findings_for(locked, local_day(at)):
        Check.objects.create(
            application=locked,
            code=finding.code,
            result=finding.result,
            source="ortaq",
            source_date=finding.source_date,
            evidence=finding.number,
            checked_at=at,
        )
    columns = (
        "title", "summary", "problem", "goal", "tasks", "target_group", "reach", "starts_on", "ends_on", "lot_id",
        "sphere", "experience", "territory_id",
    )  # fmt: skip
    try:
        with transaction.atomic():
            advance(
                application,
                "submit",
                by=by,
                at=at,
                regime=call.regime,
                data={"sha256": receipt},
                changes={
                    **{name: getattr(content, name) for name in columns},
                    "language": guess_language(f"{content.title} {content.summary}", default="kk"),
                    "declarations": sorted(content.declarations),
                    "requested": sums.requested,
                    "own": sums.own,
                    "submitted_at": at,
                    "submitted_by_id": by.account,
                    "receipt_sha256": receipt,
                },
            )
    except IntegrityError as error:
        if "application_one_for_each_lot" not in str(error):
            raise
        raise Refused(
            Text(
                "Ұйым осы лотқа өтінім беріп қойған.",
                "Организация уже подала заявку на этот лот.",
                "The organisation has applied for this lot already.",
            )
        ) from error
    Link.objects.get_or_create(source=application, kind=Link.Kind.ANSWERS, target=call, defaults={"created_at": at})
    return application


def _judge(application: Application, call: Call, content: Submission, at: datetime) -> None:
    """Raises Refused with everything that stands in the way of *content*."""
    wrong = [each.why for each in problems(terms_of(call), content, attached_codes(application))]
    lot = Lot.objects.filter(pk=content.lot_id, call=call).first() if content.lot_id else None
    sphere = content.sphere or (lot.sphere if lot else "")
    known = applying(
        application,
        sphere=sphere,
        lot_code=lot.code if lot else "",
        period=(content.starts_on, content.ends_on),
        sums=totals(row.line for row in content.budget),
        at=at,
    )
    wrong += profile_of(call.profile).of_application(known)
    if wrong:
        raise Refused(Text(*(" ".join(why.in_language(code) for why in wrong) for code in ("kk", "ru", "en"))))


def _write_rows(application: Application, content: Submission) -> None:
    for model in (TeamMember, Partner, BudgetLine, PlannedMilestone, PlannedIndicator):
        model.objects.filter(application=application).delete()
    TeamMember.objects.bulk_create(
        TeamMember(application=application, order=n, **row) for n, row in enumerate(content.team)
    )
    Partner.objects.bulk_create(
        Partner(application=application, order=n, **row) for n, row in enumerate(content.partners)
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(
            application=application, order=n, type=row.line.type, title=row.title, unit=row.unit,
            quantity=row.line.quantity, price=row.line.price, total=row.line.total, own=row.line.own,
        )
        for n, row in enumerate(content.budget)
    )  # fmt: skip
    PlannedMilestone.objects.bulk_create(
        PlannedMilestone(application=application, order=n, **row) for n, row in enumerate(content.milestones)
    )
    PlannedIndicator.objects.bulk_create(
        PlannedIndicator(application=application, order=n, **row) for n, row in enumerate(content.indicators)
    )


@transaction.atomic
def withdraw_application(
    *, application: Application, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Application:
    """Withdraws before the results. Until the deadline the organisation may then apply anew."""
    advance(
        application,
        "withdraw",
        by=by,
        at=at,
        regime=application.call.regime,
        reason=reason,
        version=version,
        changes={"withdrawn_at": at},
    )
    return application


@transaction.atomic
def copy_draft(*, source: Application, target: Application, by: Actor, at: datetime) -> None:
    """Starts a draft from what was typed in another application of the same organisation (one that was withdrawn)."""
    if source.applicant_id != target.applicant_id or not may_apply_for(by, source.applicant_id):
        raise Refused.by(may_apply_for(by, source.applicant_id))
    typed = Draft.objects.filter(application=source).first()
    if typed is not None:
        Draft.objects.filter(application=target, revision=0).update(
            content=typed.content, revision=1, changed_at=at, changed_by_id=by.user_id
        )


@transaction.atomic
def purge_drafts(*, before: datetime) -> int:
    """Forgets what was typed and attached in applications that weren't submitted to a call whose deadline passed *before*.

    Until then the organisation may copy it into another application. The record stays, with nothing in it. Answers how
    many drafts went.
    """
    gone = list(
        Draft.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(application__submitted_at__isnull=True, application__call__deadline__lt=before)
        .values_list("pk", "application_id")[:500]
    )
    for document in Document.objects.filter(record_id__in=[application for _, application in gone]):
        remove_document(document=document, by=SYSTEM, at=before)
    Draft.objects.filter(pk__in=[pk for pk, _ in gone]).delete()
    return len(gone)

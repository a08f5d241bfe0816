"""Photos of a monitoring visit: a person chooses one, looks at it, decides that it may be public; or takes it back."""

from datetime import datetime

from django.db import transaction

from ortaq.kernel.documents.actions import publish_document, take_down_document
from ortaq.kernel.documents.models import Document
from ortaq.kernel.documents.rules import CheckedFile
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.systems.social_order.models import Agreement, Visit, VisitPhoto
from ortaq.systems.social_order.permissions import may_publish_photo, may_withdraw_photo
from ortaq.systems.social_order.queries.visit_photos import photos_of

_REASON = Text("Шешімнің себебін жазыңыз.", "Укажите причину решения.", "Give the reason of the decision.")


@transaction.atomic
def publish_visit_photo(
    *,
    visit: Visit,
    document: Document,
    alt_kk: str,
    alt_ru: str,
    looked: bool,
    reason: str,
    by: Actor,
    at: datetime,
    public_copy: CheckedFile | None = None,
) -> VisitPhoto:
    """Makes a photo of a visit public, or a copy in which faces and data are hidden.

    *looked*: the officer has looked at what will be public and answers for it that nobody is recognised without consent
    (personal data law No 94-V, article 8); the decision and its *reason* stay in the log. Raises Refused, also without
    that answer, and FileRefused for a copy that isn't taken.
    """
    agreement = lock_record(Agreement, visit.agreement_id)
    decision = may_publish_photo(by, agreement)
    if not decision:
        raise Refused.by(decision)
    if document.pk not in {photo.document.pk for photo in photos_of(visit)}:
        raise Refused(
            Text(
                "Бұл осы сапардың фотосуреті емес.",
                "Это не фотография этого посещения.",
                "This isn't a photo of this visit.",
            )
        )
    if public_copy is not None and public_copy.kind.family != "picture":
        raise Refused(
            Text("Көшірме сурет болуы керек.", "Копия должна быть изображением.", "The copy must be a picture.")
        )
    if not looked:
        raise Refused(
            Text(
                "Алдымен көпшілік көретін суретті қарап шығып, ешкім келісімінсіз танылмайтынын растаңыз.",
                "Сначала посмотрите на то, что станет открытым, и подтвердите, что никого нельзя узнать без согласия.",
                "First look at what will be public, and confirm that nobody can be recognised without consent.",
            )
        )
    if not alt_kk.strip() or not alt_ru.strip():
        raise Refused(
            Text(
                "Суретте не көрінетінін қазақша және орысша жазыңыз.",
                "Напишите на казахском и русском, что видно на фотографии.",
                "Write in Kazakh and in Russian what is seen.",
            )
        )
    if not reason.strip():
        raise Refused(_REASON)
    done = publish_document(document=document, public_copy=public_copy, by=by, at=at)
    photo = VisitPhoto.objects.get(visit=visit, document=document)
    photo.alt_kk, photo.alt_ru = alt_kk.strip(), alt_ru.strip()
    photo.decided_at, photo.decided_by_id = at, by.account
    photo.save(update_fields=["alt_kk", "alt_ru", "decided_at", "decided_by"])
    _note("publish_photo", agreement, done, visit, reason, by, at)
    return photo


@transaction.atomic
def withdraw_visit_photo(*, photo: VisitPhoto, reason: str, by: Actor, at: datetime) -> None:
    """Takes a public photo back: the copy is gone from every page at once, the official copy stays the office's."""
    agreement = lock_record(Agreement, photo.visit.agreement_id)
    decision = may_withdraw_photo(by, agreement)
    if not decision:
        raise Refused.by(decision)
    if not reason.strip():
        raise Refused(_REASON)
    public = VisitPhoto.objects.filter(pk=photo.pk, decided_at__isnull=False)
    if not public.update(alt_kk="", alt_ru="", decided_at=None, decided_by=None):
        return  # somebody else has taken it back: there is nothing to be noted
    done = take_down_document(document=photo.document, by=by, at=at)
    _note("withdraw_photo", agreement, done, photo.visit, reason, by, at)


def _note(
    code: str, agreement: Agreement, document: Document, visit: Visit, reason: str, by: Actor, at: datetime
) -> None:
    data = {"visit": visit.pk, "document": str(document.uuid)}
    if document.public_copy is not None:
        data["sha256"] = document.public_copy.sha256
    record_event(
        record=agreement,
        code=code,
        by=by,
        at=at,
        role="customer" if "customer" in by.roles_in(agreement.body_id) else "head",
        office_id=agreement.body_id,
        reason=reason.strip(),
        data=data,
    )

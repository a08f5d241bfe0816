"""Writing by GeoReport v2: a report becomes an appeal; keys are given and taken back."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction

from ortaq.kernel.documents.actions import attach_files
from ortaq.kernel.documents.actions.attaching import Upload
from ortaq.kernel.keys.queries import lookup_hash
from ortaq.kernel.language.rules import Text, guess_language
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import GUEST, Actor
from ortaq.systems.reception.actions import Filed, Filing, file_appeal
from ortaq.systems.reception.models import ApiKey, Open311Request
from ortaq.systems.reception.open311.queries import KEY_PURPOSE, TOKEN_PURPOSE, KeyHolder, Service
from ortaq.systems.reception.open311.rules import Attribute, Report, consents, official_text, subject_of


@dataclass(frozen=True, slots=True)
class Accepted:
    """A report that was filed, and the token that tells its number. Token and PIN are told once, stored as hashes."""

    filed: Filed
    token: str


@transaction.atomic
def file_request(
    *,
    report: Report,
    answers: dict[str, str | list[str]],
    questions: Iterable[Attribute],
    service: Service,
    territory_id: int,
    holder: KeyHolder,
    uploads: Iterable[Upload],
    language: str,
    by: Actor,
    at: datetime,
) -> Accepted:
    """Files *report* with the competent body of *service*, as a message of the channel Open311.

    *answers* are checked already. Raises ``documents.rules.FileRefused``: then nothing is filed.
    """
    category = service.category
    written = guess_language(report.description, default=language)
    name = str(getattr(category, f"name_{written}"))
    filed = file_appeal(
        filing=Filing(
            type="message",
            category_id=category.pk,
            territory_id=territory_id,
            body_id=service.body_id,
            subject=subject_of(report.description, name),
            text=official_text(report.description, name, _told(questions, answers), report.media_url),
            language=written,
            delivery="email" if report.email else "sms" if report.phone and settings.SMS_URL else "portal",
            name=report.name,
            email=report.email,
            phone=report.phone,
            place=report.address,
            latitude=report.latitude,
            longitude=report.longitude,
            consent_to_publish=consents(answers),
            channel="open311",
            attributes=dict(answers),
        ),
        by=by,
        at=at,
    )
    files = list(uploads)
    if files:
        author = replace(GUEST, person_id=filed.appeal.author_id)
        attach_files(record=filed.appeal, uploads=files, purpose="attachment", by=author, at=at)
    token = secrets.token_urlsafe(24)
    Open311Request.objects.create(appeal=filed.appeal, key_id=holder.pk, token_hash=lookup_hash(TOKEN_PURPOSE, token))
    return Accepted(filed, token)


def issue_api_key(*, holder: str, body_id: int | None, by: Actor, at: datetime) -> tuple[ApiKey, str]:
    """Gives an app or an organisation a key; the plain key is told once. Raises Refused."""
    _may_keep_keys(by)
    plain = secrets.token_urlsafe(32)
    return ApiKey.objects.create(
        key_hash=lookup_hash(KEY_PURPOSE, plain), holder=holder, body_id=body_id, created_at=at
    ), plain


def revoke_api_key(*, key_id: int, by: Actor) -> None:
    """Takes a key back: it files nothing more. What it filed stays. Raises Refused: no such key, or not for *by*."""
    _may_keep_keys(by)
    if not ApiKey.objects.filter(pk=key_id).update(active=False):
        raise Refused(
            Text(f"{key_id} нөмірлі кілт жоқ.", f"Ключа с номером {key_id} нет.", f"There is no key {key_id}.")
        )


def _may_keep_keys(by: Actor) -> None:
    if by.kind != "system" and not by.holds("coordinator"):
        raise Refused(
            Text(
                "API кілттерін өңір үйлестірушісі береді.",
                "Ключи API выдаёт координатор региона.",
                "API keys are given by the region's coordinator.",
            )
        )


def _told(questions: Iterable[Attribute], answers: dict[str, str | list[str]]) -> list[tuple[str, str]]:
    """Each question with its answer in words, as the office reads it."""
    told = []
    for question in questions:
        answer = answers.get(question.code)
        if answer is None:
            continue
        names = dict(question.values)
        values = answer if isinstance(answer, list) else [answer]
        told.append((question.description, ", ".join(names.get(value, value) for value in values)))
    return told

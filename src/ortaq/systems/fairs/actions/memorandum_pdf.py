"""The paper of a memorandum: Kazakh and Russian side by side."""

from datetime import datetime

from django.db import transaction

from ortaq.kernel.documents.actions import keep_made
from ortaq.kernel.documents.models import Document
from ortaq.kernel.documents.pdf import render, written_date
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.fairs.models import Memorandum, MemorandumVersion
from ortaq.systems.fairs.rules.memoranda import Terms


@transaction.atomic
def keep_pdf(*, memorandum: Memorandum, draft: MemorandumVersion, by: Actor, at: datetime) -> Document:
    """Makes the PDF of a version, and ties it to the version."""
    terms = Terms.from_json(draft.terms)
    project, sponsor, ngo = memorandum.pledge.project, memorandum.sponsor, memorandum.ngo
    content = render(
        "memorandum",
        {
            "sender": ngo.name_kk,
            "number": memorandum.number,
            "is_demo": memorandum.is_demo,
            "project": project.number,
            "project_kk": project.title_kk,
            "project_ru": project.title_ru,
            "sponsor_kk": sponsor.name_kk,
            "sponsor_ru": sponsor.name_ru,
            "sponsor_bin": sponsor.bin,
            "ngo_kk": ngo.name_kk,
            "ngo_ru": ngo.name_ru,
            "ngo_bin": ngo.bin,
            "version": str(draft.number - 1) if draft.number > 1 else "",
            "reason": draft.reason,
            "title_kk": terms.title_kk,
            "title_ru": terms.title_ru,
            "subject_kk": terms.subject_kk,
            "subject_ru": terms.subject_ru,
            "duties_kk": terms.duties_kk,
            "duties_ru": terms.duties_ru,
            "ends_kk": written_date(terms.ends_on, "kk"),
            "ends_ru": written_date(terms.ends_on, "ru"),
            "match": str(terms.match_percent or ""),
            "items": [
                {
                    "number": item.need,
                    "title": item.title,
                    "amount": f"{item.measured('kk')} / {item.measured('ru')}"
                    if item.measured("kk") != item.measured("ru")
                    else item.measured("kk"),
                    "due": f"{item.due_on:%d.%m.%Y}",
                }
                for item in terms.items
            ],
        },
        language="kk",
    )
    name = f"{memorandum.number}-{draft.number}.pdf"
    document = keep_made(record=memorandum, name=name, content=content, purpose="memorandum", by=by, at=at)
    draft.document = document
    draft.save(update_fields=["document"])
    return document

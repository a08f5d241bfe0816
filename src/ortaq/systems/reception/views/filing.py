"""Filing an appeal, step by step; what was typed is kept as a draft after every step."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.documents.actions import attach_files
from ortaq.kernel.documents.forms import field_errors
from ortaq.kernel.documents.queries import antivirus_on
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.language.rules import guess_language
from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.queries import place_of
from ortaq.kernel.limits.views import too_many
from ortaq.kernel.parties.rules import GUEST, Actor, contact_of
from ortaq.systems.reception.actions import Filing, file_appeal
from ortaq.systems.reception.actions.drafting import drop_draft, keep_draft, take_over_draft
from ortaq.systems.reception.forms import SendForm, WhatForm, WhereForm, WhoForm
from ortaq.systems.reception.forms.filing import DELIVERY_NAMES, delivery_choices
from ortaq.systems.reception.queries import intake
from ortaq.systems.reception.queries.intake import Chosen
from ortaq.systems.reception.queries.public import similar_appeals
from ortaq.systems.reception.rules import TYPES
from ortaq.systems.reception.views.proof import keep_receipt, prove, receipt_of

if TYPE_CHECKING:
    from ortaq.kernel.parties.models import Person

STEPS = ("what", "where", "who", "send")
DRAFT = "appeal_draft"


@require_http_methods(["GET", "POST"])
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """What an appeal is, in plain words, and the drafts that wait: this session's, and those of the account."""
    actor = _actor(request)
    if request.method == "POST":
        key = secrets.token_urlsafe(24)
        chosen = request.POST.get("draft", "")
        known = chosen.isascii() and chosen.isdigit() and len(chosen) < 18
        if known and take_over_draft(draft_id=int(chosen), key=key, by=actor, at=timezone.now()):
            request.session[DRAFT] = key
            return redirect("reception:new_what")
        return redirect("reception:start")
    drafts = intake.drafts_of(actor.user_id, request.session.get(DRAFT, "")) if actor.user_id else []
    context = {
        "types": TYPES.values(),
        "has_draft": bool(_draft(request)),
        "drafts": [draft for draft in drafts if not draft.here],
        "way": [
            {"icon": "write", "text": _("The body registers the appeal the same day.")},
            {
                "icon": "desk",
                "text": _(
                    "If it isn't theirs, they forward it to the competent body within 3 working days and tell you."
                ),
            },
            {
                "icon": "clock",
                "text": _("The answer comes within 15 working days; the term can be extended once, with reasons."),
            },
            {
                "icon": "done",
                "text": _("You say whether the problem is solved. If not, the work is resumed or you complain higher."),
            },
        ],
    }
    return render(request, "reception/start.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def what(request: HttpRequest) -> HttpResponse:
    """Step 1."""
    return _step(request, "what", WhatForm)


@require_http_methods(["GET", "POST"])
@never_cache
def where(request: HttpRequest) -> HttpResponse:
    """Step 2: territory and category, the likely ones first."""
    draft = _draft(request)
    missing = _missing(draft, None, "what")
    if missing:
        return missing
    suggested = intake.suggest_categories(f"{draft['subject']} {draft['text']}")
    return _step(request, "where", WhereForm, categories=intake.categories(), suggested=suggested)


@require_http_methods(["GET", "POST"])
@never_cache
def who(request: HttpRequest) -> HttpResponse:
    """Step 3: the body, the contact; similar public appeals are offered."""
    draft = _draft(request)
    chosen = intake.chosen_in(draft)
    missing = _missing(draft, chosen, "what", "where")
    if missing:
        return missing
    extra = {}
    if request.method != "POST":
        language = guess_language(draft["text"], default=current_language())
        extra = {"similar": similar_appeals(f"{draft['subject']} {draft['text']}", language)}
    return _step(
        request,
        "who",
        WhoForm,
        extra,
        bodies=chosen.bodies,
        person=intake.person_of(_actor(request)),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def send(request: HttpRequest) -> HttpResponse:
    """Step 4: the last look; sending gives the receipt."""
    draft = _draft(request)
    chosen = intake.chosen_in(draft)
    person = intake.person_of(_actor(request))
    missing = _missing(draft, chosen, "what", "where", "who", person=person)
    if missing:
        # It was sent in another tab, or one has come back to it: the receipt says so.
        return redirect("reception:sent") if not draft and receipt_of(request) else missing
    form = SendForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        wait = _wait(request, draft)
        return too_many(request, wait) if wait else _file(request, draft, chosen, form)
    return _page(request, "send", form, _last_look(draft, chosen, person), status=422 if form.errors else 200)


@require_GET
@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """The receipt: number, PIN, QR. Shown from the session of whoever filed it, for an hour."""
    receipt = receipt_of(request)
    if receipt is None:
        return redirect("reception:status")
    return render(request, "reception/sent.html", {"receipt": receipt})


@require_POST
def throw_away(request: HttpRequest) -> HttpResponse:
    """Throws the draft away."""
    key = request.session.pop(DRAFT, "")
    if key:
        drop_draft(key=key)
    return redirect("reception:start")


def _missing(
    draft: dict[str, Any], chosen: Chosen | None, *done: str, person: Person | None = None
) -> HttpResponse | None:
    """Back to the first of the steps *done* that isn't; None when all are.

    Steps can be skipped by address, a body may no longer be competent, and who has signed out must give their name.
    """
    ways = {code for code, _name in delivery_choices()}
    has = {
        "what": bool(draft.get("subject") and draft.get("text") and draft.get("type") in TYPES),
        "where": bool(chosen and chosen.category and chosen.territory),
        "who": bool(
            chosen and chosen.body and draft.get("delivery") in ways and ((person and person.name) or draft.get("name"))
        ),
    }
    return next((redirect(f"reception:new_{step}") for step in done if not has[step]), None)


def _step(
    request: HttpRequest, step: str, form_class: type[forms.Form], extra: dict[str, Any] | None = None, **options: Any
) -> HttpResponse:
    draft = _draft(request)
    form = form_class(request.POST if request.method == "POST" else None, initial=draft, **options)
    if request.method == "POST" and form.is_valid():
        _keep(request, draft | form.cleaned_data)
        return redirect(f"reception:new_{STEPS[STEPS.index(step) + 1]}")
    return _page(request, step, form, extra or {}, status=422 if form.errors else 200)


def _page(request: HttpRequest, step: str, form: forms.Form, extra: dict[str, Any], status: int) -> HttpResponse:
    position = STEPS.index(step)
    titles = [_("What has happened"), _("Where"), _("To whom and from whom"), _("Check and send")]
    context = {
        "form": form,
        "step": step,
        "title": titles[position],
        "steps": [
            {"title": title, "state": "done" if n < position else "current" if n == position else ""}
            for n, title in enumerate(titles)
        ],
        "back": reverse(f"reception:new_{STEPS[position - 1]}") if position else reverse("reception:start"),
        **extra,
    }
    return render(request, f"reception/new_{step}.html", context, status=status)


def _wait(request: HttpRequest, draft: dict[str, Any]) -> int:
    """How many seconds whoever files has to wait; 0 as a rule.

    A person is counted by their account, or by the contact that they left, and only guests by the network that they share
    with their village or their library: one neighbour's appeals don't use up another's.
    """
    actor, at = _actor(request), timezone.now()
    if actor.user_id is not None:
        return take("appeal.file", f"user:{actor.user_id}", at).wait
    contact = contact_of(draft.get("email", ""), draft.get("phone", ""))
    contact = (
        contact or f"{draft['name']} {draft.get('address', '')}".casefold()
    )  # "Тараз" alone is many people's address
    return take("appeal.place", place_of(request), at).wait or take("appeal.file", f"contact:{contact}", at).wait


def _file(request: HttpRequest, draft: dict[str, Any], chosen: Chosen, form: SendForm) -> HttpResponse:
    actor = _actor(request)
    at = timezone.now()
    try:
        # An appeal whose attachments can't be kept isn't filed: nothing is lost in silence. Without any there is nothing
        # to come back from, and no savepoint is needed.
        with transaction.atomic(savepoint=bool(form.cleaned_data["files"])):
            filed = file_appeal(filing=_filing(draft, chosen), by=actor, at=at)
            uploader = replace(GUEST, person_id=filed.appeal.author_id) if actor.person_id is None else actor
            if form.cleaned_data["files"]:
                attach_files(
                    record=filed.appeal, uploads=form.cleaned_data["files"], purpose="attachment", by=uploader, at=at
                )
    except FileRefused as error:
        form.add_error("files", field_errors(error))
        return _page(request, "send", form, _last_look(draft, chosen, intake.person_of(actor)), status=422)
    drop_draft(key=request.session.pop(DRAFT, ""))
    keep_receipt(request, number=filed.appeal.number, pin=filed.pin, body_id=filed.appeal.body_id, at=at)
    prove(request, filed.appeal, filed.appeal.author_id)
    return redirect("reception:sent")


def _filing(draft: dict[str, Any], chosen: Chosen) -> Filing:
    if not (chosen.category and chosen.territory and chosen.body):
        raise ValueError("A draft is sent only when every step is done.")
    return Filing(
        type=draft["type"],
        category_id=chosen.category.pk,
        territory_id=chosen.territory.pk,
        body_id=chosen.body.pk,
        subject=draft["subject"],
        text=draft["text"],
        language=guess_language(draft["text"], default=current_language()),
        delivery=draft["delivery"],
        name=draft.get("name", ""),
        email=draft.get("email", ""),
        phone=draft.get("phone", ""),
        address=draft.get("address", ""),
        iin=draft.get("iin", ""),
        place=draft.get("place", ""),
        consent_to_publish=bool(draft.get("consent")),
    )


def _last_look(draft: dict[str, Any], chosen: Chosen, person: Person | None) -> dict[str, Any]:
    """What will be sent, as it will be sent: of who has an account, the account's own name and address."""
    what_url, where_url, who_url = (reverse(f"reception:new_{step}") for step in STEPS[:3])
    rows = [
        (_("Kind"), shown(TYPES[draft["type"]][0]), what_url),
        (_("Subject"), draft["subject"], what_url),
        (_("Text"), draft["text"], what_url),
        (_("City or district"), chosen.territory.name if chosen.territory else "", where_url),
        (_("Place"), draft.get("place", ""), where_url),
        (_("Category"), chosen.category.name if chosen.category else "", where_url),
        (_("Who should answer"), chosen.body.name if chosen.body else "", who_url),
        (_("From"), (person.name if person else "") or draft.get("name", ""), who_url),
        (_("E-mail"), person.email if person else draft.get("email", ""), who_url),
        (_("Phone"), draft.get("phone", "") or (person.phone if person else ""), who_url),
        (_("Postal address"), draft.get("address", "") or (person.address if person else ""), who_url),
        (_("How shall the answer come"), str(DELIVERY_NAMES[draft["delivery"]]), who_url),
        (_("Publication"), _("Agreed, without personal data") if draft.get("consent") else _("Not agreed"), who_url),
    ]
    shown_rows = [
        {"key": key, "value": value, "href": href, "action": _("Change"), "lines": True}
        for key, value, href in rows
        if value
    ]
    return {"rows": shown_rows, "antivirus": antivirus_on()}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _draft(request: HttpRequest) -> dict[str, Any]:
    return intake.draft_of(request.session.get(DRAFT, ""))


def _keep(request: HttpRequest, content: dict[str, Any]) -> None:
    key = request.session.get(DRAFT) or secrets.token_urlsafe(24)
    request.session[DRAFT] = key
    keep_draft(key=key, content=content, user_id=_actor(request).user_id, at=timezone.now())

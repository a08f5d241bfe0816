"""For observers: is my ballot in the log, what was signed when, the files of the count, and counting again in the browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ortaq.kernel.keys.queries import signing_key
from ortaq.kernel.language.queries import current_language
from ortaq.kernel.limits.views import limited
from ortaq.procedures.ballots.permissions import may_see
from ortaq.procedures.ballots.queries import proof
from ortaq.procedures.ballots.queries.counting import signed_heads
from ortaq.procedures.ballots.queries.elections import election_by_number
from ortaq.procedures.ballots.rules.publishing import ARCHIVE, head_json
from ortaq.procedures.ballots.rules.receipts import read_code, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortaq.kernel.parties.rules import Actor
    from ortaq.procedures.ballots.models import Election, Head, Published

VERIFIER = Path(__file__).resolve().parents[1] / "static" / "ballots" / "verify_election.py"
_TYPES = {
    ".json": "application/json", ".csv": "text/csv; charset=utf-8", ".pb": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8", ".pdf": "application/pdf", ".zip": "application/zip",
}  # fmt: skip


def _seen_or_absent(request: HttpRequest, number: str) -> Election:
    """The election *number*, announced, if who asks may see it; else it is as absent."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = election_by_number(number)
    if found is None or found.announced_at is None or not may_see(actor, found):
        raise Http404
    return found


@require_GET
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The proof of a vote, from its announcement on. A receipt that is asked for is looked up."""
    election = _seen_or_absent(request, number)
    files = proof.files_of(election)
    language = current_language()
    heads = proof.all_heads(election)
    said = next((bytes(each.signs) for each in files if each.name == proof.SIGNS), b"[]")  # type: ignore[attr-defined]
    signs: list[Any] = json.loads(said)
    manifest = next((each.sha256 for each in files if each.name == "manifest.json"), "")
    typed = request.GET.get("receipt", "")[:60]
    context = {
        "election": election,
        "typed": typed,
        **(_looked_up(election, typed, heads) if typed else {}),
        "heads": heads[: -proof.SHOWN - 1 : -1],
        "key": signing_key().public_key().public_bytes_raw().hex(),
        "public_key": bytes(election.public_key).hex(),
        "terms_hash": bytes(election.terms_hash).hex(),
        "trustees": list(election.trustees.all()),
        "files": [_row(election, each) for each in files],
        "manifest": manifest,
        "archive": ARCHIVE,
        "signs": [sign["words"][language] for sign in signs],
        "destroyed": proof.destroyed(election) if files else None,
    }
    response = render(request, "ballots/proof.html", context)
    if typed:
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
    return response


def _looked_up(election: Election, typed: str, heads: Sequence[Head]) -> dict[str, Any]:
    try:
        code = read_code(typed)
    except ValueError:
        wrong = _("This isn't a receipt of ours: it has sixteen digits and letters, and one of them is wrong or two have changed places.")  # fmt: skip
        return {"errors": [{"text": wrong, "href": "#receipt"}]}
    return {"code": shown(code), "found": proof.find_receipt(election, code, heads), "looked": True}


def _row(election: Election, each: Published) -> dict[str, Any]:
    return {
        "name": each.name,
        "href": reverse("ballots:proof_file", args=[election.number, each.name]),
        "bytes": each.bytes,  # type: ignore[attr-defined]
        "sha256": each.sha256,
    }


def _content(election: Election, name: str) -> bytes:
    found = proof.file_of(election, name)
    if found is None:
        raise Http404
    return bytes(found.content)


@require_GET
def heads(request: HttpRequest, number: str) -> HttpResponse:
    """Every signed head, as JSON."""
    election = _seen_or_absent(request, number)
    return JsonResponse([head_json(each) for each in signed_heads(election)], safe=False)


@require_GET
def head(request: HttpRequest, number: str, head: int) -> HttpResponse:
    """One signed head, to be kept: the verifier holds the published log against it."""
    election = _seen_or_absent(request, number)
    found = proof.head_of(election, head)
    if found is None:
        raise Http404
    response = JsonResponse(dict(head_json(found)))
    response["Content-Disposition"] = f'attachment; filename="{election.number}-head-{head}.json"'
    return response


@require_GET
@limited("vote.file", methods=("GET",))
def file(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One file of the count, or the verifier."""
    election = _seen_or_absent(request, number)
    if name == VERIFIER.name:
        response = HttpResponse(VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8")
    else:
        response = HttpResponse(
            _content(election, name), content_type=_TYPES.get(Path(name).suffix, "application/octet-stream")
        )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Counting again in the browser: with the files from here, or with those that somebody kept."""
    election = _seen_or_absent(request, number)
    names = [each.name for each in proof.files_of(election) if Path(each.name).suffix not in {".pdf", ".zip"}]
    urls = {name: reverse("ballots:proof_file", args=[election.number, name]) for name in names}
    return render(request, "ballots/proof-check.html", {"election": election, "urls": urls})

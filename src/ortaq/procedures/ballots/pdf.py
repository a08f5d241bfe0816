"""The protocol of a closing: what was opened, counted and destroyed, with the hashes that everything can be held against."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from ortaq.kernel.documents.pdf import render
from ortaq.kernel.money.rules import money_text
from ortaq.procedures.ballots.models import Election
from ortaq.procedures.ballots.rules.citizens import TITLES
from ortaq.procedures.ballots.rules.outcome import Outcome
from ortaq.procedures.ballots.rules.publishing import PAPER, Publication
from ortaq.procedures.ballots.rules.wording import number

LANGUAGES = ("kk", "ru")


def protocols(election: Election, publication: Publication, *, at: datetime, untold: int | None) -> Mapping[str, bytes]:
    """The protocol as PDF in Kazakh and Russian, by the name of its file."""
    return {
        f"protocol-{language}.pdf": protocol(election, publication, language, at=at, untold=untold)
        for language in LANGUAGES
    }


def protocol(election: Election, publication: Publication, language: str, *, at: datetime, untold: int | None) -> bytes:
    """The protocol in one language. *untold*: to how many the word that their right was used couldn't be handed over."""
    manifest = json.loads(publication.files["manifest.json"])
    heads = json.loads(publication.files["heads.json"])
    signs = json.loads(publication.files["signs.json"])
    with override(language):
        data: dict[str, Any] = {
            "sender": getattr(election.body, f"name_{language}") if election.body else "",
            "number": election.number,
            "heading": _("Protocol of the closing of a vote"),
            "subtitle": getattr(election, f"title_{language}"),
            "facts": _facts(election, manifest, heads, publication.hash, at, untold),
            "tables": [
                _channels(manifest["counts"]),
                *(_paper(publication, key, outcome, language) for key, outcome in publication.outcomes.items()),
            ],
            "closing": _closing(signs, language),
            "signatures": [
                f"{each['name']}, {each['organisation']}" for each in manifest["trustees"] if each["brought"]
            ],
            "is_demo": election.is_demo,
        }
    return render("protocol", data, language=language)


def _facts(
    election: Election,
    manifest: Mapping[str, Any],
    heads: list[Mapping[str, Any]],
    seal: str,
    at: datetime,
    untold: int | None,
) -> list[Mapping[str, object]]:
    counts = manifest["counts"]
    brought = [str(each["number"]) for each in manifest["trustees"] if each["brought"]]
    last = heads[-1] if heads else {"number": 0, "size": 0, "root": "—"}
    return [
        {"label": _("Voting was open from"), "value": election.opened_at},
        {"label": _("to"), "value": election.closed_at},
        {"label": _("The box was opened"), "value": at},
        {
            "label": _("Parts of the key that were brought"),
            "value": _("No {numbers}; needed {needed} of {all}").format(
                numbers=", ".join(brought), needed=manifest["trustees_needed"], all=len(manifest["trustees"])
            ),
        },
        {"label": _("On the roll"), "value": counts["roll"]},
        {"label": _("Voted by the roll"), "value": sum(counts["marked"].values())},
        {"label": _("Ballots counted"), "value": sum(counts["envelopes"].values())},
        {"label": _("Envelopes that couldn't be read"), "value": counts["spoilt"]},
        {"label": _("Spoilt paper ballots"), "value": counts["spoilt_sheets"]},
        *(
            [{"label": _("Voters whom the word that they have voted didn’t reach"), "value": untold}]
            if untold is not None
            else []
        ),
        {
            "label": _("Last head of the log"),
            "value": _("No {number}, {size} entries, {root}").format(**last),
        },
        {"label": _("SHA-256 of the papers"), "value": manifest["frozen_sha256"]},
        {"label": _("SHA-256 of the manifest"), "value": seal},
    ]


def _channels(counts: Mapping[str, Any]) -> Mapping[str, object]:
    names = {"online": _("Internet"), "kiosk": _("Tablet at a place"), PAPER: _("Paper")}
    channels = sorted({*counts["marked"], *counts["envelopes"]})
    return {
        "title": _("By the way of voting"),
        "columns": [_("Way"), _("Voted by the roll"), _("Ballots counted")],
        "widths": [3, 2, 2],
        "rows": [
            [
                names.get(channel, channel),
                str(counts["marked"].get(channel, 0)),
                str(counts["envelopes"].get(channel, 0)),
            ]
            for channel in channels
        ],
    }


def _paper(publication: Publication, key: str, outcome: Outcome, language: str) -> Mapping[str, object]:
    paper = json.loads(publication.files[f"paper-{key}.json"])
    titles = {option["number"]: option["title"].get(language) or option["title"]["ru"] for option in paper["options"]}
    won = set(outcome.winners)
    order = sorted(range(len(titles)), key=lambda place: (-outcome.support.scores[place], place))
    rule = TITLES[outcome.rule.method].in_language(language)
    return {
        "title": _("{title}. Rule: {rule}, SHA-256 {hash}").format(
            title=paper["title"].get(language) or paper["title"]["ru"], rule=rule, hash=outcome.rule.hash
        ),
        "columns": [pgettext("number", "No"), _("Project"), _("Votes or points"), _("Cost"), _("Result")],
        "widths": [1, 6, 2, 3, 3],
        "rows": [
            [
                outcome.election.projects[place].id,
                titles[outcome.election.projects[place].id],
                number(outcome.support.scores[place], language),
                money_text(Decimal(int(outcome.election.projects[place].cost)), language),
                _("wins") if outcome.election.projects[place].id in won else "—",
            ]
            for place in order
        ],
    }


def _closing(signs: list[Mapping[str, Any]], language: str) -> str:
    found = [sign["words"][language] for sign in signs]
    parts = [
        _("Signs that the commission looks at: {signs}").format(signs="\n".join(["", *found]))
        if found
        else _("No sign of stuffing was found by the statistics that are always made."),
        _(
            "The box was emptied, the roll was written anew in random order, codes and telephone numbers were deleted, and the key "
            "that tied roll and box is destroyed. The keepers destroy their parts when the result is certified."
        ),
        _(
            "Anybody can count the published ballots again: with the page of this vote, with the file verify_election.py, or with "
            "another program. The SHA-256 above shows that they are these."
        ),
    ]
    return "\n\n".join(parts)

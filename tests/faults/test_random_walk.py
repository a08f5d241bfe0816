"""Two hundred random things done by random people: whatever happens, the record, its log and its clocks agree."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

_RECEPTION = Path(__file__).resolve().parents[1] / "systems" / "reception" / "conftest.py"
_spec = importlib.util.spec_from_file_location("reception_fixtures", _RECEPTION)
assert _spec and _spec.loader
_fixtures = importlib.util.module_from_spec(_spec)
sys.modules["reception_fixtures"] = _fixtures  # dataclasses look their module up
_spec.loader.exec_module(_fixtures)
office, filing, file = _fixtures.office, _fixtures.filing, _fixtures.file

STEPS = 200
RARE = {
    "note",
    "publish",
    "take_down",
    "withdraw",
    "terminate",
    "forward_out",
    "merge",
    "return",
    "split",
    "protect",
    "replace_pin",
    "waive_hearing",
}
"""Always possible, or the end of an appeal: done seldom, so that the walk gets somewhere."""


def deeds(rng: random.Random, office: Any) -> dict[str, Callable[..., object]]:
    """Every action with arguments by chance; most of them don't fit most of the time."""
    from ortaq.systems.reception import actions
    from ortaq.systems.reception.models import Appeal, Complaint

    words = "Себебі бар"
    lead = office.people[rng.choice(("executor", "coexecutor", "idle"))].pk

    def on_complaint(act: Callable[..., object], **more: Any) -> Callable[..., object]:
        def do(appeal: Appeal, **common: Any) -> object:
            complaint = Complaint.objects.filter(about=appeal).order_by("-pk").first()
            return act(complaint=complaint, **more, **common) if complaint else None

        return do

    def into(appeal: Appeal, **common: Any) -> object:
        other = Appeal.objects.exclude(pk=appeal.pk).order_by("?").first()
        return actions.merge_appeal(appeal=appeal, into=other, reason=words, **common) if other else None

    def plain(act: Callable[..., object], **more: Any) -> Callable[..., object]:
        return lambda appeal, **common: act(appeal=appeal, **more, **common)

    return {
        "register": plain(actions.register_appeal),
        "ask": plain(actions.ask_clarification, question=words),
        "clarify": plain(actions.clarify, text=words),
        "return": plain(actions.return_appeal, reason=words),
        "forward": plain(actions.forward_appeal, reason=words, body=rng.choice((office.body, office.other))),
        "forward_out": plain(actions.forward_appeal, reason=words, outside="Басқа орган"),
        "split": plain(actions.split_appeal, demands=[("Бірінші", "Бірінші талап", office.body.pk)]),
        "merge": into,
        "assign": plain(actions.assign, text=words, lead_id=lead),
        "start": plain(actions.start_work),
        "ask_body": plain(actions.ask_body, question=words),
        "receive": plain(actions.receive_information),
        "show": plain(actions.show_preliminary, text=words),
        "object": plain(actions.object_to_preliminary, text=words),
        "record": plain(actions.record_hearing, protocol=words),
        "draft": plain(actions.draft_answer, outcome=rng.choice(("satisfied", "refused", "explained")), text=words),
        "propose": plain(actions.propose_answer),
        "rework": plain(actions.rework_answer, reason=words),
        "sign": plain(actions.sign_answer),
        "deliver": plain(actions.deliver_answer, how="post"),
        "rate": plain(actions.rate_answer, rating=rng.randint(1, 5), solved="no", comment=""),
        "confirm": plain(actions.confirm_solved),
        "dispute": plain(actions.dispute_answer, text=words),
        "reopen": plain(actions.reopen, reason=words),
        "uphold": plain(actions.uphold_answer, reason=words),
        "complain": plain(actions.file_complaint, grounds=words),
        "complaint_forward": on_complaint(actions.forward_complaint),
        "complaint_satisfy": on_complaint(actions.satisfy_complaint, reason=words),
        "complaint_decide": on_complaint(
            actions.decide_complaint, outcome=rng.choice(("upheld", "remitted", "rejected")), decision=words
        ),
        "complaint_withdraw": on_complaint(actions.withdraw_complaint),
        "withdraw": plain(actions.withdraw_appeal),
        "terminate": plain(actions.terminate, reason=words),
        "publish": plain(actions.publish_appeal, title="Тақырып", text="Мәтін", answer_text="Жауап"),
        "take_down": plain(actions.take_down_appeal, reason=words),
        "note": plain(actions.note, text=words),
        "remark": plain(actions.remark_on_protocol, text=words),
        "waive_hearing": plain(actions.waive_hearing, ground="request", words=words),
        "replace_pin": plain(actions.replace_pin),
        "protect": plain(actions.protect_appeal, ground="health"),
        "unprotect": plain(actions.unprotect_appeal, reason=words),
    }


@pytest.mark.parametrize("seed", [1, 20261123])
@pytest.mark.django_db
def test_after_two_hundred_random_deeds_everything_agrees(seed: int, office: Any, file: Callable[..., Any]) -> None:
    from ortaq.kernel.clocks.rules import ClockError
    from ortaq.kernel.lifecycle.actions import Refused, open_transitions
    from ortaq.kernel.parties.rules import GUEST
    from ortaq.systems.reception.actions.clockwork import run_expired_clocks
    from ortaq.systems.reception.models import Appeal

    rng = random.Random(seed)
    at = datetime(2026, 11, 2, 5, tzinfo=UTC)
    for _ in range(3):
        file(at=at, type=rng.choice(("application", "complaint", "message")), delivery=rng.choice(("email", "post")))
    done: Counter[str] = Counter()
    refused = 0
    step = 0
    while step < STEPS:
        appeal = rng.choice(list(Appeal.objects.select_related("body")))
        people = [office[name] for name in office.people] + [GUEST, replace(GUEST, person_id=appeal.author_id)] * 3
        at += timedelta(minutes=rng.choice((1, 7, 600)))
        everything = deeds(rng, office)
        by = rng.choice(people)
        name = rng.choice(list(everything))
        if rng.random() < 0.85:  # mostly somebody who may do something does it
            able = [
                (who, t.code)
                for who in people
                for t in open_transitions(appeal, who)
                if t.code not in RARE or rng.random() < 0.04
            ]
            if able:
                by, code = rng.choice(able)
                known = {"ask_clarification": "ask", "receive_information": "receive", "show_preliminary": "show", "propose_answer": "propose",
                         "record_hearing": "record", "uphold_answer": "uphold"}  # fmt: skip
                name = known.get(code, code) if known.get(code, code) in everything else name
                if name == "propose" and not appeal.answers.filter(signed_at=None).exists():
                    name = "draft"
        before = snapshot(appeal)
        try:
            with transaction.atomic():
                everything[name](appeal, by=by, at=at)
            done[name] += 1
        except (Refused, ClockError):
            refused += 1
            assert snapshot(appeal) == before, f"{name} was refused and yet changed something"
        step += 1
        if step % 50 == 0:
            at += timedelta(days=9)
            run_expired_clocks(today=at.date(), at=at)
    assert len(done) >= 12 and refused >= 20, done
    everything_agrees()


def snapshot(appeal: Any) -> tuple[Any, ...]:
    from ortaq.kernel.clocks.models import Clock
    from ortaq.kernel.events.models import Event
    from ortaq.kernel.notices.models import Notice
    from ortaq.systems.reception.models import Answer, Appeal

    return (
        Appeal.objects.values_list("state", "version", "lead_id").get(pk=appeal.pk),
        Event.objects.count(),
        Notice.objects.count(),
        Answer.objects.count(),
        sorted(Clock.objects.values_list("pk", "state", "due_on")),
        list(appeal.executors.values_list("user_id", "is_lead")),
    )


def everything_agrees() -> None:
    """The invariants."""
    from ortaq.kernel.clocks.models import Clock
    from ortaq.kernel.events.models import Event
    from ortaq.kernel.events.queries import verify_log
    from ortaq.systems.reception.lifecycle import APPEAL, COMPLAINT
    from ortaq.systems.reception.models import Answer, Appeal, Complaint

    assert not list(verify_log()), "the log's proof"
    for model, life in ((Appeal, APPEAL), (Complaint, COMPLAINT)):
        for record in model.objects.all():
            events = list(Event.objects.filter(record_id=record.pk).order_by("sequence"))
            assert [event.sequence for event in events] == list(range(1, len(events) + 1)), "without a gap"
            assert [event.pk for event in events] == sorted(event.pk for event in events), (
                "in the order of the sequence, not of clocks"
            )
            assert record.state in life.states and events[-1].state == record.state, (
                record,
                record.state,
                events[-1].state,
            )
            changes = [event for event in events if event.code in life.transitions]
            assert record.version == 1 + len(changes), "a version for each change, and an event for each version"
            state = events[0].state
            for event in changes:
                declared = life.transitions[event.code]
                assert state in declared.sources, (record, event.code, state)
                assert event.state == (declared.target or state), (record, event.code, event.state)
                assert event.is_public == declared.public and (event.reason or not declared.reason_needed)
                assert event.actor_kind == "system" or declared.who - {"system"}, event.code
                state = event.state
    for appeal in Appeal.objects.all():
        codes = list(Event.objects.filter(record_id=appeal.pk).order_by("sequence").values_list("code", flat=True))
        signed = Answer.objects.filter(appeal=appeal, signed_at__isnull=False)
        assert signed.count() == codes.count("sign"), "one signed answer for each signature"
        if appeal.state in {"signed", "answered"}:
            reopened = max((i for i, code in enumerate(codes) if code in {"reopen", "complaint_upheld"}), default=-1)
            assert codes[reopened + 1 :].count("sign") == 1, (appeal.number, codes)
        clocks = {
            clock.code: clock.state for clock in Clock.objects.filter(record_id=appeal.pk).exclude(state="stopped")
        }
        assert ("appeal.register" in clocks) == (appeal.state == "submitted"), (appeal.number, appeal.state, clocks)
        if appeal.state == "clarification":
            assert clocks.get("appeal.answer") == "paused", (appeal.number, clocks)
        if appeal.state in {"registered", "awaiting"} and "deem_refused" not in codes:
            assert "running" in {clocks.get("appeal.answer"), clocks.get("appeal.inquiry")}, (
                appeal.number,
                appeal.state,
                clocks,
            )
        if appeal.state in {
            "signed",
            "answered",
            "closed",
            "withdrawn",
            "terminated",
            "merged",
            "forwarded_out",
            "deemed_refused",
            "returned",
        }:
            assert not {"appeal.answer", "appeal.inquiry", "appeal.register"} & set(clocks), (
                appeal.number,
                appeal.state,
                clocks,
                codes,
            )
        if appeal.published_at is None:
            assert appeal.public_title == "" and not appeal.answers.exclude(public_text="").exists()

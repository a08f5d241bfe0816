"""What the reception holds about a person: told to them whole, and what was never sent is forgotten with the account."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ortaq.kernel.accounts.actions import erase_account, export_my_data
from ortaq.kernel.parties.queries import actor_of
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.actions.drafting import keep_draft
from ortaq.systems.reception.models import AppealDraft

AT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def test_my_data_holds_the_words_of_my_appeals_and_nobody_elses(office: Any, file: Callable[..., Filed]) -> None:
    me = actor_of(office.people["citizen"])
    mine = file(by=me, subject="Менің тақырыбым", text="Менің мәтінім", place="Менің көшем").appeal
    other = file(subject="Бөтен тақырып", text="Бөтен мәтін").appeal
    actions.publish_appeal(appeal=other, title="Ашық", text="Ашық", by=office["moderator"], at=AT)
    actions.join_appeal(appeal=other, name="", email="", phone="", by=me, at=AT)
    actions.register_appeal(appeal=mine, by=office["registrar"], at=AT)
    actions.ask_clarification(appeal=mine, question="Қайда?", by=office["registrar"], at=AT)
    actions.clarify(appeal=mine, text="Менің нақтылауым", by=me, at=AT)
    actions.return_appeal(appeal=mine, reason="Себебі", by=office["registrar"], at=AT)
    actions.file_complaint(appeal=mine, grounds="Менің шағымым", by=me, at=AT)
    keep_draft(key="k" * 30, content={"subject": "Менің жобам"}, user_id=me.user_id, at=AT)
    keep_draft(key="o" * 30, content={"subject": "Бөтен жоба"}, user_id=None, at=AT)
    held = export_my_data(by=me, at=AT)["appeals"]
    said = json.dumps(held, ensure_ascii=False)
    for words in ("тақырыбым", "мәтінім", "көшем", "нақтылауым", "шағымым", "жобам"):
        assert words in said, words
    assert held["joined"] == [{"number": other.number, "at": AT.isoformat()}]
    assert "Бөтен" not in said


def test_drafts_go_with_the_account(office: Any) -> None:
    me = actor_of(office.people["citizen"])
    keep_draft(key="k" * 30, content={"subject": "Менің жобам"}, user_id=me.user_id, at=AT)
    keep_draft(key="o" * 30, content={"subject": "Бөтен жоба"}, user_id=None, at=AT)
    erase_account(by=me, at=AT)
    assert AppealDraft.objects.count() == 1

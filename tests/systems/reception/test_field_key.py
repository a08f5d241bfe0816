"""While the field key is changed, and after: PINs, drafts, joiners, keys of programs and repeated appeals are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ortaq.kernel.keys import actions as keys
from ortaq.kernel.keys.queries import forget_ring
from ortaq.kernel.parties.rules import GUEST, SYSTEM
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions.drafting import drop_draft, keep_draft
from ortaq.systems.reception.models import AppealDraft
from ortaq.systems.reception.open311.actions import issue_api_key
from ortaq.systems.reception.open311.queries import key_holder
from ortaq.systems.reception.queries.intake import draft_of
from ortaq.systems.reception.queries.office import mergeable
from ortaq.systems.reception.queries.own import person_by_pin

if TYPE_CHECKING:
    from ortaq.systems.reception.actions import Filed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ring(tmp_path: Path, settings: Any) -> Iterator[None]:
    """A ring of this test's own."""
    path = tmp_path / "field_key"
    path.write_text("1" * 64, encoding="ascii")
    settings.FIELD_KEY_FILE = path
    forget_ring()
    yield
    forget_ring()


def test_what_was_kept_under_the_old_key_is_found_under_the_new(office: Any, file: Callable[..., Filed]) -> None:
    filed = file(at=AT, place="Төле би көшесі, 1")
    actions.register_appeal(appeal=filed.appeal, by=office["registrar"], at=AT)
    keep_draft(key="session-key", content={"subject": "Жоба"}, user_id=None, at=AT)
    key, plain = issue_api_key(holder="A map", body_id=None, by=SYSTEM, at=AT)

    def check() -> None:
        found = person_by_pin(filed.appeal.number, filed.pin)
        assert found and found[1] == filed.appeal.author_id
        assert person_by_pin(filed.appeal.number, "AAAA2222") is None
        assert draft_of("session-key") == {"subject": "Жоба"} and draft_of("another") == {}
        holder = key_holder(plain)
        assert holder is not None and holder.pk == key.pk
        assert type(filed.appeal).objects.get(pk=filed.appeal.pk).place == "Төле би көшесі, 1"

    check()
    keys.add_key()
    check()
    # The same contact filed again while the old appeal isn't sealed anew yet.
    again = file(at=AT + timedelta(days=1)).appeal
    actions.register_appeal(appeal=again, by=office["registrar"], at=AT + timedelta(days=1))
    assert again.repeated
    assert [each.pk for each in mergeable(again)] == [filed.appeal.pk]
    keys.rotate()
    check()
    assert keys.left() == {}
    assert file(at=AT + timedelta(days=2)).appeal.repeated
    keep_draft(key="session-key", content={"subject": "Жоба"}, user_id=None, at=AT)
    assert AppealDraft.objects.count() == 1
    drop_draft(key="session-key")
    assert not AppealDraft.objects.exists()


def test_who_joined_under_the_old_key_joins_once(office: Any, file: Callable[..., Filed]) -> None:
    appeal = file(at=AT).appeal
    for do in (
        lambda: actions.register_appeal(appeal=appeal, by=office["registrar"], at=AT),
        lambda: actions.publish_appeal(
            appeal=appeal, title="Шұңқыр", text="Жолда шұңқыр", by=office["moderator"], at=AT
        ),
    ):
        do()
    asked = {"name": "Көрші", "email": "neighbour@example.test", "phone": "", "by": GUEST, "at": AT}
    first, pin = actions.join_appeal(appeal=appeal, **asked)  # type: ignore[arg-type]
    keys.add_key()
    again, none = actions.join_appeal(appeal=appeal, **asked)  # type: ignore[arg-type]
    assert (again.pk, none) == (first.pk, None)
    keys.rotate()
    again, none = actions.join_appeal(appeal=appeal, **asked)  # type: ignore[arg-type]
    assert (again.pk, none) == (first.pk, None)
    assert pin and person_by_pin(appeal.number, pin)

"""An appeal is marked as repeated when the same people filed in the same category within a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ortaq.systems.reception.models import Category

from .conftest import MONDAY

if TYPE_CHECKING:
    from ortaq.systems.reception.actions import Filed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_the_same_contact_in_the_same_category_within_a_year_is_a_repeat(file: Callable[..., Filed]) -> None:
    assert not file(at=MONDAY).appeal.repeated
    assert file(at=MONDAY + DAY).appeal.repeated
    assert not file(at=MONDAY + DAY, email="neighbour@example.test").appeal.repeated
    elsewhere = Category.objects.create(slug="water", name_kk="Су", name_ru="Вода", name_en="Water")
    assert not file(at=MONDAY + DAY, category_id=elsewhere.pk).appeal.repeated
    assert not file(at=MONDAY + 367 * DAY).appeal.repeated


def test_who_is_signed_in_is_known_without_a_contact(office: Any, file: Callable[..., Filed]) -> None:
    citizen = office["citizen"]
    assert citizen.person_id
    assert not file(at=MONDAY, by=citizen, email="").appeal.repeated
    assert file(at=MONDAY + DAY, by=citizen, email="").appeal.repeated
    assert file(at=MONDAY + DAY, email="citizen@example.test").appeal.repeated

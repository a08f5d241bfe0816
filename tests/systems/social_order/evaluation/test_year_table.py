"""The year's open table holds what published evaluations say, and no more than may be shown."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from ortaq.systems.social_order.opendata.queries.figures import project_rows

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.django_db
def test_the_year_s_table_holds_the_published_evaluation_and_no_other(
    council: Any, published: Any, client: Client
) -> None:
    evaluation = published()
    year = evaluation.agreement.line.plan.year
    (row,) = [each for each in project_rows(year) if each.agreed is not None]
    assert row.expert_points == (Decimal(20 + 19 + 20) / 3).quantize(Decimal("0.01"))
    assert row.satisfied is None and row.answered is None, "no survey was held"
    text = b"".join(client.get(f"/data/social-order/{year}/figures.csv").streaming_content).decode()
    (line,) = [each for each in csv.DictReader(StringIO(text)) if each["agreed"]]
    assert line["expert_points"] == "19.67" and line["satisfied"] == ""
    type(evaluation).objects.filter(pk=evaluation.pk).update(published_at=None)
    assert [each.expert_points for each in project_rows(year)] == [None]

"""The year's table and its description hold together by frictionless's own judgement."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType

from frictionless import Package

from ortaq.kernel.interchange.rules import csv_lines
from ortaq.systems.social_order.opendata.rules import tabular
from ortaq.systems.social_order.opendata.rules.processes import ProjectRow

ROW = ProjectRow(
    2026, "PL-2026-000001", "Consultations, «first»", "region", "department", "taraz", "311010000", "development",
    Decimal("8900000.00"), "CL-2026-000001", 3, "Made-up NGO", "KZ-BIN-000000000002", Decimal("8800000.50"),
    Decimal("4450000.25"), date(2026, 3, 5), date(2026, 12, 15), Decimal(21), 17, 20,
    state="contracted",
)  # fmt: skip
PLANNED_ONLY = ProjectRow(
    2026,
    "PL-2026-000002",
    "Second",
    "district",
    "division",
    "baizak",
    "",
    "culture",
    Decimal(100),
    is_demo=True,
    state="approved",
)


def test_frictionless_finds_nothing_wrong(synthetic: ModuleType, tmp_path: Path) -> None:
    lines = csv_lines((tabular.cells(each) for each in (ROW, PLANNED_ONLY)), tabular.COLUMNS)
    (tmp_path / "figures.csv").write_text("".join(lines), encoding="utf-8", newline="")
    described = tabular.datapackage(2026, "figures.csv", synthetic.NOW, synthetic.PUBLISHER)
    (tmp_path / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    package = Package(str(tmp_path / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    rows = package.get_resource("figures").read_rows()
    assert rows[0]["planned"] == Decimal("8900000.00") and rows[0]["is_demo"] is False
    assert rows[1]["paid"] is None and rows[1]["is_demo"] is True


def test_frictionless_would_see_a_wrong_cell(synthetic: ModuleType, tmp_path: Path) -> None:
    lines = "".join(csv_lines([tabular.cells(ROW)], tabular.COLUMNS)).replace("8900000.00", "many")
    (tmp_path / "figures.csv").write_text(lines, encoding="utf-8", newline="")
    described = tabular.datapackage(2026, "figures.csv", synthetic.NOW, synthetic.PUBLISHER)
    (tmp_path / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid

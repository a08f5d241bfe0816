"""Code of the version before works on the new tables while both run: what it reads is there, what it leaves out isn't missed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from ortaq.systems.reception import migrations as first

from .test_migrations import ALONE

COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod), attnotnull, atthasdef OR attidentity <> '' OR attgenerated <> ''
FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""
UNIQUE = """
SELECT relname, ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = indrelid AND attnum = ANY((indkey::int2[])[0:indnkeyatts - 1]) ORDER BY 1)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indisunique AND indrelid = %s::regclass
"""


def version_before() -> Any:
    """Every model as the oldest code knows it that may run beside today's tables.

    In each app that is what was there after the last migration that nothing older can run beside; where there is none,
    after the first migration: so all later ones are tried together, the newest of each app among them.
    """
    loader = MigrationLoader(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("ortaq.")}
    ends = []
    for app in ours & {app for app, _ in loader.disk_migrations}:
        names = sorted(name for each, name in loader.disk_migrations if each == app)
        ends.append((app, max((name for name in names if f"{app}.{name}" in ALONE), default=names[0])))
    return loader.project_state(sorted(ends)).apps


def tables() -> Iterator[type[models.Model]]:
    """The models of ours, each with a table."""
    for model in version_before().get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def columns(table: str) -> dict[str, tuple[str, bool, bool]]:
    """Of each column of a real table: type, whether it must have a value, whether it gets one by itself."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        return {name: (kind, needed, given) for name, kind, needed, given in cursor.fetchall()}


def remembered(model: type[models.Model]) -> dict[str, tuple[str, bool]]:
    """The columns that *model* knows: type as the database writes it, and whether it may write NULL."""
    fields = [field for field in model._meta.local_concrete_fields if field.column]
    kinds = [f"{connection.ops.quote_name(field.column)} {field.db_type(connection)}" for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE remembered ({', '.join(kinds)})")
        known = columns("pg_temp.remembered")
        cursor.execute("DROP TABLE pg_temp.remembered")
    return {field.column: (known[field.column][0], field.null) for field in fields}


def unique(model: type[models.Model]) -> set[frozenset[str]]:
    """The sets of columns that *model* knows to be there only once."""
    meta = model._meta
    names = [[field.name for field in meta.pk_fields]]
    names += [[field.name] for field in meta.local_concrete_fields if field.unique]
    names += [list(each) for each in meta.unique_together]
    names += [list(each.fields) for each in meta.constraints if isinstance(each, models.UniqueConstraint)]
    return {frozenset(meta.get_field(name).column for name in each) for each in names}  # type: ignore[union-attr]


def faults(model: type[models.Model]) -> list[str]:
    """What code with *model* would stumble over in the real tables."""
    table = model._meta.db_table
    try:
        with transaction.atomic():
            list(model._base_manager.all()[:1])
    except DatabaseError as error:
        return [f"{table}: reading fails: {str(error).splitlines()[0]}"]
    old, new, found = remembered(model), columns(table), []
    for column, (kind, may_be_null) in old.items():
        now, needed, _ = new[column]
        if now != kind:
            found.append(f"{table}.{column}: {kind} is {now} now")
        if needed and may_be_null:
            found.append(f"{table}.{column}: NULL was allowed")
    found += [
        f"{table}.{column}: rows are written without it"
        for column, (_, needed, given) in new.items()
        if column not in old and needed and not given
    ]
    with connection.cursor() as cursor:
        cursor.execute(UNIQUE, [table])
        for index, names in cursor.fetchall():
            if names and set(names) <= set(old) and frozenset(names) not in unique(model):
                found.append(f"{table}: {index} allows only once what was allowed more often")
    return found


@pytest.mark.django_db
def test_item_59_code_of_the_version_before_reads_and_writes_the_new_tables() -> None:
    known = list(tables())
    assert len(known) > 100
    found = [fault for model in known for fault in faults(model)]
    assert not found, f"see test_migrations.py: {found}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "DROP COLUMN place",
        "RENAME COLUMN place TO about",
        "ALTER COLUMN place TYPE varchar(1) USING ''",
        "ALTER COLUMN registered_at SET NOT NULL",
        "ADD COLUMN tone integer NOT NULL",
        "ADD CONSTRAINT one_text_once UNIQUE (place)",
    ],
)
def test_the_rule_sees_a_breaking_change(change: str) -> None:
    appeal = next(model for model in tables() if model._meta.db_table == "reception_appeal")
    assert faults(appeal) == []
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE reception_appeal {change}")
    assert len(faults(appeal)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["ADD COLUMN tone integer", "ADD COLUMN tone integer NOT NULL DEFAULT 0"])
def test_the_rule_lets_an_addition_pass(change: str) -> None:
    appeal = next(model for model in tables() if model._meta.db_table == "reception_appeal")
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE reception_appeal {change}")
    assert faults(appeal) == []


LATER = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reception", "{last}")]
    operations = [{operation}]
"""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        ('migrations.RemoveField("appeal", "place")', "reading fails"),
        ('migrations.RenameField("appeal", "place", "about")', "reading fails"),
        ('migrations.AddField("appeal", "tone", models.IntegerField(default=0))', "rows are written without it"),
        ('migrations.AlterField("appeal", "place", models.TextField(null=True))', "is text now"),
        ('migrations.AddField("appeal", "tone", models.IntegerField(null=True))', None),
        ('migrations.AddField("appeal", "tone", models.IntegerField(default=0, db_default=0))', None),
    ],
)
def test_a_later_migration_is_found_out(
    operation: str, fault: str | None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reception with one migration more than it has: taken by the database, and seen with the eyes of the code before."""
    package = f"later_{tmp_path.parent.name.replace('-', '_')}_{tmp_path.name}"
    shutil.copytree(Path(first.__file__).parent, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    last = max(path.stem for path in (tmp_path / package).glob("0*.py"))
    (tmp_path / package / "9999_later.py").write_text(LATER.format(last=last, operation=operation), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"reception": package}
    MigrationExecutor(connection).migrate([("reception", "9999_later")])
    appeal = next(model for model in tables() if model._meta.db_table == "reception_appeal")
    found = faults(appeal)
    assert [fault in each for each in found] == [True] if fault else found == []

"""A process of the version before may still run for a while beside the new tables: a migration only adds."""

from collections.abc import Iterator, Sequence

import pytest
from django.db import connection
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, CharField

from ortaq.kernel.statements.migrations import Tables

TAKEN_AWAY = (
    operations.RemoveField,
    operations.DeleteModel,
    operations.RenameField,
    operations.RenameModel,
    operations.AlterModelTable,
    operations.AlterField,
)
ALONE: dict[str, str] = {
    "limits.0002_no_body": "a column that nothing reads any more; code of before writes it with each form, and none of it was released",
}
"""Migrations beside which the version before can't run, each with the reason; the changelog tells operators to stop first."""


def breaking(operation: Operation) -> Iterator[str]:
    """What in an operation the version before would stumble over: something is gone, or something is asked for."""
    if isinstance(operation, operations.SeparateDatabaseAndState):
        for each in operation.database_operations:
            yield from breaking(each)
    elif isinstance(operation, TAKEN_AWAY):
        yield operation.describe()
    elif isinstance(operation, operations.AddField):
        field = operation.field
        if not (field.null or field.many_to_many or field.db_default is not NOT_PROVIDED):
            yield f"{operation.describe()}: the version before writes rows without it (db_default=… gives it a value)"
    elif isinstance(operation, operations.RunSQL):
        words = " ".join(str(operation.sql).upper().split())
        for gone in ("DROP TABLE", "DROP COLUMN", "DROP SCHEMA", " RENAME ", "SET NOT NULL"):
            if gone in words:
                yield f"SQL: {gone.strip()}"


def on_what_was_there(steps: Sequence[Operation]) -> list[Operation]:
    """The operations of a migration without those on tables that it makes itself."""
    made = {each.name_lower for each in steps if isinstance(each, operations.CreateModel)}
    return [each for each in steps if getattr(each, "model_name_lower", None) not in made]


def test_item_59_a_migration_only_adds() -> None:
    found = {
        f"{app}.{name}": [
            fault for operation in on_what_was_there(migration.operations) for fault in breaking(operation)
        ]
        for (app, name), migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items()
        if migration.__module__.startswith("ortaq.")
    }
    assert len(found) > 20
    faults = {name: rows for name, rows in found.items() if rows and name not in ALONE}
    assert not faults, (
        f"add first, take away a release later; what can't wait stands in ALONE with its reason: {faults}"
    )
    assert {name for name in ALONE if not found.get(name)} == set()
    assert all(reason.strip() for reason in ALONE.values())


@pytest.mark.parametrize(
    ("operation", "breaks"),
    [
        (operations.RemoveField("appeal", "hops"), True),
        (operations.RunSQL("ALTER TABLE a\n  DROP COLUMN b"), True),
        (operations.AddField("appeal", "tone", CharField(max_length=9, default="")), True),
        (operations.AddField("appeal", "tone", CharField(max_length=9, default="", db_default="")), False),
        (operations.AddField("appeal", "tone", CharField(max_length=9, null=True)), False),
        (operations.RunSQL("CREATE INDEX a ON b (c)"), False),
    ],
)
def test_the_rule_sees_what_it_is_for(operation: Operation, breaks: bool) -> None:
    assert bool(list(breaking(operation))) == breaks


def test_a_first_migration_only_makes() -> None:
    changing = type("Migration", (Tables,), {"operations": [operations.RemoveField("appeal", "hops")]})
    with pytest.raises(TypeError, match="only makes tables: Remove field hops"):
        changing("0001_tables", "reception").apply(ProjectState(), schema_editor=None)


MADE = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid::regclass::text LIKE 'fairs%'
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'fairs%'
UNION ALL SELECT table_name, column_name, concat_ws(' ', data_type, character_maximum_length, numeric_precision, numeric_scale,
    is_nullable, column_default, is_identity) FROM information_schema.columns WHERE table_name LIKE 'fairs%'
ORDER BY 1, 2, 3
"""


@pytest.mark.django_db
def test_a_first_migration_makes_the_same_as_operation_after_operation() -> None:
    first = ("fairs", "0001_tables")
    loader = MigrationLoader(connection)
    state = loader.project_state(first, at_end=False)
    assert state.apps.get_models()
    assert {type(each).__name__ for each in loader.disk_migrations[first].operations} == {
        "CreateModel", "AddField", "AddIndex", "AddConstraint",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(MADE)
        at_once = cursor.fetchall()
        for table in {table for table, _, _ in at_once}:
            cursor.execute(f"DROP TABLE {table} CASCADE")
        with connection.schema_editor(atomic=False) as editor:
            Migration.apply(loader.disk_migrations[first], state, editor)
        cursor.execute(MADE)
        assert cursor.fetchall() == at_once
    assert len(at_once) > 300

"""Databases from before the first release, whose migrations were made one for each app."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from ortaq.program import backup, commands, doctor, history
from ortaq.program.trouble import Trouble

NAMES = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
RELATIONS = "SELECT oid, relname FROM pg_class ORDER BY 1"


def asked(sql: str) -> list[object]:
    """What the database answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def early(db: None) -> Iterator[None]:
    """The database says of itself what one said that had every migration of before."""
    recorder = MigrationRecorder(connection)
    for (app, name), migration in MigrationLoader(connection).disk_migrations.items():
        if migration.replaces:
            recorder.record_unapplied(app, name)
    yield


@pytest.mark.usefixtures("early")
def test_a_database_with_all_of_them_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert "reception.0001_initial" in asked(NAMES) and "reception.0001_tables" not in asked(NAMES)
    there = asked(RELATIONS)
    assert [result.kind for result in doctor._migrations()] == ["good"]
    commands.migrate_database()
    assert "up to date" in capsys.readouterr().out
    assert asked(RELATIONS) == there, "no table is made or changed"
    assert {"reception.0001_tables", "reception.0002_guards"} <= set(asked(NAMES)), "written down as had"
    backup._require_known_migrations({"migrations": asked(NAMES)})


@pytest.mark.usefixtures("early")
@pytest.mark.parametrize(
    "lacks",
    [
        ("social_order", "0014_year_of_agreements"),  # its last one
        ("surveys", "0003_apart"),
        ("competitions", "0002_immutable"),
    ],
)
def test_a_database_with_some_of_them_is_refused_in_words(lacks: tuple[str, str]) -> None:
    MigrationRecorder(connection).record_unapplied(*lacks)
    there = asked(RELATIONS)
    with pytest.raises(Trouble, match=".".join(lacks)) as trouble:
        commands.migrate_database()
    assert "Nothing was changed" in str(trouble.value) and "ortaq migrate" in str(trouble.value)
    assert asked(RELATIONS) == there
    (result,) = doctor._migrations()
    assert result.kind == "bad" and ".".join(lacks) in result.advice
    with pytest.raises(Trouble, match=".".join(lacks)):
        backup._require_known_migrations({"migrations": asked(NAMES)})


@pytest.mark.django_db
def test_each_earlier_one_is_stood_for_and_had_another_name() -> None:
    migrations = MigrationLoader(connection).disk_migrations
    replaced = {name for migration in migrations.values() for name in migration.replaces}
    assert len(replaced) == 66
    assert not replaced & set(migrations)
    assert history.known(migrations) == replaced | set(migrations)

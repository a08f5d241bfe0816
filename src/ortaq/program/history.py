"""Which migrations a database has had, and those that this version has and stands for.

Before the first release the migrations of each app were made one (decision 0023). A database that had all the earlier
ones is up to date; one that had some of an app's can't be carried on from here.
"""

from collections.abc import Collection, Mapping
from typing import Any

from ortaq.program.trouble import Trouble

Name = tuple[str, str]
"""A migration: app, name."""


def known(migrations: Mapping[Name, Any]) -> set[Name]:
    """The *migrations* of this version (``MigrationLoader.disk_migrations``), and the earlier ones that they stand for."""
    return set(migrations).union(*(migration.replaces for migration in migrations.values()))


def require_whole(migrations: Mapping[Name, Any], had: Collection[Name]) -> None:
    """Raises Trouble when a database that *had* these stopped on a way that this version doesn't know any more."""
    replaced: dict[str, set[Name]] = {}
    for (app, _), migration in migrations.items():
        replaced.setdefault(app, set()).update(migration.replaces)
    missing = sorted(name for names in replaced.values() if names & set(had) for name in names - set(had))
    if missing:
        app, name = missing[0]
        raise Trouble(
            f"The database was made by Ortaq before its first release and lacks a change of that time ({app}.{name}), "
            "which later became one with others. Nothing was changed. First run `ortaq migrate` of the version before "
            "that (docs/operator.md, section 8, says which), then this one; or begin with an empty data directory."
        )

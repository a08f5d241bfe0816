"""Rows that nearly every request adds, inserted by a statement that is written once for each process."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model


def insert(instance: Model) -> None:
    """Inserts a new row, and before it that of the model's parent: what ``save(force_insert=True)`` does, without signals.

    One SQL statement for each table. Fields are prepared by themselves, encryption and ``auto_now_add`` included.
    Raises IntegrityError as ``save`` does.
    """
    with connection.cursor() as cursor:
        for statement, fields, key, link in _statements(type(instance)):
            cursor.execute(
                statement,
                [each.get_db_prep_save(each.pre_save(instance, True), connection) for each in fields],
            )
            setattr(instance, key, cursor.fetchone()[0])
            if link:
                setattr(instance, link, getattr(instance, key))
    instance._state.adding, instance._state.db = False, DEFAULT_DB_ALIAS


@cache
def _statements(model: type[Model]) -> tuple[tuple[str, tuple[Field[Any, Any], ...], str, str], ...]:
    """For each table: the statement, the fields that it takes, the attribute of the key that it gives back, and that of
    the child's link to it."""
    made: list[tuple[str, tuple[Field[Any, Any], ...], str, str]] = []
    for parent, field in model._meta.parents.items():
        if parent._meta.parents or field is None:
            raise TypeError(f"{model.__name__}: one parent with a table of its own is as deep as this goes")
        made += [(*each[:3], field.attname) for each in _statements(parent)]
    key = model._meta.pk
    fields = tuple(each for each in model._meta.local_concrete_fields if each is not key or made)
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(each.column)) for each in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = (
        f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({places}) RETURNING {quoted(str(key.column))}"  # noqa: S608
    )
    return (*made, (statement, fields, key.attname, ""))

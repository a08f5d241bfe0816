"""Questions that are asked on nearly every request: written out as SQL once, or answered once in a while.

Building a query set and turning it into SQL costs ten times what the database needs for finding a row by its key.
The query set stays where it is declared, with its visibility function; only the work of writing it out is kept.
"""

from collections.abc import Callable, Sequence
from inspect import signature
from itertools import chain
from time import monotonic
from typing import Any, ClassVar, Generic, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Lookup, QuerySet
from django.db.models.expressions import Expression
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable

R = TypeVar("R")
K = TypeVar("K")


class Slot(Expression):
    """Where a value of each call comes in. The value reaches the database as it is: bytes, a number, a text, a moment."""

    conditional = False

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """One placeholder; the slot itself stands in for its value."""
        return "%s", [self]


@Field.register_lookup
class Any_(Lookup):
    """``field__any=slot``: equal to one of a list that is given at each call. (``__in`` wants the list's length.)"""

    lookup_name = "any"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """``field = ANY(list)``."""
        left, values = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*values, self.rhs]


class KeptQuery(Generic[R]):
    """``KeptQuery(lambda number: Appeal.objects.filter(number=number))``: call it with a number, get a list of rows.

    The function is called once, with a :class:`Slot` for each of its arguments. Nothing in it may depend on the moment,
    the language or the reader unless it is one of the arguments; a list of values goes through ``__any``, and None is
    never equal to anything. Rows are model instances (deferred fields too), tuples of ``values_list``, or single values
    of a flat one; ``select_related`` is refused.
    """

    def __init__(self, build: "Callable[..., QuerySet[Any, R]]") -> None:
        self._build = build
        self._plan: tuple[str, Sequence[Any], Callable[[list[Any]], list[R]]] | None = None

    def __call__(self, *values: object) -> list[R]:
        """One SQL query, asked at once. Raises TypeError when there are more or fewer values than arguments."""
        if self._plan is None:
            self._plan = self._written()
        sql, parameters, read = self._plan
        if len(values) != self._count:
            raise TypeError(f"{self._count} values are needed, {len(values)} were given")
        with connection.cursor() as cursor:
            given: Any = [values[each.place] if isinstance(each, Slot) else each for each in parameters]
            cursor.execute(sql, given)
            rows = cursor.fetchall()
        return read(rows) if rows else []

    def first(self, *values: object) -> R | None:
        """The first row, None when there is none: for a query set that is cut to one row."""
        return next(iter(self(*values)), None)

    def _written(self) -> tuple[str, Sequence[Any], Callable[[list[Any]], list[R]]]:
        self._count = len(signature(self._build).parameters)
        found = self._build(*(Slot(place) for place in range(self._count)))
        kind: Any = found._iterable_class
        known: tuple[Any, ...] = (ModelIterable, ValuesListIterable, FlatValuesListIterable)
        if kind not in known or found.query.select_related:
            raise TypeError("rows, values_list or a flat values_list, without select_related")
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]])

        def converted(rows: list[Any]) -> list[Any]:
            return [tuple(row) for row in compiler.apply_converters(rows, converters)] if converters else rows

        if kind is ValuesListIterable:
            return sql, parameters, converted
        if kind is FlatValuesListIterable:
            return sql, parameters, lambda rows: list(chain.from_iterable(converted(rows)))
        places = compiler.klass_info["select_fields"]
        start, end = places[0], places[-1] + 1
        names = [each[0].target.attname for each in compiler.select[start:end]]
        annotated = list((compiler.annotation_col_map or {}).items())
        model = compiler.klass_info["model"]

        def instances(rows: list[Any]) -> list[Any]:
            made = []
            for row in converted(rows):
                instance = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
                for name, place in annotated:
                    setattr(instance, name, row[place])
                made.append(instance)
            return made

        return sql, parameters, instances


class KeptAnswers(Generic[K, R]):
    """Answers that change a few times a year and that every page needs, kept by the process for a short while.

    Kept for ``settings.REFERENCE_SECONDS`` (0: never), at most *most* of them: strangers may choose the keys.
    """

    _all: ClassVar[list["KeptAnswers[Any, Any]"]] = []

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._answers: dict[K, tuple[float, R]] = {}
        self._all.append(self)

    def get(self, key: K, ask: Callable[[], R]) -> R:
        """The kept answer, or that of *ask*. None is no answer, and is asked for again."""
        found = self._answers.get(key)
        if found is not None and monotonic() < found[0]:
            return found[1]
        answer = ask()
        if settings.REFERENCE_SECONDS and answer is not None:
            if len(self._answers) >= self._most:
                self._answers.clear()
            self._answers[key] = (monotonic() + settings.REFERENCE_SECONDS, answer)
        return answer

    def forget(self) -> None:
        """Has everything asked for anew."""
        self._answers.clear()

    @classmethod
    def forget_all(cls) -> None:
        """Has whatever is kept anywhere in this process asked for anew."""
        for each in cls._all:
            each.forget()

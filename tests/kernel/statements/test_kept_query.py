"""A query that is written out once answers as Django's own does, call after call."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ortaq.kernel.keys.queries import lookup_hash
from ortaq.kernel.parties.models import Organisation, Person, Territory
from ortaq.kernel.records.models import Record
from ortaq.kernel.statements.actions import insert
from ortaq.kernel.statements.queries import KeptQuery

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[Person]:
    found = []
    for name in ("Әсем", "Бақыт", "Гүлнар"):
        person = Person(name=name, email=f"{len(found)}@example.test", contact_hash=lookup_hash("contact", name))
        person.save()
        found.append(person)
    return found


def test_rows_come_as_from_the_query_set_with_deferred_fields_and_annotations(people: list[Person]) -> None:
    def named(contact: object) -> models.QuerySet[Person]:
        records = Record.objects.filter(author_id=OuterRef("pk"))
        return Person.objects.filter(contact_hash=contact).annotate(has_records=Exists(records)).only("id", "name")

    kept = KeptQuery(named)
    for person in people:
        with CaptureQueriesContext(connection) as asked:
            (row,) = kept(lookup_hash("contact", person.name))
        assert len(asked) == 1
        assert (row.pk, row.name, row.has_records) == (person.pk, person.name, False)  # type: ignore[attr-defined]
        assert row.get_deferred_fields() == named(person.contact_hash).get().get_deferred_fields()
        assert row.email == person.email, "a deferred field is read when it is asked for"
        row.name = "Дана"
        row.save()
        assert Person.objects.get(pk=person.pk).name == "Дана"
    assert kept(b"nobody") == []


def test_values_are_decoded_as_their_fields_decode_them(people: list[Person]) -> None:
    pairs = KeptQuery(lambda keys: Person.objects.filter(pk__any=keys).order_by("-pk").values_list("email", "pk"))
    flat = KeptQuery(
        lambda since: Person.objects.filter(created_at__gt=since).order_by("pk").values_list("name", flat=True)
    )
    assert pairs([person.pk for person in people]) == [(person.email, person.pk) for person in reversed(people)]
    assert pairs([]) == []
    assert flat(timezone.now() - timedelta(hours=1)) == ["Әсем", "Бақыт", "Гүлнар"]
    assert flat(timezone.now() + timedelta(hours=1)) == []


def test_a_list_of_hashes_finds_each_of_them(people: list[Person]) -> None:
    kept = KeptQuery(lambda hashes: Person.objects.filter(contact_hash__any=hashes).order_by("pk"))
    assert kept([people[0].contact_hash, people[2].contact_hash]) == [people[0], people[2]]
    assert kept.first([people[1].contact_hash]) == people[1]
    assert kept.first([b"x"]) is None


def test_a_value_is_never_read_as_sql(people: list[Person]) -> None:
    kept = KeptQuery(lambda slug: Territory.objects.filter(slug=slug))
    assert kept("' OR 1=1 --") == []
    assert kept("%s") == []


def test_too_few_values_and_joined_rows_are_refused() -> None:
    kept = KeptQuery(lambda first, second: Person.objects.filter(pk=first, is_demo=second))
    with pytest.raises(TypeError, match="2 values are needed, 1 were given"):
        kept(1)
    with pytest.raises(TypeError):
        KeptQuery(lambda pk: Organisation.objects.filter(pk=pk).select_related("territory"))(1)
    with pytest.raises(TypeError):
        KeptQuery(lambda pk: Organisation.objects.filter(pk=pk).values("pk"))(1)


def test_an_inserted_row_is_what_save_would_have_written() -> None:
    values = {"name": "Әсем", "email": "a@example.test", "contact_hash": lookup_hash("contact", "a")}
    begun = timezone.now()
    person = Person(**values)
    with CaptureQueriesContext(connection) as asked:
        insert(person)
    assert len(asked) == 1
    saved = Person(**values)
    saved.save(force_insert=True)
    read = Person.objects.get(pk=person.pk)
    for field in Person._meta.concrete_fields:
        if field.name not in {"id", "created_at"}:
            assert getattr(read, field.attname) == getattr(Person.objects.get(pk=saved.pk), field.attname), field.name
    assert begun <= read.created_at <= timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM parties_person WHERE id = %s", [person.pk])
        assert "Әсем".encode() not in bytes(cursor.fetchone()[0]), "it is encrypted"
    person.name = "Бақыт"
    person.save()
    assert Person.objects.filter(pk=person.pk).count() == 1 and not person._state.adding


def test_an_inserted_row_keeps_the_rules_of_its_table() -> None:
    insert(Territory(slug="one", kind="city", name_kk="а", name_ru="а", name_en="a"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Territory(slug="one", kind="city", name_kk="а", name_ru="а", name_en="a"))

"""Searching: what is found, what must never be found, and that nothing typed breaks it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ortaq.kernel.parties.models import Territory
from ortaq.kernel.records.models import Record
from ortaq.kernel.search.actions import index_record, recount, remove_record
from ortaq.kernel.search.models import Change, Posting, Term
from ortaq.kernel.search.queries import search, similar

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db

_count = iter(range(1, 1_000_000))


def publish(title: str, text: str = "", language: str = "kk", **fields: object) -> Record:
    values: dict[str, object] = {
        "kind": "appeal", "number": f"AP-2026-{next(_count):06}", "state": "answered", "created_at": NOW,
        "changed_at": NOW, "published_at": NOW, "public_title": title, "public_text": text, "language": language,
    }  # fmt: skip
    record = Record.objects.create(**(values | fields))
    index_record(record.pk, title, text, language)
    return record


def found(text: str, **options: object) -> list[int]:
    return [hit.record_id for hit in search(text, **options)]  # type: ignore[arg-type]


def test_a_word_is_found_in_every_case_form() -> None:
    road = publish("Көшедегі жолды жөндеу", "Абай көшесінің жолы бұзылған")
    publish("Мектеп асханасы", "Балаларға ыстық тамақ")
    for typed in ("жол", "жолдар", "көшелердің", "ЖОЛДЫҢ", "абай көшесі"):
        assert found(typed) == [road.pk], typed


def test_kazakh_typed_on_a_russian_keyboard_is_found() -> None:
    record = publish("Қоғамдық көлік тоқтамайды")
    assert found("когамдык колик") == [record.pk]


def test_a_russian_text_is_found_by_another_form_of_its_words() -> None:
    record = publish("Ремонт дорог", "Просим отремонтировать дороги в селе", "ru")
    assert found("дорогу отремонтируйте") == [record.pk]


def test_an_english_text_is_found_by_its_stems() -> None:
    record = publish("Street lighting repairs", "", "en")
    assert found("repair light") == [record.pk]


def test_a_title_counts_more_than_the_text() -> None:
    in_text = publish("Ауыл мәселесі", "Ауызсу туралы да айтылды, басқа мәселелер де көп болды")
    in_title = publish("Ауызсу туралы", "Ауылдағы мәселе айтылды, басқа мәселелер де көп болды")
    assert found("ауызсу") == [in_title.pk, in_text.pk]


def test_what_is_not_published_is_never_found_though_it_is_indexed() -> None:
    secret = publish("Құпия шағым", published_at=None)
    assert found("құпия шағым") == []
    assert similar("Құпия шағым", "kk") == []
    Record.objects.filter(pk=secret.pk).update(published_at=NOW)
    assert found("құпия шағым") == [secret.pk]


def test_what_is_withdrawn_is_gone_at_once_even_before_the_index_is_told() -> None:
    record = publish("Жарық жоқ")
    Record.objects.filter(pk=record.pk).update(published_at=None)
    assert found("жарық") == []
    remove_record(record.pk)
    assert not Posting.objects.filter(record=record).exists()


def test_unpublished_records_do_not_crowd_out_public_ones() -> None:
    public = publish("Жылу", "жылу туралы ұзақ мәтін " + "басқа сөздер " * 30)
    for _ in range(30):
        publish("Жылу жылу", published_at=None)
    assert found("жылу", limit=2) == [public.pk]


def test_a_removed_record_leaves_no_trace_and_removing_twice_is_harmless() -> None:
    before = sum(Change.objects.values_list("records", flat=True))
    record = publish("Қоқыс шығару")
    assert sum(Change.objects.values_list("records", flat=True)) == before + 1
    remove_record(record.pk)
    remove_record(record.pk)
    assert sum(Change.objects.values_list("records", flat=True)) == before
    assert not Posting.objects.filter(record=record).exists()


def test_indexing_again_replaces_the_words() -> None:
    record = publish("Көпір")
    index_record(record.pk, "Саябақ", "", "kk")
    assert found("көпір") == []
    assert found("саябақ") == [record.pk]


def test_kind_and_territory_narrow_the_search() -> None:
    here = Territory.objects.create(slug="here", kind="city", name_kk="Осы", name_ru="Здесь", name_en="Here")
    there = Territory.objects.create(slug="there", kind="city", name_kk="Сол", name_ru="Там", name_en="There")
    appeal = publish("Су құбыры", territory=here)
    proposal = publish("Су құбыры", kind="proposal", territory=there)
    assert found("су құбыры") == [proposal.pk, appeal.pk]
    assert found("су құбыры", kind="proposal") == [proposal.pk]
    assert found("су құбыры", territory=here.pk) == [appeal.pk]
    assert found("су құбыры", kind="proposal", territory=here.pk) == []


def test_a_region_holds_its_districts_and_their_villages() -> None:
    names = {"name_kk": "Жер", "name_ru": "Место", "name_en": "Place"}
    region = Territory.objects.create(slug="region", kind="region", **names)
    district = Territory.objects.create(slug="district", kind="district", parent=region, **names)
    village = Territory.objects.create(slug="village", kind="rural_district", parent=district, **names)
    record = publish("Су құбыры", territory=village)
    for place in (region, district, village):
        assert found("су құбыры", territory=place.pk) == [record.pk]
    assert found("су құбыры", territory=Territory.objects.create(slug="far", kind="city", **names).pk) == []


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    for number in range(25):
        publish(f"Балабақша кезегі {number}", "кезек " * (number % 4))
    whole = found("балабақша кезегі", limit=100)
    paged: list[int] = []
    after: str | None = None
    while hits := search("балабақша кезегі", limit=7, after=after):
        paged += [hit.record_id for hit in hits]
        after = hits[-1].cursor
    assert len(whole) == 25
    assert paged == whole


@pytest.mark.parametrize(
    "cursor", ["", "x", "1", "1-", "-1", "1-2-3", "9" * 30 + "-1", "1-" + "9" * 30, "١-٢", "' OR 1"]
)
def test_a_forged_cursor_shows_the_first_page(cursor: str) -> None:
    record = publish("Көше шамдары")
    assert found("шам", after=cursor) == [record.pk]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "a & | !:*",
        "' OR 1=1 --",
        "%",
        "_",
        "\\",
        "%s %(ids)s {columns}",
        "жол:*",
        "(((",
        '"',
        "жол <-> су",
        "\x00",
        "\ud800",
        "-" * 500,
    ],
)
def test_signs_mean_nothing(typed: str) -> None:
    record = publish("Жол және су")
    assert found(typed) in ([], [record.pk])
    assert found(f"{typed[:100]} жол") == [record.pk]


def test_a_query_of_ten_thousand_words_is_cut_and_quick() -> None:
    publish("Жол")
    with CaptureQueriesContext(connection) as queries:
        found("жол " * 10_000)
    assert len(queries) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_nothing_typed_breaks_the_search(typed: str) -> None:
    search(typed)
    similar(typed, "kk")


def test_a_search_is_one_statement_however_many_records_there_are() -> None:
    for _ in range(30):
        publish("Жолды жөндеу", "Абай көшесі")
    with CaptureQueriesContext(connection) as queries:
        assert len(search("абай көшесінің жолы")) == 20
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert len(similar("Абай көшесінің жолын жөндеу керек", "kk")) == 5
    assert len(queries) == 1


def test_indexing_takes_few_statements_whatever_the_length_of_the_text() -> None:
    record = publish("Жол")
    with CaptureQueriesContext(connection) as queries:
        index_record(record.pk, "Жол", " ".join(f"сөз{number}" for number in range(2_000)), "kk")
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 3


def test_words_that_mean_nothing_are_neither_kept_nor_sought() -> None:
    publish("Не үшін", "және қашан")
    road = publish("Жол")
    assert found("жол және қашан") == [road.pk]
    assert found("және") == []


def test_recounting_counts_common_terms_and_keeps_the_order() -> None:
    for number in range(120):
        publish(f"Жол {number}")
    rare = publish("Жол көпірі")
    before = found("жол көпірі", limit=5)
    recount()
    assert Term.objects.count() >= 1
    assert all(records >= 100 for records in Term.objects.values_list("records", flat=True))
    assert Change.objects.count() == 1
    assert Change.objects.get().records == 121
    assert found("жол көпірі", limit=5) == before
    assert before[0] == rare.pk


def test_similar_cases_are_found_despite_other_endings_word_order_and_keyboard() -> None:
    source = publish(
        "Абай көшесінде жарық жоқ",
        "Абай көшесіндегі шамдар екі апта бойы жанбайды, балалар қараңғыда мектептен қайтады",
    )
    publish("Ауызсу құбыры жарылды", "Төле би көшесінде су ағып жатыр, жол бұзылды")
    publish("Балабақшаға кезек", "Баламды балабақшаға орналастыра алмай жүрмін")
    hits = similar("Шамдар Абай көшесінде жанбай тур, балалар мектептен карангыда кайтады", "kk")
    assert [hit.record_id for hit in hits][:1] == [source.pk]
    assert 0.25 <= hits[0].score <= 1
    assert similar("Зейнетақы қашан өседі", "kk") == []


def test_similar_cases_can_be_limited_to_a_place_a_kind_and_a_time() -> None:
    text = "Қоқыс бір айдан бері шығарылмайды"
    publish(text, published_at=NOW - timedelta(days=200))
    fresh = publish(text)
    other = publish(text, kind="proposal")
    assert [h.record_id for h in similar(text, "kk", kind="appeal", since=NOW - timedelta(days=90))] == [fresh.pk]
    assert [h.record_id for h in similar(text, "kk", kind="proposal")] == [other.pk]


@pytest.mark.django_db(transaction=True)
def test_two_publishers_of_the_same_words_do_not_wait_for_each_other() -> None:
    first = publish("Әуелгі", published_at=NOW)
    second = publish("Кейінгі", published_at=NOW)
    done = threading.Event()
    trouble: list[BaseException] = []

    def other() -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '2s'")
                index_record(second.pk, "су жол жарық көше", "", "kk")
            done.set()
        except BaseException as problem:
            trouble.append(problem)
        finally:
            connection.close()

    with transaction.atomic():
        index_record(first.pk, "көше жарық жол су", "", "kk")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
        assert done.is_set(), trouble
    assert found("жарық") == [second.pk, first.pk]

"""The rules of GeoReport v2: reading what clients send, writing XML and JSON that say the same."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.clocks.rules.calendars import ZONE
from ortaq.systems.reception.lifecycle import APPEAL
from ortaq.systems.reception.open311.rules import (
    CLOSED,
    Attribute,
    Refusal,
    attributes_of,
    check_attributes,
    coarse,
    consents,
    due_notice,
    expected,
    listing,
    moment_text,
    official_text,
    parse_asked,
    parse_moment,
    parse_report,
    parse_span,
    single,
    status_of,
    subject_of,
    to_json,
    to_xml,
)
from ortaq.systems.reception.open311.rules.spark import SINGULAR

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PLACE = [("service_code", ["roads"]), ("address_string", ["Taraz"])]


def plain(element: Element) -> Any:
    """An XML element as the Spark convention reads it; scalars stay text."""
    if element.tag in SINGULAR:
        return [plain(child) for child in element]
    if len(element):
        return {child.tag: plain(child) for child in element}
    return element.text


def as_text(value: Any) -> Any:
    """JSON with its scalars as XML writes them."""
    if isinstance(value, dict):
        return {name: as_text(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "code": SCALARS,
                "description": st.text(),
                "values": st.lists(st.fixed_dictionaries({"key": st.text(), "name": st.text()})),
            }
        )
    )
)
def test_xml_and_json_say_the_same_whatever_the_texts(rows: list[dict[str, Any]]) -> None:
    document = listing("attributes", rows)
    assert plain(fromstring(to_xml(document))) == as_text(json.loads(to_json(document)))


def test_a_list_is_a_bare_array_and_an_empty_element_is_null() -> None:
    document = listing("services", [{"service_code": "001", "group": "", "metadata": True}])
    assert json.loads(to_json(document)) == [{"service_code": "001", "group": None, "metadata": True}]
    assert b'<?xml version="1.0" encoding="utf-8"?>' in to_xml(document)
    assert b"<group/><metadata>true</metadata>" in to_xml(document)
    assert json.loads(to_json(listing("services", []))) == []
    assert json.loads(to_json(single("discovery", {"formats": ["text/xml"]}))) == {"formats": ["text/xml"]}


def test_a_moment_has_its_zone_and_no_fraction() -> None:
    assert moment_text(datetime(2026, 11, 1, 9, 30, 5, 123456, tzinfo=UTC)) == "2026-11-01T09:30:05Z"
    assert moment_text(datetime(2026, 11, 1, 9, 30, 5, tzinfo=ZONE)) == "2026-11-01T09:30:05+05:00"


@pytest.mark.parametrize(
    "text",
    ["2026-11-01T00:00:00Z", "2026-11-01T05:00:00+05:00", "2026-11-01T05:00:00 05:00", " 2026-11-01T00:00:00.5Z "],
)
def test_a_w3c_moment_is_read(text: str) -> None:
    parsed = parse_moment(text)
    assert parsed is not None and parsed.replace(microsecond=0) == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-01",
        "2026-11-01T00:00:00",
        "2026-13-01T00:00:00Z",
        "yesterday",
        "２０26-11-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_other_moments_are_not(text: str) -> None:
    assert parse_moment(text) is None


@given(st.text())
def test_no_text_breaks_the_reader_of_moments(text: str) -> None:
    parsed = parse_moment(text)
    assert parsed is None or parsed.tzinfo is not None


def test_the_default_span_is_the_last_ninety_days() -> None:
    assert parse_span({}, NOW).start == NOW - timedelta(days=90)
    assert parse_span({"start_date": "2026-01-01T00:00:00Z"}, NOW).end == datetime(2026, 4, 1, tzinfo=UTC)
    assert parse_span({"end_date": "2026-04-01T00:00:00Z"}, NOW).start == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "sent",
    [
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-01T00:00:01Z"},
        {"start_date": "2026-04-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
        {"start_date": "01.01.2026"},
        {"end_date": "0001-01-02T00:00:00Z"},
        {"status": "fixed"},
        {"status": "open,Closed,maybe"},
        {"service_request_id": ",".join(["AP-2026-000001"] * 1001)},
    ],
)
def test_what_cannot_be_asked_is_refused_with_400(sent: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_asked(sent, NOW)
    assert refusal.value.status == 400


def test_a_number_overrides_everything_and_empty_is_not_sent() -> None:
    asked = parse_asked({"service_request_id": "ap-2026-000001, nonsense", "status": "fixed", "start_date": "x"}, NOW)
    assert asked.by_number and asked.numbers == ("AP-2026-000001",) and asked.span is None
    asked = parse_asked(
        {"service_request_id": " , ", "status": "", "service_code": "roads,,water", "start_date": ""}, NOW
    )
    assert not asked.by_number and asked.codes == ("roads", "water") and asked.statuses == ()


def test_a_report_needs_a_service_and_a_place() -> None:
    for sent in (
        [],
        [("service_code", ["roads"])],
        [("address_string", ["x"])],
        [*PLACE[:1], ("lat", ["42.9"])],
        [*PLACE[:1], ("address_id", ["7"])],
    ):
        with pytest.raises(Refusal) as refusal:
            parse_report(sent)
        assert refusal.value.status == 400
    report = parse_report([*PLACE[:1], ("lat", ["42.90123456"]), ("long", ["71.4"])])
    assert (report.latitude, report.longitude) == (Decimal("42.901235"), Decimal("71.400000"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lat", "north"), ("lat", "90.1"), ("lat", "NaN"), ("lat", "1e1"), ("long", "-180.5"), ("email", "nobody"),
        ("email", "a@b"), ("phone", "call me"), ("phone", "12"), ("media_url", "javascript:alert(1)"),
        ("description", "x" * 4001), ("description", "a\0b"), ("address_string", "x" * 301), ("description", "\ufffd"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_refused_and_named(name: str, value: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_report([*PLACE, *([("lat", ["1"]), ("long", ["1"])] if name in {"lat", "long"} else []), (name, [value])])
    assert any(name in problem.description for problem in refusal.value.problems)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Refusal) as refusal:
        parse_report([("email", ["x"]), ("phone", ["y"])])
    assert len(refusal.value.problems) == 4


def test_several_values_of_an_attribute_are_gathered() -> None:
    report = parse_report(
        [*PLACE, ("attribute[KIND][]", ["a", "b"]), ("attribute[KIND]", ["c"]), ("attribute[SIZE]", [""])]
    )
    assert report.attributes == {"KIND": ["a", "b", "c"], "SIZE": [""]}


@given(st.text(max_size=4000).filter(lambda text: "\ufffd" not in text))
def test_a_description_is_kept_or_refused(text: str) -> None:
    try:
        report = parse_report([*PLACE, ("description", [text])])
    except Refusal as refusal:
        assert "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text), refusal
    else:
        assert len(report.description) <= 4000


NAMES = st.sampled_from(
    [
        "service_code",
        "lat",
        "long",
        "address_string",
        "email",
        "phone",
        "description",
        "media_url",
        "attribute[A]",
        "attribute[A][]",
        "attribute[[]",
    ]
) | st.text(max_size=20)


@given(st.lists(st.tuples(NAMES, st.lists(st.text(max_size=60), max_size=3)), max_size=12))
def test_no_form_breaks_the_reader(sent: list[tuple[str, list[str]]]) -> None:
    try:
        report = parse_report(sent)
    except Refusal as refusal:
        assert refusal.status == 400 and all(problem.description for problem in refusal.problems)
    else:
        assert report.service_code and (
            report.address or (report.latitude is not None and report.longitude is not None)
        )


QUESTIONS = (
    Attribute("SIZE", "singlevaluelist", "How large?", required=True, values=(("l", "Large"), ("s", "Small"))),
    Attribute("KIND", "multivaluelist", "What kind?", values=(("a", "A"), ("b", "B"))),
    Attribute("DEPTH", "number", "How deep, cm?"),
    Attribute("SINCE", "datetime", "Since when?"),
    Attribute("NAME", "string", "What is it called?"),
    Attribute("WORDS", "text", "What else?"),
    Attribute("READ", "text", "Call 112 when somebody is hurt.", variable=False, required=True),
)


def test_answers_are_checked_by_their_datatype() -> None:
    kept, wrong = check_attributes(
        {
            "SIZE": ["l"],
            "KIND": ["a", "b", "a"],
            "DEPTH": ["12.5"],
            "SINCE": ["2026-11-01T00:00:00Z"],
            "NAME": [" x \n y "],
            "WORDS": ["p\nq"],
        },
        QUESTIONS,
    )
    assert not wrong
    assert kept == {
        "SIZE": "l",
        "KIND": ["a", "b"],
        "DEPTH": "12.5",
        "SINCE": "2026-11-01T00:00:00Z",
        "NAME": "x y",
        "WORDS": "p\nq",
    }


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("SIZE", []), ("SIZE", [""]), ("SIZE", ["xl"]), ("SIZE", ["l", "s"]), ("KIND", ["a", "z"]), ("DEPTH", ["deep"]),
        ("SINCE", ["long ago"]), ("NAME", ["x" * 301]), ("WORDS", ["x" * 4001]), ("NAME", ["a\0"]), ("OTHER", ["1"]), ("READ", ["1"]),
    ],
)  # fmt: skip
def test_wrong_answers_are_named(code: str, values: list[str]) -> None:
    _kept, wrong = check_attributes({"SIZE": ["l"]} | {code: values}, QUESTIONS)
    assert len(wrong) == 1 and code in wrong[0]


@given(
    st.dictionaries(
        st.sampled_from(["SIZE", "KIND", "DEPTH", "SINCE", "NAME", "WORDS", "X"]), st.lists(st.text(), max_size=3)
    )
)
def test_what_is_kept_fits_its_question(sent: dict[str, list[str]]) -> None:
    kept, wrong = check_attributes(sent, QUESTIONS)
    assert set(kept) <= {"SIZE", "KIND", "DEPTH", "SINCE", "NAME", "WORDS"}
    assert kept.get("SIZE", "l") in {"l", "s"}
    assert wrong or "SIZE" in kept


def test_questions_are_shown_in_the_language_and_consent_is_asked_last() -> None:
    declared = [
        {"code": "B", "order": 2, "datatype": "string", "description": {"kk": "Екі", "ru": "Два", "en": "Two"}},
        {
            "code": "A",
            "order": 1,
            "datatype": "singlevaluelist",
            "description": "One",
            "values": [{"key": "x", "name": {"kk": "К", "ru": "Р", "en": "E"}}],
        },
    ]
    questions = attributes_of(declared, "ru")
    assert [question.code for question in questions] == ["A", "B", "consent_to_publish"]
    assert questions[0].values == (("x", "Р"),) and questions[1].description == "Два"
    assert questions[0].as_row(1)["order"] == 1
    assert consents({"consent_to_publish": "yes"}) and not consents({"consent_to_publish": "no"}) and not consents({})


def test_every_state_is_open_or_closed() -> None:
    assert set(APPEAL.states) >= CLOSED
    assert status_of("answered") == status_of("closed") == status_of("withdrawn") == "closed"
    assert status_of("submitted") == status_of("disputed") == status_of("deemed_refused") == "open"


@given(st.decimals(-180, 180, places=6))
def test_coordinates_leave_rounded(degrees: Decimal) -> None:
    shown = coarse(degrees)
    assert shown is not None and abs(Decimal(str(shown)) - degrees) <= Decimal("0.0005")
    assert round(Decimal(str(shown)), 3) == Decimal(str(shown))


def test_the_term_is_told_with_its_law() -> None:
    assert expected(date(2026, 11, 24), ZONE) == datetime(2026, 11, 24, 23, 59, 59, tzinfo=ZONE)
    notice = due_notice("appc-2026", date(2026, 11, 24))
    assert notice is not None and "2026-11-24" in notice.en and "76" in notice.ru
    assert due_notice("appc-2026", None) is None and expected(None, ZONE) is None


def test_the_subject_is_the_first_line_cut_at_a_word() -> None:
    assert subject_of("Шұңқыр\nТерең", "Жолдар") == "Шұңқыр" and subject_of("", "Жолдар") == "Жолдар"
    long = subject_of("сөз " * 60, "Жолдар")
    assert len(long) <= 100 and long.endswith("сөз…")
    assert (
        official_text("", "Roads", [("How deep?", "5")], "https://x.test/1.jpg")
        == "Roads\n\nHow deep?: 5\nmedia_url: https://x.test/1.jpg"
    )

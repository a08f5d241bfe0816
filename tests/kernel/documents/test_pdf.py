"""PDFs: every Kazakh letter comes back out, assistive technology is served, data is never markup."""

import io
from datetime import UTC, date, datetime

import pytest
import segno
from pypdf import PdfReader

from ortaq.kernel.documents import pdf

ALPHABET = "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя"
INJECTIONS = [
    '#eval("1")', "$x^2$", "[content]", "@reference", "*bold*", "_emphasis_", "`raw`", "<label>", "= Heading", "// comment",
    "/* comment */", "\\u{41}", "#import \"/etc/passwd\": *", "#read(\"letterhead.typ\")", "- item", "#{1+1}", "~", "---",
    "https://example.kz/#a", "{{7*7}}", "\"quoted\"", "'single'",
]  # fmt: skip
LETTER = {"sender": "Басқарма", "number": "ЖТ-1", "heading": "Хабарлама", "text": "Мәтін"}


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("template", ["answer", "notice"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_kazakh_letter_comes_back_out(template: str, language: str) -> None:
    made = pdf.render(
        template, {**LETTER, "heading": ALPHABET[:30], "text": f"{ALPHABET}\n\n₸ № « » —"}, language=language
    )
    said = text_of(made)
    assert ALPHABET in said.replace("\n", "") and ALPHABET[:30] in said and "₸ № « » —" in said


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_pdf_is_tagged_and_has_its_language_and_title(language: str) -> None:
    reader = PdfReader(io.BytesIO(pdf.render("answer", LETTER, language=language)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert bool(root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in root
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None and "ЖТ-1" in str(reader.metadata.title)
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_injected_markup_stays_text() -> None:
    text = "\n".join(INJECTIONS)
    made = pdf.render(
        "answer", {**LETTER, "text": text, "addressee": '#panic("x")', "signer": "$", "law": INJECTIONS}, language="kk"
    )
    said = text_of(made)
    for line in INJECTIONS:
        assert said.count(line) >= 2, line
    assert '#panic("x")' in said


def coupon(**more: object) -> dict[str, object]:
    return {
        "sender": "Облыс әкімінің аппараты", "number": "AP-2026-000123", "pin": "4821 7730",
        "received_at": datetime(2026, 11, 23, 9, 5, tzinfo=UTC), "receiver": "Кеңсе", "due": date(2026, 12, 14),
        "address": "https://ortaq.example/kk/status/", "law": ["ӘРПК, 76-бап: 15 жұмыс күні."], **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "moment", "day"),
    [
        ("kk", "2026 ж. 23 қараша, 14:05", "2026 ж. 14 желтоқсан"),
        ("ru", "23 ноября 2026 г., 14:05", "14 декабря 2026 г."),
        ("en", "23 November 2026, 14:05", "14 December 2026"),
    ],
)
def test_the_coupon_prints_number_pin_date_time_receiver_and_law(language: str, moment: str, day: str) -> None:
    said = text_of(pdf.render("coupon", coupon(), language=language)).replace("\u202f", " ")
    for words in (
        "AP-2026-000123",
        "4821 7730",
        moment,
        day,
        "Кеңсе",
        "https://ortaq.example/kk/status/",
        "ӘРПК, 76-бап",
    ):
        assert words in said


@pytest.mark.parametrize("template", ["coupon", "answer", "notice"])
def test_the_law_may_be_one_sentence_or_several(template: str) -> None:
    for law in ("76-бап", ["64-бап", "76-бап"]):
        said = text_of(pdf.render(template, {**LETTER, **coupon(), "law": law}, language="kk"))
        assert "76-бап" in said.split("\n") or "• 76-бап" in said.split("\n")


def test_the_coupon_carries_a_qr_code_with_words_for_those_who_do_not_see_it() -> None:
    drawing = io.BytesIO()
    segno.make("https://ortaq.example/kk/status/").save(drawing, kind="svg", xmldecl=False)
    made = pdf.render("coupon", coupon(qr=drawing.getvalue().decode()), language="kk")
    assert len(made) > len(pdf.render("coupon", coupon(), language="kk"))


def test_demonstration_data_is_marked_on_the_page() -> None:
    said = text_of(pdf.render("coupon", coupon(is_demo=True), language="ru"))
    assert said.count("юридической силы не имеют") == 2
    assert "юридической силы" not in text_of(pdf.render("coupon", coupon(), language="ru"))


def test_letters_that_the_font_lacks_become_question_marks() -> None:
    said = text_of(pdf.render("notice", {**LETTER, "text": "Сәлем 😀 漢字 \u202eabc\x00"}, language="kk"))
    assert "Сәлем ? ?? abc" in said


def test_a_long_letter_runs_over_several_numbered_pages() -> None:
    made = pdf.render("answer", {**LETTER, "text": "\n\n".join(["Ұзақ мәтін. " * 40] * 20)}, language="ru")
    pages = PdfReader(io.BytesIO(made)).pages
    assert len(pages) > 2 and f"стр. 2 из {len(pages)}" in pages[1].extract_text()


def test_an_unknown_template_or_language_or_a_missing_field_is_an_error() -> None:
    with pytest.raises(ValueError, match="template"):
        pdf.render("../letterhead", LETTER, language="kk")
    with pytest.raises(ValueError, match="de"):
        pdf.render("answer", LETTER, language="de")
    with pytest.raises(KeyError, match="number"):
        pdf.render("answer", {"sender": "a", "text": "b"}, language="kk")

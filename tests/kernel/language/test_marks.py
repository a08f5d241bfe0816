"""What stands on a page in another language than the page says which, so that it is read aloud right (WCAG 3.1.2)."""

from collections.abc import Callable

import pytest
from django.template import Context, Template
from django.utils.translation import override

from ortaq.kernel.language.queries import closest
from ortaq.kernel.language.rules import Words


def drawn(page: str, template: str, value: object, **more: object) -> str:
    with override(page):
        return Template("{% load language %}" + template).render(Context({"value": value, **more}))


@pytest.mark.parametrize(
    ("page", "value", "shown"),
    [
        ("kk", Words("Ярмарка", "ru"), '<bdi lang="ru">Ярмарка</bdi>'),
        ("ru", Words("Ярмарка", "ru"), "<bdi>Ярмарка</bdi>"),
        ("en", "Мектеп алдындағы шұңқыр", '<bdi lang="kk">Мектеп алдындағы шұңқыр</bdi>'),
        ("en", "Разобраться и ответить в срок", '<bdi lang="ru">Разобраться и ответить в срок</bdi>'),
        ("en", "Pothole <b>", "<bdi>Pothole &lt;b&gt;</bdi>"),
        ("kk", "2026", "<bdi>2026</bdi>"),
        ("kk", "", ""),
        ("kk", None, ""),
    ],
)
def test_a_written_line_is_isolated_and_says_its_language_where_the_page_has_another(
    page: str, value: str | None, shown: str
) -> None:
    assert drawn(page, "{{ value|written }}", value) == shown


def test_a_record_that_knows_its_language_is_believed() -> None:
    assert drawn("ru", "{{ value|written:own }}", "Жол", own="kk") == '<bdi lang="kk">Жол</bdi>'
    assert drawn("kk", "<p{{ value|lang:own }}>", "Жол", own="kk") == "<p>"
    assert drawn("ru", "<p{{ value|lang }}>", "Жолда шұңқыр бар") == '<p lang="kk">'


def test_labels_are_left_alone_and_what_is_foreign_among_them_is_marked() -> None:
    assert drawn("ru", "{{ value|marked }}", "Дата") == "Дата"
    assert drawn("en", "{{ value|marked }}", "5 дана") == '<span lang="ru">5 дана</span>'
    assert drawn("kk", "{{ value|marked }}", Words("<Срок>", "ru")) == '<span lang="ru">&lt;Срок&gt;</span>'
    assert drawn("en", '<a title="{{ value }}">', Words("Срок", "ru")) == '<a title="Срок">', "never in an attribute"


@pytest.mark.parametrize(("page", "language"), [("kk", "kk"), ("ru", "ru"), ("en", "ru")])
def test_the_closest_language_is_taken_and_said(page: str, language: str) -> None:
    with override(page):
        found = closest(kk="Жәрмеңке", ru="Ярмарка")
        assert found.language == language and found == {"kk": "Жәрмеңке", "ru": "Ярмарка"}[language]
        assert closest(kk="Жәрмеңке", ru="").language == "kk"


def test_the_ear_of_the_tests_hears_what_a_screen_reader_would_misread(misread: Callable[[str], list[str]]) -> None:
    page = '<html lang="en"><body><p>Pothole by Әсел</p><p>Жолда шұңқыр<br>бар</p><p lang="kk">Жолда шұңқыр</p></body></html>'
    assert misread(page) == ["Жолда шұңқыр", "бар"]
    assert not misread(page.replace('lang="en"', 'lang="kk"'))
    assert not misread('<html lang="en"><p>the article “Эфирде «үшінші сектор»” of 2018</p></html>'), (
        "the name of a work"
    )

"""Every template compiles, guards its forms and keeps to the content security policy."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ortaq"
TEMPLATES = sorted(path for path in SOURCE.rglob("templates/**/*") if path.suffix in {".html", ".txt", ".xml"})
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
OTHERS = re.compile(r"{%-?\s*comment.*?endcomment\s*-?%}|{#.*?#}|<!--.*?-->", re.DOTALL)


def name_of(path: Path) -> str:
    """The name that Django loads a template by."""
    return path.as_posix().rpartition("/templates/")[2]


def text_of(path: Path) -> str:
    """A template without its comments."""
    return OTHERS.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_compiles(path: Path) -> None:
    get_template(name_of(path))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_form_that_posts_is_guarded_against_forgery_and_double_submit(path: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", text_of(path), re.DOTALL | re.IGNORECASE):
        if re.search(r'method="?post', form, re.IGNORECASE):
            assert "{% csrf_token %}" in form, form[:200]
            assert "{% once %}" in form or "data-safe-to-repeat" in form, form[:200]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_has_no_inline_script_style_or_handler(path: Path) -> None:
    text = text_of(path)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>", text), "inline script"
    assert not re.search(r"<style\b|\sstyle=", text), "inline style"
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", text), "event handler"
    assert "javascript:" not in text


NO_STACK = {"web/components/bar-chart.html", "allauth/elements/table.html"}
"""A chart's table has two columns; allauth's is a frame for tables of its own."""


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_table_can_be_read_on_a_phone(path: Path) -> None:
    text = text_of(path)
    wide = [table for table in re.findall(r"(\{% stacked %\})?<table([^>]*)>", text) if "office-table" not in table[1]]
    assert name_of(path) in NO_STACK or all(stacked for stacked, _attributes in wide), "use {% stacked %}"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_loads_nothing_from_elsewhere(path: Path) -> None:
    assert not re.search(
        r"""<(?:script|link|img|iframe|source|video|audio)\b[^>]*\b(?:src|href)=["'](?:https?:)?//""", text_of(path)
    )


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_item_42_a_link_that_opens_a_window_gives_it_no_hold_on_ours(path: Path) -> None:
    for link in re.findall(r"<(?:a|form|area)\b[^>]*\btarget=[^>]*>", text_of(path), re.IGNORECASE):
        assert re.search(r"\brel=[\"'][^\"']*\bnoopener\b", link), link


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_has_no_text_outside_translation(path: Path) -> None:
    if 'lang="ru"' in text_of(path) and 'lang="en"' in text_of(path):
        return  # says everything in three languages at once: the pages that must work when nothing else does
    text = re.sub(r"{%\s*blocktrans\w*.*?endblocktrans\w*\s*%}", "", text_of(path), flags=re.DOTALL)
    text = re.sub(r"<(script|style|svg|code|kbd)\b.*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    attributes = re.findall(r"""\b(?:alt|title|placeholder|aria-label)=["']([^"']*)["']""", text)
    text = re.sub(r"<[^>]*>", " ", text)
    words = [word for part in [text, *attributes] for word in re.findall(r"[^\W\d_]{3,}", re.sub(r"&\w+;", " ", part))]
    strangers = [
        word
        for word in words
        if word
        not in {
            "Ortaq",
            "Alt",
            "Shift",
            "PDF",
            "CSV",
            "XLSX",
            "JSON",
            "XML",
            "Atom",
            "PIN",
            "Қазақша",
            "Русский",
            "English",
        }
    ]
    assert not strangers, strangers[:10]

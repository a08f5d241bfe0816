"""Pages of ``docs/`` that are made from the code say what the code says."""

import csv
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
CLASSES = {"open", "internal", "identity", "contact", "text", "secret", "trace"}


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ortaq_docs", ROOT / "tools" / "docs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(generator: ModuleType) -> dict[str, str]:
    """What the pages should say. Made once: all of the code is read for it."""
    return generator.pages()


def without_tests(text: str) -> str:
    """A page without the names of tests in its tables: a new test alone makes no page stale."""
    return re.sub(r"\| (?:`tests/[^|]*|—) \|$", "| |", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["lifecycles.md", "permissions.md", "law.md", "limits.md", "privacy.md"])
def test_a_generated_page_is_current(generator: ModuleType, pages: dict[str, str], name: str) -> None:
    made = generator.merged(DOCS / name, pages[name])
    stands = (DOCS / name).read_text(encoding="utf-8")
    assert without_tests(stands) == without_tests(made), f"docs/{name} is stale: python tools/docs.py"


def test_the_page_of_norms_names_only_tests_that_exist(generator: ModuleType) -> None:
    named = set(re.findall(r"tests/[\w/]+\.py::\w+", (DOCS / "law.md").read_text(encoding="utf-8")))
    assert named
    assert not named - set(generator.test_sources())


def test_every_stored_text_has_a_class(generator: ModuleType) -> None:
    with (DOCS / "privacy.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    names = [row["field"] for row in rows]
    assert len(names) == len(set(names)), "a column stands twice"
    assert not set(generator.stored_texts()) - set(names), "say in docs/privacy.csv what these columns hold"
    assert not set(names) - set(generator.stored_texts()), "these columns are gone"
    assert {row["class"] for row in rows} <= CLASSES
    assert not [row["field"] for row in rows if row["class"] != "open" and not row["note"].strip()]


def test_what_identifies_or_reaches_a_person_is_encrypted_or_says_why_not(generator: ModuleType) -> None:
    from django.apps import apps

    from ortaq.kernel.keys.models import EncryptedText

    with (DOCS / "privacy.csv").open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source) if row["class"] in {"identity", "contact"}]
    assert rows
    for row in rows:
        label, model, field = row["field"].split(".")
        sealed = isinstance(apps.get_model(label, model)._meta.get_field(field), EncryptedText)
        assert sealed or "not encrypted because" in row["note"], row["field"]

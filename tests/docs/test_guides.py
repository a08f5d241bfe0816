"""What the guides and the README point at is there, and what they show can be run."""

import ast
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LARGEST = 200_000


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert not broken


def test_pages_name_only_tests_that_exist() -> None:
    named = {name for page in PAGES for name in re.findall(r"tests/[\w/]+\.py::\w+", page.read_text(encoding="utf-8"))}
    missing = []
    for name in named:
        path, _, function = name.partition("::")
        text = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).exists() else ""
        if not re.search(rf"^def {function}\b", text, re.MULTILINE):
            missing.append(name)
    assert named
    assert not missing


def test_pictures_are_small_and_all_are_used() -> None:
    used = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for picture in (ROOT / "docs" / "pictures").glob("*"):
        assert picture.stat().st_size <= LARGEST, picture.name
        assert f"pictures/{picture.name}" in used, f"{picture.name} is shown nowhere"


def test_every_variable_of_the_program_is_in_the_operators_guide() -> None:
    guide = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    names = set()
    for path in (ROOT / "src" / "ortaq").rglob("*.py"):
        names |= set(re.findall(r"\bORTAQ_[A-Z0-9_]+[A-Z0-9]\b", path.read_text(encoding="utf-8")))
    assert names
    missing = {name for name in names if not re.search(rf"`{name}`", guide)}
    assert not missing, missing


def test_every_command_is_in_the_operators_guide() -> None:
    from ortaq.program.cli import parser

    guide = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    subcommands = next(action for action in parser()._actions if isinstance(action.choices, dict))
    assert subcommands.choices
    assert not [name for name in subcommands.choices if f"ortaq {name}" not in guide]


def test_the_recipe_s_examples_are_of_this_program() -> None:
    recipe = (ROOT / "docs" / "adding-a-system.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", recipe, re.DOTALL)
    assert len(blocks) > 3
    for block in blocks:
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = importlib.import_module(node.module)
                assert not [name.name for name in node.names if not hasattr(module, name.name)], node.module
    made: dict[str, object] = {}
    exec(compile(blocks[0], "adding-a-system.md", "exec"), made)  # noqa: S102 (a page of this repository)
    from ortaq.kernel.lifecycle.rules import Lifecycle

    assert isinstance(made["PLEDGE"], Lifecycle)


def test_the_glossary_s_code_names_stand_in_the_code() -> None:
    rows = re.findall(
        r"^\|.*\|.*\|.*\| (.*) \|$", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "ortaq").rglob("*.py"))
    names = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert len(names) > 30
    assert not [name for name in names if not re.search(rf"\b{name}\b", source)]

"""Browser tests wait: what is read right after a click is the old page or the new one, as chance will have it."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
ACTS = {"click", "dblclick", "tap"}
KEYS = {"Enter", "Space"}
WAITS = {"expect", "goto", "reload", "go_back", "expect_navigation"}
READS = {"count", "inner_text", "text_content", "inner_html", "input_value", "get_attribute", "content", "evaluate", "is_visible",
         "is_hidden", "is_checked", "url", "title", "all", "all_inner_texts", "screenshot", "assert_accessible", "objects",
         "refresh_from_db"}  # fmt: skip


def happens(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What a function does with the browser, in the order of the lines: ``act``, ``key``, ``wait``, ``address`` or ``read``."""
    if isinstance(node, ast.With):
        opened = {name for item in node.items for name in names(item.context_expr)}
        for statement in node.body:
            yield from happens(statement)
        if any(name.startswith("expect_") for name in opened):
            yield "wait", node
        return
    if isinstance(node, ast.Call):
        name = names(node.func)[:1]
        keys = {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
        for child in ast.iter_child_nodes(node):
            # What is expected of an address is not awaited: the address changes before the page's scripts are there.
            if not (name == ["to_have_url"] and isinstance(child, ast.Attribute)):
                yield from happens(child)
        if name and (name[0] in ACTS or (name[0] == "press" and KEYS & keys)):
            yield "act", node
        elif name and name[0] in {"press", "type"}:
            yield "key", node
        elif name and name[0] == "to_have_url":
            yield "address", node
        elif name and (name[0] in WAITS or name[0].startswith("wait_for")):
            yield "wait", node
        elif name and name[0] in READS:
            yield "read", node
        return
    for child in ast.iter_child_nodes(node):
        yield from happens(child)
    if isinstance(node, ast.Attribute) and node.attr in {"url", "objects"}:
        yield "read", node


def names(node: ast.AST) -> list[str]:
    """The name that is called, and those before its dots."""
    if isinstance(node, ast.Call):
        return names(node.func)
    if isinstance(node, ast.Attribute):
        return [node.attr, *names(node.value)]
    return [node.id] if isinstance(node, ast.Name) else []


def hasty(source: str) -> list[int]:
    """The lines that read the page, or the database, after a click or a key that nothing was awaited after.

    Also those that press a key on a page of which only the address is known to be there.
    """
    found = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        acted = pressed = arriving = False
        for what, node in (each for statement in function.body for each in happens(statement)):
            if (what == "read" and acted) or (what == "key" and arriving):
                found.append(node.lineno)
            if what == "wait":
                acted = pressed = arriving = False
            elif what == "address":
                acted, arriving = False, arriving or acted or pressed
            else:
                acted, pressed = acted or what == "act", pressed or what == "key"
    return sorted(set(found))


def test_no_browser_test_reads_before_it_has_waited() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        if "playwright" in (source := path.read_text(encoding="utf-8")) or "new_page" in source
        for line in hasty(source)
    ]
    assert not found, "wait with expect(…), page.wait_for_… or `with page.expect_navigation():` before\n" + "\n".join(
        found
    )


def test_the_rule_sees_what_it_is_for() -> None:
    body = "def test(page):\n    page.click('button')\n    {}\n"
    assert hasty(body.format("assert page.locator('p').count() == 1")) == [3]
    assert hasty(body.format("assert page.url.endswith('/')")) == [3]
    assert hasty("def test(page):\n    page.keyboard.press('Enter')\n    assert_accessible(page)\n") == [3]
    assert not hasty(body.format("expect(page.locator('p')).to_have_count(1)"))
    assert not hasty(body.format("page.wait_for_url('/next/')\n    page.locator('p').count()"))
    assert not hasty(
        "def test(page):\n    with page.expect_navigation():\n        page.click('a')\n    page.inner_text('p')\n"
    )
    pressed = "def test(page):\n    page.keyboard.press('j')\n    expect(page).to_have_url('/next/')\n    {}\n"
    assert hasty(pressed.format("page.keyboard.press('k')")) == [4]
    assert not hasty(pressed.format("expect(page.locator('h1')).to_be_visible()\n    page.keyboard.press('k')"))
    assert not hasty(
        "def test(page):\n    with page.expect_navigation():\n        page.keyboard.press('j')\n"
        "    expect(page).to_have_url('/next/')\n    page.keyboard.press('k')\n"
    )

"""The house's rules that import-linter checks, and those that it can't see."""

import ast
import configparser
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "ortaq"
BIN = Path(sys.executable).parent
CLOCKS = re.compile(r"\b(now|utcnow|today|localdate|localtime)$|^time\.|^random\.|^open$|^os\.environ")


def rooms() -> list[Path]:
    """Every room: a package with something in it on the floors that have rooms, and the portal."""
    found = [
        room for floor in ("kernel", "procedures", "systems") for room in (SOURCE / floor).iterdir() if room.is_dir()
    ]
    return sorted(room for room in [*found, SOURCE / "portal"] if (room / "__init__.py").exists())


def modules(room: Path, *names: str) -> Iterator[Path]:
    """The files of a room's furniture: a module or a package of that name."""
    for name in names:
        if (room / f"{name}.py").exists():
            yield room / f"{name}.py"
        yield from sorted((room / name).rglob("*.py"))


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Every call in a file, as it is written: ``timezone.now``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def test_imports_keep_to_the_floors_rooms_and_furniture() -> None:
    done = subprocess.run([str(BIN / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[done.stdout.find("Broken contracts") :]


def test_every_room_is_under_the_contract_of_furniture() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    listed = set(contracts["importlinter:contract:furniture"]["containers"].split())
    missing = {".".join(room.relative_to(SOURCE.parent).parts) for room in rooms()} - listed
    assert not missing, missing


def test_pages_read_of_the_log_what_is_meant_for_their_reader() -> None:
    """``kernel.lifecycle.queries`` leaves out words that aren't meant for the reader; the log itself has them all."""
    reads = re.compile(r"import .*\btimeline\b")
    found = [str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if reads.search(path.read_text("utf-8"))]
    assert found == ["kernel/lifecycle/queries.py"]


def test_rules_and_lifecycles_read_no_clock_no_chance_and_no_file() -> None:
    found = []
    for room in rooms():
        for path in modules(room, "rules", *([] if room.name == "lifecycle" else ["lifecycle"])):
            found += [f"{path.relative_to(ROOT)}:{line}: {call}()" for line, call in calls(path) if CLOCKS.search(call)]
    assert not found, "\n".join(found)


def test_views_write_nothing_by_themselves() -> None:
    found = []
    for room in rooms():
        for path in modules(room, "views", "api", "feeds", "context", "middleware", "templatetags"):
            for line, call in calls(path):
                if ".objects" in call or re.search(
                    r"(?<!session)(?<!\))\.(save|bulk_create|get_or_create|update_or_create)$", call
                ):
                    found.append(f"{path.relative_to(ROOT)}:{line}: {call}()")
    assert not found, "\n".join(found)


def test_actions_of_the_systems_take_only_keywords_and_are_one_transaction() -> None:
    found = []
    for room in rooms():
        if room.parent.name == "kernel":
            continue
        for path in modules(room, "actions"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                    continue
                names = {argument.arg for argument in node.args.args}
                if names & {"by", "at"}:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} takes positional arguments")
                statements = [part for part in node.body if not isinstance(getattr(part, "value", None), ast.Constant)]
                acts = "by" in {argument.arg for argument in node.args.kwonlyargs}
                if acts and len(statements) > 1 and "atomic" not in ast.unparse(node):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} is not one transaction")
    assert not found, "\n".join(found)


def test_nothing_switches_a_protection_off_without_a_word_why() -> None:
    dangerous = re.compile(
        r"mark_safe\(|@csrf_exempt|csrf_exempt\(|\|\s*safe\b|autoescape off|except Exception|except BaseException|except:"
    )
    found = []
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in {".py", ".html"} or "migrations" in path.parts:
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            around = lines[max(0, number - 3) : number + 3]
            if dangerous.search(line) and not any("#" in near for near in around):
                found.append(f"{path.relative_to(ROOT)}:{number + 1}: {line.strip()}")
    assert not found, "\n".join(found)


def test_queries_never_count_or_skip_through_big_tables_with_raw_sql() -> None:
    found = []
    for room in rooms():
        for path in modules(room, "queries"):
            text = path.read_text(encoding="utf-8")
            found += [f"{path.relative_to(ROOT)}: {word}" for word in re.findall(r"\bOFFSET\b|\bLIKE '%", text)]
    assert not found, "\n".join(found)

"""Writes the pages of ``docs/`` that are made from the code: lifecycles, permissions, law, limits, the data inventory.

``python tools/docs.py`` writes them; ``--check`` writes nothing and says which are stale (exit code 1). No database is
needed. What stands between the two marks of a page is made; the rest is written by hand.
"""

import ast
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ortaq.kernel.lifecycle.rules import Lifecycle, Transition

ROOT = Path(__file__).resolve().parents[1]
_KEYS = tempfile.TemporaryDirectory(prefix="ortaq-docs-")  # gone with the program
SOURCE, TESTS, DOCS = ROOT / "src" / "ortaq", ROOT / "tests", ROOT / "docs"
BEGIN, END = "<!-- made by tools/docs.py -->", "<!-- end of what tools/docs.py made -->"
NORM = re.compile(
    r"APPC(?: art\.)? ?[0-9]|Law (?:No )?(?:221|94-V|36)\b|[Pp]ersonal data law|Government Resolution No|Civil Code"
)


def main() -> int:
    """Writes the pages, or with ``--check`` only compares them."""
    _set_up()
    stale = []
    for name, made in pages().items():
        path = DOCS / name
        text = merged(path, made)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    if "--check" in sys.argv:
        print(f"Stale: {', '.join(stale)}. Run python tools/docs.py." if stale else "The pages are current.")
        return 1 if stale else 0
    print(f"Written: {', '.join(stale) or 'nothing, all pages were current'}.")
    return 0


def _set_up() -> None:
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ortaq.config.settings")
    # Keys made by the settings belong to no installation here.
    os.environ.setdefault("ORTAQ_VAR", _KEYS.name)
    import django

    django.setup()


def pages() -> dict[str, str]:
    """The made part of every page, by file name."""
    return {
        "lifecycles.md": lifecycles_page(),
        "permissions.md": permissions_page(),
        "law.md": law_page(),
        "limits.md": limits_page(),
        "privacy.md": privacy_page(),
    }


def merged(path: Path, made: str) -> str:
    """The page at *path* with *made* between its marks."""
    old = path.read_text(encoding="utf-8") if path.exists() else f"# {path.stem.title()}\n\n{BEGIN}\n{END}\n"
    head, _, rest = old.partition(BEGIN)
    tail = rest.partition(END)[2]
    return f"{head}{BEGIN}\n\n{made.strip()}\n\n{END}{tail}"


def table(heading: tuple[str, ...], rows: Iterator[tuple[Any, ...]] | list[tuple[Any, ...]]) -> str:
    """A Markdown table."""
    lines = [heading, ("---",) * len(heading), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines
    )


def lifecycles() -> dict[str, "Lifecycle"]:
    """Every declared lifecycle, by "system.kind"."""
    import importlib

    from ortaq.kernel.lifecycle.rules import Lifecycle

    found = {}
    for room in sorted([*SOURCE.glob("systems/*"), *SOURCE.glob("procedures/*")]):
        if not ((room / "lifecycle.py").exists() or (room / "lifecycle" / "__init__.py").exists()):
            continue
        module = importlib.import_module(".".join((*room.relative_to(ROOT / "src").parts, "lifecycle")))
        for value in vars(module).values():
            if isinstance(value, Lifecycle):
                found[f"{room.name}.{value.kind}"] = value
    return found


def lifecycles_page() -> str:
    """Per lifecycle a state diagram, the states and the transitions."""
    parts = []
    for name, life in lifecycles().items():
        lines = ["stateDiagram-v2", f"    [*] --> {life.initial}"]
        for step in life.transitions.values():
            if step.target:
                lines += [
                    f"    {source} --> {step.target}: {step.code}"
                    for source in sorted(step.sources)
                    if source != step.target
                ]
        lines += [f"    {state.code} --> [*]" for state in life.states.values() if state.final]
        staying = [step.code for step in life.transitions.values() if not step.target]
        parts.append(f"## {name}\n\n```mermaid\n" + "\n".join(lines) + "\n```\n")
        if staying:
            parts.append(f"Without a change of state: {', '.join(f'`{code}`' for code in staying)}.\n")
        states = [
            (f"`{s.code}`", s.label.kk, s.label.ru, s.label.en, "yes" if s.final else "") for s in life.states.values()
        ]
        parts.append(table(("state", "kk", "ru", "en", "final"), states) + "\n")
        head = ("transition", "kk", "ru", "from", "to", "who", "clocks", "told", "public", "reason", "norm")
        parts.append(table(head, [_transition_row(step) for step in life.transitions.values()]))
    return "\n\n".join(parts)


def _transition_row(step: "Transition") -> tuple[str, ...]:
    return (
        f"`{step.code}`", step.label.kk, step.label.ru, ", ".join(sorted(step.sources)), step.target or "(stays)",
        ", ".join(sorted(step.who)), ", ".join(f"{move.verb} {move.code}" for move in step.moves),
        ", ".join(sorted(step.tells)), "yes" if step.public else "",
        ", for ".join(["needed" if step.reason_needed else "", *sorted(step.reason_to), *(["everybody"] if step.reason_public else [])]), step.norm,
    )  # fmt: skip


def permissions_page() -> str:
    """Who may do what in which state, then every other permission by its first sentence."""
    from ortaq.kernel.parties.roles import ROLES

    parts = ["## Roles\n", table(
        ("role", "kk", "ru", "en", "what for"),
        [(f"`{r.code}`", r.name.kk, r.name.ru, r.name.en, r.description.en) for r in ROLES.values()],
    ) + "\n"]  # fmt: skip
    for name, life in lifecycles().items():
        capacities = [*life.capacities, "system"]
        used = [c for c in capacities if any(c in step.who for step in life.transitions.values())]
        rows = []
        for state in life.states:
            cells = [
                ", ".join(
                    step.code for step in life.transitions.values() if state in step.sources and capacity in step.who
                )
                for capacity in used
            ]
            rows.append((f"`{state}`", *cells))
        parts.append(f"## {name}: state by capacity\n")
        parts.append(
            "What stands in a cell may be done; what doesn't is refused with the reason. `system` is a clock or a command.\n"
        )
        parts.append(table(("state", *used), rows) + "\n")
        without = [c for c in capacities if c not in used and c != "system"]
        if without:
            parts.append(f"Capacities that read or are told but change nothing: {', '.join(without)}.\n")
    rows = []
    for path in sorted([*SOURCE.rglob("permissions.py"), *SOURCE.glob("*/*/permissions/*.py")]):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                said = (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ")
                rows.append(("/".join(path.relative_to(SOURCE).parts[:2]), f"`{node.name}`", said))
    parts += [
        "## Everything else that is asked before something is shown or done\n",
        table(("room", "function", "rule"), rows),
    ]
    return "\n".join(parts)


@dataclass(frozen=True)
class Rule:
    """One norm as it stands in the code: where, and the words that a test of it would use."""

    norm: str
    what: str
    where: str
    words: tuple[str, ...]
    rooms: tuple[str, ...]
    """Folders of ``tests`` where its tests are sought."""


def law_page() -> str:
    """Norms of transitions, terms and docstrings, each with the tests that use it."""
    from ortaq.kernel.clocks.rules.regimes import REGIMES

    actions = _actions_by_transition()
    rules = []
    for name, life in lifecycles().items():
        for step in life.transitions.values():
            if step.norm:
                done_by = actions.get(step.code, ())
                rules.append(
                    Rule(
                        step.norm,
                        f"{name}: {step.label.en}",
                        f"transition `{step.code}`",
                        (*done_by, f'"{step.code}"'),
                        (f"systems/{name.partition('.')[0]}/",),
                    )
                )
    parts = ["## Transitions\n", _law_table(rules)]
    parts.append("\n## Terms\n")
    terms = [
        Rule(term.norm, f"{term.label.en}: {term.amount} {term.unit.value.replace('_', ' ')}{'' if term.duty else ' (a right, not a duty)'}",
             f"{regime.code} `{term.code}`", (f'"{term.code}"',), ("kernel/clocks/", "systems/"))
        for regime in REGIMES for term in regime.terms.values()
    ]  # fmt: skip
    parts.append(_law_table(terms))
    parts += ["\n## Functions and modules that name a norm\n", _law_table(list(_documented()))]
    return "\n".join(parts)


def _law_table(rules: list[Rule]) -> str:
    return table(
        ("norm", "what", "where", "tests"),
        [
            (rule.norm, rule.what, rule.where, ", ".join(f"`{name}`" for name in _tests_with(rule)) or "—")
            for rule in rules
        ],
    )


def _documented() -> Iterator[Rule]:
    for path in sorted(SOURCE.rglob("*.py")):
        if {"migrations", "demo"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                said = ast.get_docstring(node) or ""
                sentences = [s for s in re.split(r"(?<=[.;:])\s+(?=[A-Z])", said.replace("\n", " ")) if NORM.search(s)]
                if sentences:
                    inside = path.relative_to(SOURCE)
                    where = f"{inside.as_posix()} `{node.name}`"
                    rooms = ("/".join(inside.parts[:2]) + "/",)
                    yield Rule(
                        _norms_in(" ".join(sentences)),
                        re.sub(r"\s+", " ", said.split("\n\n")[0]),
                        where,
                        (node.name,),
                        rooms,
                    )


_NORMS_IN = re.compile(
    r"APPC(?: art\.| article)? \d+(?:\(\d+\))?(?:(?:, | and )\d+(?:\(\d+\))?(?![.\d]))*"
    r"|Law (?:No )?221(?:,? (?:art\.|articles?) \d+(?:\(\d+\))?| \d+\(\d+\))?"
    r"|[Pp]ersonal data law(?:,? (?:art\.|article) \d+)?"
    r"|Government Resolution No \d+ of \d+\.\d+\.\d+|Civil Code(?:,? (?:art\.|article) \d+)?"
)


def _norms_in(text: str) -> str:
    return "; ".join(dict.fromkeys(one.group() for one in _NORMS_IN.finditer(text))) or "see the text"


def _actions_by_transition() -> dict[str, tuple[str, ...]]:
    """Which functions of ``actions`` do which transition: those that hold its code in a call."""
    found: dict[str, list[str]] = {}
    for path in sorted(SOURCE.glob("systems/*/actions/*.py")) + sorted(SOURCE.glob("systems/*/actions.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for call in (part for part in ast.walk(node) if isinstance(part, ast.Call)):
                    for constant in (
                        part for argument in call.args for part in ast.walk(argument) if isinstance(part, ast.Constant)
                    ):
                        if isinstance(constant.value, str):
                            found.setdefault(constant.value, []).append(node.name)
    return {code: tuple(dict.fromkeys(names)) for code, names in found.items()}


_sources: dict[str, str] = {}


def test_sources() -> dict[str, str]:
    """The text of every test function, by its node id."""
    if not _sources:
        for path in sorted(TESTS.rglob("test_*.py")):
            text = path.read_text(encoding="utf-8")
            lines = text.splitlines()
            for node in ast.parse(text).body:
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
                    _sources[f"{path.relative_to(ROOT).as_posix()}::{node.name}"] = "\n".join(
                        lines[first - 1 : node.end_lineno]
                    )
    return _sources


def _tests_with(rule: Rule) -> list[str]:
    """At most two tests in the rule's rooms that use one of its words; the first words are sought first."""
    found: dict[str, None] = {}
    for word in rule.words:
        sought = re.compile(rf"\b{re.escape(word)}\b" if word.isidentifier() else re.escape(word))
        found |= dict.fromkeys(
            name
            for name, text in test_sources().items()
            if name.removeprefix("tests/").startswith(rule.rooms) and sought.search(text)
        )
    return list(found)[:2]


ACCOUNT_LIMITS = "login login_failed signup reset_password reset_password_from_key confirm_email reauthenticate change_password manage_email"
"""Limits that django-allauth counts, by its own names, but for those of what this program doesn't use."""
COUNTED = {"ip": "from one address", "key": "for one account or address", "user": "by one account"}


def limits_page() -> str:
    """How often, how large, how many: from the tables that the program itself reads."""
    from allauth.account import app_settings as allauth
    from django.conf import settings

    from ortaq.kernel.documents.rules import table as files
    from ortaq.kernel.limits.rules import RULES

    units = {60: "minute", 600: "10 minutes", 3600: "hour", 86_400: "day"}
    often = [
        (f"`{r.code}`", "; ".join(f"{w.amount} per {units[w.seconds]}" for w in r.windows)) for r in RULES.values()
    ]
    spans = {"s": "second", "m": "minute", "h": "hour", "d": "day"}
    accounts = []
    for code in ACCOUNT_LIMITS.split():
        told = re.findall(r"(\d+)/(\d*)([smhd])/(ip|key|user)", allauth.RATE_LIMITS[code])
        accounts.append((f"`{code}`", "; ".join(
            f"{amount} per {f'{many} {spans[span]}s' if many else spans[span]} {COUNTED[by]}" for amount, many, span, by in told
        )))  # fmt: skip
    mega = files.MEGABYTE
    kinds = [(kind.label, ", ".join(kind.suffixes), kind.media_type, kind.family) for kind in files.TYPES]
    facts = [
        ("one file", f"{files.FILE_BYTES // mega} MB"), ("files of one form", files.UPLOAD_FILES),
        ("a whole request with files", f"{files.REQUEST_BYTES // mega} MB"),
        ("the fields of a form without its files", f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE / mega:.0f} MB, {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} fields"),
        ("a picture", f"{files.PIXELS // 1_000_000} million pixels, {files.SIDE_PIXELS} along a side; kept at {files.KEPT_SIDE}"),
        ("an office file, unpacked", f"{files.ARCHIVE_BYTES // mega} MB, {files.ARCHIVE_ENTRIES} entries, ratio {files.ARCHIVE_RATIO}"),
        ("a PDF", f"{files.PDF_OBJECTS} objects, {files.PDF_PACKED_BYTES // mega} MB of unpacked object streams"),
        ("a file's name", f"{files.NAME_LETTERS} letters, {files.NAME_BYTES} bytes"),
    ]  # fmt: skip
    return "\n".join((
        "## How often one sender may do something\n", table(("what", "at most"), often), "\n## How often somebody may try to sign in, and what belongs to it\n",
        table(("what", "at most"), accounts), "\n## Files that are taken\n",
        table(("type", "suffixes", "media type", "how it is checked"), kinds), "\n## How large and how many\n", table(("what", "at most"), facts),
    ))  # fmt: skip


def stored_texts() -> list[str]:
    """Every column of ours that can hold words or bytes that somebody wrote: "parties.Person.name"."""
    from django.apps import apps
    from django.db import models

    kinds = (
        models.CharField,
        models.TextField,
        models.BinaryField,
        models.JSONField,
        models.DecimalField,
        models.FileField,
    )
    return [
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in sorted(apps.get_models(), key=lambda m: (m._meta.app_label, m.__name__))
        if model.__module__.startswith("ortaq.")
        for field in model._meta.local_fields
        if isinstance(field, kinds) and not field.choices
    ]


def privacy_page() -> str:
    """The columns by class, from ``privacy.csv``; whether a column is encrypted is read from the model."""
    import csv

    from django.apps import apps

    from ortaq.kernel.keys.models import EncryptedText

    with (DOCS / "privacy.csv").open(encoding="utf-8", newline="") as source:
        classes = {row["field"]: row for row in csv.DictReader(source)}
    rows = []
    for name in stored_texts():
        label, model, field = name.split(".")
        sealed = isinstance(apps.get_model(label, model)._meta.get_field(field), EncryptedText)
        row = classes.get(name, {"class": "NOT CLASSIFIED", "note": ""})
        if row["class"] != "open":
            rows.append((f"`{name}`", row["class"], "yes" if sealed else "", row["note"]))
    order = ["identity", "contact", "text", "secret", "trace", "internal", "NOT CLASSIFIED"]
    rows.sort(key=lambda row: order.index(row[1]))
    open_ones = sum(row["class"] == "open" for row in classes.values())
    counted = f"\n{open_ones} further columns hold reference data, codes and published words (class `open`); `privacy.csv` lists them."
    return table(("column", "class", "encrypted", "what it is"), rows) + "\n" + counted


if __name__ == "__main__":
    sys.exit(main())

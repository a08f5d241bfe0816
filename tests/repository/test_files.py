"""The repository itself: sizes, locks, words that don't belong, and lists that name tests."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "ortaq"
LINES = 400
WHOLE = {"verify_election.py"}
"""Files that are one file on purpose: whoever checks a vote saves one thing and reads one thing."""
TEXT = {
    ".py",
    ".html",
    ".txt",
    ".md",
    ".toml",
    ".css",
    ".scss",
    ".js",
    ".json",
    ".csv",
    ".po",
    ".yml",
    ".svg",
    ".sh",
    "",
}
FORBIDDEN = {
    r"\bTODO\b|\bFIXME\b|\bXXX\b|\bHACK\b": "do it or write it down in an issue",
    r"/(?:home|root|work|Users|mnt)/[a-z]": "a path of somebody's machine",
    r"(?i)\blorem ipsum\b": "filler text",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----": "a secret",
}
HERE = Path(__file__).relative_to(ROOT)


def tracked() -> list[Path]:
    """The files of the repository; in an unpacked archive without git, everything under the known directories."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        found = [Path(name) for name in listed.stdout.split("\0") if name]
    else:
        found = [
            path.relative_to(ROOT) for top in ("src", "tests", "docs", "tools") for path in (ROOT / top).rglob("*")
        ]
    return [path for path in found if (ROOT / path).is_file()]


def test_no_source_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path): count
        for path in tracked()
        if path.suffix == ".py"
        and path.parts[0] in {"src", "tools"}
        and "migrations" not in path.parts
        and path.name not in WHOLE
        if (count := len((ROOT / path).read_text(encoding="utf-8").splitlines())) > LINES
    }
    assert not long, long


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_a_lock_names_no_host_and_hashes_everything(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(--(?:extra-)?index-url|--find-links|--trusted-host|-i|-f)\b", text, re.MULTILINE)
    requirements = re.split(r"\n(?=\S)", re.sub(r"^#.*\n?", "", text, flags=re.MULTILINE).strip())
    unpinned = [line.split("\n")[0] for line in requirements if "==" not in line or "--hash=sha256:" not in line]
    assert not unpinned


def test_configuration_names_no_package_host() -> None:
    for name in (
        "pyproject.toml",
        "Makefile",
        ".ci/run",
        "assets/package.json",
        "assets/package-lock.json",
        "assets/.npmrc",
    ):
        path = ROOT / name
        if path.exists():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"index-url|find-links|trusted-host|registry\s*=", text), name
            assert not re.search(r"https?://(?!github\.com|opensource\.org|www\.w3\.org|localhost)", text), name


def test_no_file_holds_words_that_do_not_belong() -> None:
    found = []
    for path in tracked():
        if path == HERE or path.suffix not in TEXT or path.parts[0] == "requirements" or "vendor" in str(path):
            continue
        text = (ROOT / path).read_text(encoding="utf-8", errors="replace")
        if len(text) > 2_000_000 or ".min." in path.name:
            continue
        for pattern, why in FORBIDDEN.items():
            found += [f"{path}: {match.group()!r}: {why}" for match in re.finditer(pattern, text)]
    assert not found, "\n".join(found[:50])


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path)
        for path in tracked()
        if path.suffix == ".py"
        and path.parts[0] in {"src", "tools"}
        and not {"migrations", "apps.py"} & set(path.parts)
        if (tree := ast.parse((ROOT / path).read_text(encoding="utf-8"))).body and not ast.get_docstring(tree)
    ]
    assert not silent, silent


def test_every_environment_setting_is_in_the_operators_guide() -> None:
    guide = ROOT / "docs" / "operator.md"
    settings = set()
    for path in (SOURCE / "config").glob("*.py"):
        settings |= set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', path.read_text(encoding="utf-8")))
    text = guide.read_text(encoding="utf-8")
    assert not {name for name in settings if name not in text}

"""What is shipped: typeface, weights, licences, and no inline code in any template."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

SOURCE = Path(__file__).resolve().parents[3] / "src/ortaq"
STATIC = SOURCE / "kernel/web/static/ortaq"
ASSETS = SOURCE.parents[1] / "assets"
KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
TEMPLATES = sorted(path for path in SOURCE.rglob("templates/**/*") if path.suffix in {".html", ".svg"})


def _faces() -> dict[str, tuple[set[int], set[int]]]:
    """For each font file: the characters that the stylesheet takes from it, and those it has."""
    css = (STATIC / "ortaq.css").read_text(encoding="utf-8")
    faces = {}
    for name, ranges in re.findall(r'fonts/(golos-[a-z-]+)\.woff2"\) format\("woff2"\);unicode-range:([^}]+)}', css):
        wanted: set[int] = set()
        for part in ranges.split(","):
            first, _, last = part.removeprefix("U+").partition("-")
            wanted |= set(range(int(first, 16), int(last or first, 16) + 1))
        faces[name] = wanted, set(TTFont(STATIC / f"fonts/{name}.woff2").getBestCmap())
    return faces


def test_every_kazakh_letter_and_sign_is_in_the_shipped_typeface() -> None:
    faces = _faces()
    for character in KAZAKH + "₸№«»—АБВЯабвяЁёABZabz0123456789":
        holders = [name for name, (wanted, has) in faces.items() if ord(character) in wanted & has]
        assert len(holders) == 1, (character, holders)


def test_the_stylesheet_takes_from_each_file_only_what_it_has_and_nothing_twice() -> None:
    taken: set[int] = set()
    for name, (wanted, has) in _faces().items():
        assert wanted <= has, name
        assert not wanted & taken, name
        taken |= wanted


def test_fonts_have_every_weight_from_regular_to_bold() -> None:
    for path in (STATIC / "fonts").glob("*.woff2"):
        axis = TTFont(path)["fvar"].axes[0]
        assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, 700), path.name


def _packed(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), 9))


def test_styles_scripts_and_fonts_of_a_kazakh_page_are_light() -> None:
    assert _packed("ortaq.css") <= 16_000
    scripts = sum(_packed(name) for name in ("ortaq.js", "read-aloud.js", "spoken.js"))
    assert scripts <= 8_000
    fonts = sum(
        (STATIC / f"fonts/golos-{name}.woff2").stat().st_size for name in ("cyrillic", "kazakh", "latin", "tenge")
    )
    assert fonts <= 46_000
    assert _packed("ortaq.css") + scripts + fonts <= 70_000


def test_the_stylesheet_has_no_class_that_nothing_uses() -> None:
    """Half of GOV.UK Frontend is for pages of others; ``assets/build.mjs`` leaves it out."""
    css = re.sub(r"url\([^)]*\)|:not\([^)]*\)", "", (STATIC / "ortaq.css").read_text(encoding="utf-8")).replace(
        "\\", ""
    )
    selectors = " ".join(re.findall(r"([^{}]*)\{", css))
    said = "\n".join(
        path.read_text(encoding="utf-8")
        for kind in ("html", "py", "js", "svg")
        for path in SOURCE.rglob(f"*.{kind}")
        if path.parent.name != "migrations"
    )
    words = set(re.findall(r"[\w!-]+", said))
    parts = set(re.findall(r"\{\{ kind \}\}(__\w+)", said))
    words |= {kind + part for kind in re.findall(r'with kind="(govuk-\w+)"', said) for part in parts}
    made = tuple(set(re.findall(r"((?:govuk|ortaq)-[\w-]+-)(?:\{[{%]|\$\{|\{)", said)))
    offered = ("govuk-!-margin-bottom-", "govuk-grid-column-full")  # by the README, to pages to come
    unused = {
        name
        for name in re.findall(r"\.([a-z][\w!-]*)", selectors)
        if name not in words and not name.startswith(made) and not name.startswith(offered)
    }
    assert not unused


def test_vendored_files_are_what_the_list_says() -> None:
    listed = dict(
        re.findall(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", (STATIC / "VENDORED.md").read_text(encoding="utf-8"))
    )
    assert {"ortaq.css", *(f"fonts/{path.name}" for path in (STATIC / "fonts").glob("*.woff2"))} == set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name


def test_licences_are_shipped_and_nothing_of_the_uk_government_is() -> None:
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts/OFL.txt").read_text(encoding="utf-8")
    assert "MIT License" in (STATIC / "GOVUK-FRONTEND-LICENSE.txt").read_text(encoding="utf-8")
    css = (STATIC / "ortaq.css").read_text(encoding="utf-8")
    assert "GDS Transport" not in css
    assert "crest" not in css
    addresses = re.findall(r'url\(["\']?([^"\')]+)', css)
    assert all(not re.match(r"(https?:)?//", address) for address in addresses)
    assert all((STATIC / address).exists() for address in addresses if not address.startswith("data:"))


def test_the_lock_of_the_assets_names_no_host() -> None:
    assert "://" not in (ASSETS / "package-lock.json").read_text(encoding="utf-8")
    assert "omit-lockfile-registry-resolved=true" in (ASSETS / ".npmrc").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_template_has_inline_code_or_loads_from_elsewhere(path: Path) -> None:
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"<[^>]*\sstyle\s*=", text), "inline style"
    assert not re.search(r"<style[\s>]", text), "style element"
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", text), "event handler"
    assert not re.search(r"javascript:", text), "javascript: address"
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.S):
        assert "src=" in attributes and not body.strip(), "inline script"
    for address in re.findall(r"<(?:script|img|link|iframe|audio|video|source)[^>]*\s(?:src|href)=\"([^\"]*)\"", text):
        assert not re.match(r"(https?:)?//", address), f"loaded from elsewhere: {address}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_post_form_has_a_csrf_token_and_is_carried_out_once(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form[^>]*method=[\"']?post.*?</form>", text, re.S | re.I):
        assert "{% csrf_token %}" in form
        # What may be sent again by itself says so: casting a ballot must leave no key with an hour in the database.
        assert "{% once %}" in form or 'name="once"' in form or "data-safe-to-repeat" in form

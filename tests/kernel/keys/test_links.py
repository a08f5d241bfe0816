"""Keys that tie something together for a while: made once, read from the file, destroyed for good, in no archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def test_a_link_key_is_made_once_and_is_gone_when_it_is_destroyed(settings: Any, tmp_path: Path) -> None:
    from ortaq.kernel.keys.actions import destroy_link, make_link
    from ortaq.kernel.keys.queries import link_key

    settings.LINKS = tmp_path / "links"
    assert link_key("EL-2026-000001") is None
    make_link("EL-2026-000001")
    key = link_key("EL-2026-000001")
    assert key is not None and len(key) == 32
    make_link("EL-2026-000001")
    assert link_key("EL-2026-000001") == key
    make_link("EL-2026-000002")
    assert link_key("EL-2026-000002") not in {key, None}
    path = settings.LINKS / "EL-2026-000001"
    assert path.stat().st_mode & 0o077 == 0
    destroy_link("EL-2026-000001")
    destroy_link("EL-2026-000001")
    assert link_key("EL-2026-000001") is None and [each.name for each in settings.LINKS.iterdir()] == ["EL-2026-000002"]


@pytest.mark.parametrize("name", ["../keys/field_key", "", "a/b", "Ә"])
def test_no_other_file_is_reached_by_a_name(name: str, settings: Any, tmp_path: Path) -> None:
    from ortaq.kernel.keys.queries import link_path

    settings.LINKS = tmp_path
    with pytest.raises(ValueError, match="not a name"):
        link_path(name)


def test_an_archive_holds_no_link_key() -> None:
    from ortaq.program import backup

    members = backup._members(Path("dump"), Path("var"), with_keys=True)
    assert not [name for name, _path in members if "links" in name]

"""The look at a page for everybody's eyes finds what it must, though it doesn't look at the same colours twice."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title><style>
    .pale {{ color: #bbb; background: #fff }}
    .dark p + p {{ color: #555; background: #333 }}
    @media (max-width: 600px) {{ .narrow {{ color: #bbb; background: #fff }} }}
    .wide {{ width: 500px }}
    .same {{ color: #fff; background: #fff }}
</style></head><body><main><h1>{title}</h1>{words}</main></body></html>"""

WRONG = {
    "pale words": ("<p>Words</p><p class=pale>Words</p>", "color-contrast"),
    "pale by a style of its own": ("<p>Words</p><p style='color: #ccc'>Words</p>", "color-contrast"),
    "pale within another": ("<div class=dark><p>Words</p><p>Words</p></div>", "color-contrast"),
    "pale on a phone alone": ("<p class=narrow>Words</p>", "at 360 px"),
    "in the colour of its ground": ("<p class=same>Words</p>", "colour of its ground"),
    "a field without a name": ("<p>Words</p><form><input></form>", "label"),
    "wider than a phone": ("<p class=wide>Words</p>", "wider than a screen of 360 px"),
    "another language": ("<p>Жолдағы шұңқыр туралы өтініш</p>", "another language"),
}


def test_what_is_wrong_is_found_after_like_pages_were_right(
    phone: "Page", assert_accessible: Callable[["Page"], None], painted: dict[int, set[int]]
) -> None:
    def look(words: str, title: str) -> None:
        phone.set_content(PAGE.format(words=words, title=title))
        assert_accessible(phone)

    phone.goto("/robots.txt")
    look("<p>Words</p><div class=dark><p>Words</p></div>", "First")
    known = {width: set(keys) for width, keys in painted.items()}
    look("<p>Other words</p><div class=dark><p>More words</p></div>", "Second")
    assert painted == known, "words alone make no new colours"
    missed = []
    for name, (words, finding) in WRONG.items():
        for _ in range(2):  # what was found wrong is never taken for looked at
            try:
                look(words, name)
            except AssertionError as found:
                if finding not in str(found):
                    missed.append((name, str(found)))
            else:
                missed.append((name, "nothing"))
    assert not missed

"""Fragments of pages that are the same for everybody, kept in the process for a short while."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString

from ortaq.kernel.language.queries import current_language
from ortaq.kernel.statements.queries import KeptAnswers

register = template.Library()

MOST = 1000
"""How many fragments are kept at most: strangers choose some of the keys (filters of a list)."""

_kept = KeptAnswers[tuple[str, ...], SafeString](MOST)


class _Kept(template.Node):
    def __init__(self, name: str, keys: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.keys, self.nodelist = name, keys, nodelist

    def render(self, context: template.Context) -> SafeString:
        key = (self.name, current_language(), *(str(each.resolve(context)) for each in self.keys))
        return _kept.get(key, lambda: self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> Any:
    """``{% kept "filters" a b %}…{% endkept %}``: rendered once for each language and values of *a*, *b*.

    Only for what is the same for every reader: no person, no CSRF token, no address of the page may be inside. Kept
    for ``settings.REFERENCE_SECONDS``.
    """
    _tag, name, *keys = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return _Kept(name.strip("\"'"), [parser.compile_filter(key) for key in keys], nodelist)

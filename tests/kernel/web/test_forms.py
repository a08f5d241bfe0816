"""Fields that many forms share."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.utils.translation import override

from ortaq.kernel.web.forms import AmountField


class _Form(forms.Form):
    amount = AmountField(min_value=1)
    more = AmountField(required=False)


def _form(**typed: str) -> Any:
    return _Form(typed)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1500000", "1500000"),
        ("1 500 000", "1500000"),
        ("1\xa0500\xa0000", "1500000"),
        ("1\u202f500\u2009000", "1500000"),
        ("1 500 000,50", "1500000.50"),
        ("1\xa0500\xa0000,50", "1500000.50"),
        ("1500000.50", "1500000.50"),
        (" 1 500 000,50 ₸ ", "1500000.50"),
    ],
)
def test_an_amount_is_taken_as_people_type_it_whatever_the_language(language: str, typed: str, kept: str) -> None:
    with override(language):
        form = _form(amount=typed)
        assert form.is_valid(), form.errors
        assert form.cleaned_data == {"amount": Decimal(kept), "more": None}


@pytest.mark.parametrize("typed", ["", "много", "1,5,0", "0", "-5", "1,555", "NaN", "Infinity", "12345678901234567"])
def test_what_is_no_amount_of_money_is_refused_and_stays_in_the_field(typed: str) -> None:
    form = _form(amount=typed)
    assert set(form.errors) == {"amount"}
    assert not typed or typed in str(form["amount"])

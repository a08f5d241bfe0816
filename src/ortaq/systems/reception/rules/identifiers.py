"""How probably a row of digits is somebody's number: judged by check digits and by how numbers are built."""

import re

from ortaq.kernel.parties.rules import check_digit


def _digits(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def identification(match: re.Match[str]) -> float:
    """Twelve digits: an IIN or BIN when the check digit is right (Resolution No 565 of 11.06.2003)."""
    digits = _digits(match[0])
    return 0.98 if check_digit(digits[:11]) == int(digits[11]) else 0.5


def card(match: re.Match[str]) -> float:
    """Sixteen digits: a bank card when the check sum is right (ISO/IEC 7812, the Luhn formula)."""
    digits = [int(digit) for digit in _digits(match[0])]
    total = sum(digits[1::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[0::2])
    return 0.97 if total % 10 == 0 else 0.6


def kz_account(match: re.Match[str]) -> float:
    """Twenty signs from KZ on: an account when the rest by 97 is 1 (ISO 13616)."""
    signs = re.sub(r"\s", "", match[0]).upper()
    number = "".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])
    return 0.99 if int(number) % 97 == 1 else 0.9


def phone_like(match: re.Match[str]) -> float:
    """Ten to fourteen digits: a phone number of Kazakhstan (8 or +7, then 7 or 6), one of another country after a plus."""
    typed, digits = match[0], _digits(match[0])
    if len(digits) == 11 and digits[0] in "78" and digits[1] in "67":
        return 0.97
    if typed.startswith(("+", "00")):
        return 0.93 if len(digits) >= 10 else 0
    if len(digits) == 10 and digits[0] == "7":
        return 0.92
    if len(digits) == 11 and digits[0] in "78":
        return 0.9
    return 0.4 if re.search(r"[ ()-]", typed) and len(digits) <= 11 else 0

"""Amounts as people write them in tables: decimal comma or point, nothing between thousands."""

import re
from decimal import Decimal

_AMOUNT = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,15})?")


def read_amount(text: str) -> Decimal | None:
    """The amount, negative ones too; None where the text is none."""
    plain = text.strip()
    sign = -1 if plain.startswith(("-", "\N{MINUS SIGN}")) else 1
    digits = plain[1:].strip() if sign < 0 else plain
    return sign * Decimal(digits.replace(",", ".")) if _AMOUNT.fullmatch(digits) else None


def decimals_of(amount: Decimal) -> int:
    """How many decimals it needs to be told: 1 for 4.90."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0

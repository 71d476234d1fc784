"""Money: `Decimal` plus a currency code, rounded here and nowhere else."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

from babel.numbers import format_currency, get_currency_precision
from django.utils.translation import get_language, to_locale


def round_money(amount: Decimal, currency: str) -> Decimal:
    """`amount` in the currency's smallest unit, halves away from zero (as invoices are rounded)."""
    return amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), rounding=ROUND_HALF_UP)


def share_money(amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """`amount`, a whole number of the currency's smallest units, shared by weight so that the shares add up to it.

    What rounding down leaves goes to the largest remainders, of equal ones to the first. Without weights all are alike.
    """
    unit = Decimal(1).scaleb(-get_currency_precision(currency))
    whole = sum(weights, Decimal(0))
    parts = [Fraction(weight) / Fraction(whole) if whole else Fraction(1, len(weights)) for weight in weights]
    exact = [int(amount / unit) * part for part in parts]
    units = [floor(each) for each in exact]
    left = int(amount / unit) - sum(units)
    for place in sorted(range(len(exact)), key=lambda place: units[place] - exact[place])[:left]:
        units[place] += 1
    return [each * unit for each in units]


def tax_included(gross: Decimal, rate: Decimal, currency: str) -> Decimal:
    """The tax inside a gross amount; `rate` is a percentage (21 for 21 %)."""
    return round_money(gross - gross / (1 + rate / 100), currency)


def format_money(amount: Decimal, currency: str) -> str:
    """`amount` as the reader's language writes it; in Portuguese, reais as in Brazil and all else as in Portugal."""
    locale = to_locale(get_language() or "en")
    return format_currency(amount, currency, locale="pt_PT" if locale == "pt" and currency != "BRL" else locale)

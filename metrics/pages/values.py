"""Figures written for the reader: shares as percentages, seconds as hours, amounts with their currency."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal, format_percent
from django.utils.translation import gettext as _

from marketplace.money import format_money
from marketplace.portal import formats
from metrics.choices import Unit
from metrics.measures import Measured, Month, Number

MISSING = "\N{EN DASH}"


def write_value(measured: Measured) -> str:
    """The value, or a dash where there is none."""
    return write_number(measured.value, measured.figure.unit, measured.currency)


def write_number(value: Number | None, unit: Unit, currency: str = "") -> str:
    """A number in its unit."""
    if value is None:
        return MISSING
    match unit:
        case Unit.SHARE:
            return write_share(value)
        case Unit.SECONDS:
            return formats.write_duration(timedelta(seconds=int(value)))
        case Unit.MONEY:
            return format_money(Decimal(value), currency) if currency else formats.write_number(float(value))
        case Unit.GRADE:
            return str(format_decimal(value, "0.00", locale=formats.reader_locale()))
        case _:
            return formats.write_number(int(value))


def write_share(value: Decimal | float) -> str:
    """ "2.1%", as the reader's language writes it: one decimal, two below one percent; no zero behind it."""
    locale = Locale.parse(formats.reader_locale())
    digits = "#,##0.##" if 0 < abs(Decimal(value)) < Decimal("0.01") else "#,##0.#"
    pattern = locale.percent_formats[None].pattern.replace("#,##0", digits)
    return str(format_percent(value, pattern, locale=locale))


def axis_writer(unit: Unit, currency: str = "") -> Callable[[float], str]:
    """How the steps of an axis are written."""

    def write(value: float) -> str:
        if unit == Unit.MONEY:
            return formats.write_number(round(value, 2))
        if unit == Unit.GRADE:
            return str(format_decimal(value, "0.#", locale=formats.reader_locale()))
        return write_number(Decimal(str(round(value, 6))), unit, currency)

    return write


def reason_for_none(measured: Measured) -> str:
    """Why there is no value: not recorded yet, or nothing to count."""
    return (
        "" if measured.value is not None else str(measured.missing or measured.figure.missing or measured.figure.empty)
    )


def write_month(month: Month, *, with_year: bool = False) -> str:
    """ "Aug", or "Aug 2026"."""
    name = format_skeleton("yMMM" if with_year else "MMM", month.first_day, locale=formats.reader_locale())
    return str(name)


def write_of(measured: Measured) -> str:
    """ "6 of 286", where a figure has both and counts rows."""
    if measured.numerator is None or measured.denominator is None:
        return ""
    if measured.figure.unit != Unit.SHARE:
        return ""
    return _("%(numerator)s of %(denominator)s") % {
        "numerator": formats.write_number(int(measured.numerator)),
        "denominator": formats.write_number(measured.denominator),
    }

"""Rows of a rate table in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from marketplace.money import format_money
from marketplace.portal.formats import reader_locale
from shipping.choices import ChargeBasis
from shipping.freight import RateRow
from shipping.tables.columns import WrittenRow

# What a page shows of price lists; a file has all of them.
MOST_ROWS = 100


@dataclass(frozen=True)
class Names:
    """Names of zones, methods and classes by code; what is no longer offered goes by its code."""

    zones: Mapping[str, str]
    methods: Mapping[str, str]
    classes: Mapping[str, str]


@dataclass(frozen=True)
class PriceList:
    """What holds for one zone, method, class and range of postcodes."""

    zone: str
    method: str
    logistic_class: str
    postcodes: str
    basis: str
    lines: list[str]


def price_lists(rows: Sequence[WrittenRow], names: Names, currency: str) -> list[PriceList]:
    """The rows gathered by price list, in their order, as far as a page shows them."""
    gathered: dict[tuple[str, ...], list[WrittenRow]] = {}
    for row in rows[:MOST_ROWS]:
        gathered.setdefault(row.price_list, []).append(row)
    return [
        PriceList(
            zone=names.zones.get(found[0].zone, found[0].zone),
            method=names.methods.get(found[0].method, found[0].method),
            logistic_class=names.classes.get(found[0].logistic_class, found[0].logistic_class),
            postcodes=write_postcodes(found[0]),
            basis=str(found[0].basis.label),
            lines=[write_row(row, currency) for row in found],
        )
        for found in gathered.values()
    ]


def write_postcodes(row: WrittenRow | RateRow) -> str:
    """ "35–38", or nothing."""
    if not row.postcode_from:
        return ""
    return row.postcode_from if row.postcode_from == row.postcode_to else f"{row.postcode_from}–{row.postcode_to}"


def write_row(row: WrittenRow | RateRow, currency: str) -> str:
    """A row's range and price: "from 2 to below 5 kg: €5.50"."""
    price = _price(row, currency)
    if row.basis not in (ChargeBasis.WEIGHT, ChargeBasis.VALUE):
        return price
    begin, end = (
        None if amount is None else _measure(row.basis, amount, currency) for amount in (row.at_least, row.below)
    )
    if end is None:
        return _("from %(begin)s on: %(price)s") % {"begin": begin, "price": price}
    return _("from %(begin)s to below %(end)s: %(price)s") % {"begin": begin, "end": end, "price": price}


def _measure(basis: ChargeBasis, amount: Decimal, currency: str) -> str:
    if basis == ChargeBasis.VALUE:
        return format_money(amount, currency)
    return f"{format_decimal(amount, locale=reader_locale())} kg"


def _price(row: WrittenRow | RateRow, currency: str) -> str:
    if row.basis == ChargeBasis.FREE:
        return _("free")
    told = format_money(row.price, currency)
    if row.extra_price:
        words = {
            ChargeBasis.LINE: _("%(price)s, and %(extra)s for each further line"),
            ChargeBasis.UNIT: _("%(price)s, and %(extra)s for each further piece"),
        }[row.basis]
        told = words % {"price": told, "extra": format_money(row.extra_price, currency)}
    if row.free_from is not None:
        free_from = format_money(row.free_from, currency)
        told = _("%(price)s; free from %(free_from)s") % {"price": told, "free_from": free_from}
    return told

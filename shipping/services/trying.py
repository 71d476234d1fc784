"""What a parcel would cost by a shop's tables, and by which of their rows: for whoever sets them up (R098, R099)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marketplace.money import round_money
from shipping.choices import FreightReason, FreightSource, RateTable
from shipping.freight import NO_PRICE, FreightPart, NoPrice, ParcelLine, RateRow, freight_parts
from shipping.models import ShippingMethod, ShippingZone
from shipping.services.charges import rate_rows

_SOURCES = {RateTable.MAIN: FreightSource.TABLE, RateTable.CONTINGENCY: FreightSource.CONTINGENCY}


@dataclass(frozen=True)
class TriedMethod:
    """One method's price with the rows that make it; without one, `reason` says why."""

    method: ShippingMethod
    price: Decimal | None
    source: FreightSource
    parts: tuple[FreightPart, ...] = ()
    reason: FreightReason | None = None


def try_parcel(
    *, tables: Sequence[RateTable], zone: ShippingZone, zip_code: str, line: ParcelLine, currency: str
) -> list[TriedMethod]:
    """Each active method's price to a zone by the first of the tables that has one, as a quote finds it."""
    rates = [(table, _rows_around(table, zone)) for table in tables]
    methods = ShippingMethod.objects.filter(is_active=True)
    return [_try(method, rates, zip_code, line, currency) for method in methods]


def _rows_around(table: RateTable, zone: ShippingZone) -> Mapping[int, Sequence[RateRow]]:
    """A zone's rows; of postcodes that the table does not price apart, those of their country."""
    rows = rate_rows(table, zone_id=zone.pk)
    if rows or not zone.postcodes:
        return rows
    country = ShippingZone.objects.filter(is_active=True, postcodes=[], countries__overlap=zone.countries).first()
    return rate_rows(table, zone_id=country.pk) if country else rows


def _try(
    method: ShippingMethod,
    rates: Sequence[tuple[RateTable, Mapping[int, Sequence[RateRow]]]],
    zip_code: str,
    line: ParcelLine,
    currency: str,
) -> TriedMethod:
    reason: FreightReason | None = None
    for table, rows in rates:
        try:
            parts = freight_parts(rows.get(method.pk, ()), [line], zip_code=zip_code)
        except NoPrice as error:
            reason = reason or error.reason
            continue
        price = round_money(sum((part.price for part in parts), NO_PRICE), currency)
        return TriedMethod(method, price, _SOURCES[table], tuple(parts), reason)
    return TriedMethod(method, None, _SOURCES[rates[-1][0]], reason=reason)

"""What sending costs, pure: which row of a rate table holds for a parcel, and what it asks (R085, R089, R098).

Ranges hold from their lower end, included, to their upper end, excluded, so that every weight and value lies in one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from marketplace.money import round_money
from shipping.choices import ChargeBasis, FreightReason

GRAMS = Decimal(1000)
NO_PRICE = Decimal(0)

# Which price list of a zone and method: that of a class or of all, and of the postcode's range or of the rest.
PriceListKey = tuple[int | None, bool]


class RateRow(NamedTuple):
    """A row of a rate table as it is reckoned with; `class_id` None holds for all classes without rows of their own."""

    class_id: int | None
    postcode_from: str
    postcode_to: str
    basis: ChargeBasis
    at_least: Decimal
    below: Decimal | None
    price: Decimal
    extra_price: Decimal
    free_from: Decimal | None


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """So many pieces of one offer. `weight_grams` is one piece's, None where nobody knows; `value` all pieces'."""

    quantity: int
    value: Decimal
    class_id: int | None
    weight_grams: int | None = None


class NoPrice(Exception):
    """The table does not say what this parcel costs."""

    def __init__(self, reason: FreightReason) -> None:
        super().__init__(reason)
        self.reason = reason


class FreightPart(NamedTuple):
    """What one row asks for the lines of its price list; `is_free` where the order's value makes them go free."""

    row: RateRow
    price: Decimal
    is_free: bool = False


def freight_of(rows: Sequence[RateRow], lines: Sequence[ParcelLine], *, zip_code: str, currency: str) -> Decimal:
    """What a parcel costs by the rows of one zone and method. Raises NoPrice."""
    parts = freight_parts(rows, lines, zip_code=zip_code)
    return round_money(sum((part.price for part in parts), NO_PRICE), currency)


def freight_parts(rows: Sequence[RateRow], lines: Sequence[ParcelLine], *, zip_code: str) -> list[FreightPart]:
    """The rows that make up the price. Raises NoPrice.

    Lines of one price list are charged together; those of a logistic class with a list of its own apart from the
    others, and the sums are added: what is bulky travels by itself.
    """
    value = sum((line.value for line in lines), NO_PRICE)
    postcode = plain_postcode(zip_code)
    lists: dict[PriceListKey, Sequence[RateRow]] = {}
    groups: dict[PriceListKey, list[ParcelLine]] = {}
    for line in lines:
        key, lists[key] = _price_list(rows, line.class_id, postcode)
        groups.setdefault(key, []).append(line)
    return [_price(lists[key], group, value) for key, group in groups.items()]


def plain_postcode(text: str) -> str:
    """A postcode as it is compared: `1000-001` and `1000 001` are one."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:10]


def covers(row: RateRow, postcode: str) -> bool:
    """Whether a range holds the postcode; both ends are beginnings and are included."""
    begin, end = row.postcode_from, row.postcode_to
    return begin <= postcode[: len(begin)] and postcode[: len(end)] <= end


def row_for(rows: Iterable[RateRow], amount: Decimal) -> RateRow | None:
    """The one range of a price list that the amount lies in."""
    return next((row for row in rows if row.at_least <= amount and (row.below is None or amount < row.below)), None)


def _price_list(rows: Sequence[RateRow], class_id: int | None, postcode: str) -> tuple[PriceListKey, Sequence[RateRow]]:
    """The rows that hold for a class and postcode: those of the class before those of all, a range before the rest."""
    for wanted in dict.fromkeys((class_id, None)):
        of_class = [row for row in rows if row.class_id == wanted]
        in_range = [row for row in of_class if row.postcode_from and covers(row, postcode)]
        found = in_range or [row for row in of_class if not row.postcode_from]
        if found:
            return (wanted, bool(in_range)), found
    raise NoPrice(FreightReason.NO_ROW)


def _price(rows: Sequence[RateRow], lines: Sequence[ParcelLine], order_value: Decimal) -> FreightPart:
    row = row_for(rows, _measured(rows[0].basis, lines, order_value))
    if row is None:
        raise NoPrice(FreightReason.NO_ROW)
    if row.basis == ChargeBasis.FREE or (row.free_from is not None and order_value >= row.free_from):
        return FreightPart(row, NO_PRICE, is_free=True)
    return FreightPart(row, row.price + row.extra_price * (_counted(row.basis, lines) - 1))


def _measured(basis: ChargeBasis, lines: Sequence[ParcelLine], order_value: Decimal) -> Decimal:
    """What the ranges of a price list are asked for: kilograms, or the whole order's value; 0 where it has none."""
    if basis == ChargeBasis.WEIGHT:
        if any(line.weight_grams is None for line in lines):
            raise NoPrice(FreightReason.WEIGHT_UNKNOWN)
        return sum((Decimal(line.weight_grams or 0) * line.quantity for line in lines), NO_PRICE) / GRAMS
    return order_value if basis == ChargeBasis.VALUE else NO_PRICE


def _counted(basis: ChargeBasis, lines: Sequence[ParcelLine]) -> int:
    if basis == ChargeBasis.UNIT:
        return sum(line.quantity for line in lines)
    return len(lines) if basis == ChargeBasis.LINE else 1

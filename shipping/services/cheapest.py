"""The least that sending one piece of an offer costs, whatever the destination (OF21's `min_shipping_...`)."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import DatabaseError

from shipping.choices import ChargeBasis
from shipping.freight import NO_PRICE, NoPrice, ParcelLine, RateRow, freight_of
from shipping.models import Charge
from shipping.services.rates import MILLISECONDS, cut_off_after

logger = logging.getLogger(__name__)

Place = tuple[str, str]  # codes of zone and method


@dataclass(frozen=True)
class LowestFreight:
    """What one piece costs there, and the second one with it."""

    price: Decimal
    additional: Decimal
    zone_code: str
    method_code: str


class CheapestRates:
    """A shop's rate table as one reads it without an address: the rows that name no postcodes, in one query."""

    def __init__(self, rows: Mapping[Place, Sequence[RateRow]], currency: str) -> None:
        self._rows = rows
        self._currency = currency
        self._found: dict[tuple[int | None, Decimal | None, int | None], LowestFreight | None] = {}
        every = [row for of_place in rows.values() for row in of_place]
        self._by_weight = any(row.basis == ChargeBasis.WEIGHT for row in every)
        self._by_value = any(row.basis == ChargeBasis.VALUE or row.free_from is not None for row in every)

    @classmethod
    def load(cls, *, shop_id: int, currency: str) -> "CheapestRates":
        """One shop's. Needs its scope."""
        return cls.load_many({shop_id: currency})[shop_id]

    @classmethod
    def load_many(cls, currencies: Mapping[int, str]) -> dict[int, "CheapestRates"]:
        """Those of shops with their currencies: active zones and methods in the operator's order; nothing where they
        cannot be read within the time that a quote has (R099). Needs a scope that holds the shops.
        """
        found = (
            Charge.objects.filter(shop__in=currencies, postcode_from="", zone__is_active=True, method__is_active=True)
            .order_by("zone__position", "zone__code", "method__position", "method_id", "at_least")
            .values_list(
                *("shop_id", "zone__code", "method__code", "logistic_class_id", "postcode_from", "postcode_to"),
                *("basis", "at_least", "below", "price", "extra_price", "free_from"),
            )
        )
        rows: dict[int, dict[Place, list[RateRow]]] = {shop_id: {} for shop_id in currencies}
        try:
            with cut_off_after(MILLISECONDS[Charge]):
                for shop_id, zone, method, class_id, begin, end, basis, *amounts in found:
                    row = RateRow(class_id, begin, end, ChargeBasis(basis), *amounts)
                    rows[shop_id].setdefault((zone, method), []).append(row)
        except DatabaseError as error:
            logger.warning("The cheapest freight of shops %s could not be read: %s", list(currencies), error)
            rows = {shop_id: {} for shop_id in currencies}
        return {shop_id: cls(of_shop, currencies[shop_id]) for shop_id, of_shop in rows.items()}

    def lowest(self, *, class_id: int | None, price: Decimal, weight_grams: int | None) -> LowestFreight | None:
        """The first of the cheapest; None where no table prices a piece of that class, price and weight.

        Offers that differ in nothing that the table asks for are reckoned once.
        """
        key = (class_id, price if self._by_value else None, weight_grams if self._by_weight else None)
        if key not in self._found:
            self._found[key] = self._reckon(class_id, price, weight_grams)
        return self._found[key]

    def _reckon(self, class_id: int | None, price: Decimal, weight_grams: int | None) -> LowestFreight | None:
        def freight(place: Place, quantity: int) -> Decimal | None:
            line = ParcelLine(quantity, price * quantity, class_id, weight_grams)
            try:
                return freight_of(self._rows[place], [line], zip_code="", currency=self._currency)
            except NoPrice:
                return None

        priced = [(cost, place) for place in self._rows if (cost := freight(place, 1)) is not None]
        if not priced:
            return None
        cost, place = min(priced, key=lambda each: each[0])
        both = freight(place, 2)
        additional = NO_PRICE if both is None else max(both - cost, NO_PRICE)
        return LowestFreight(cost, additional, *place)

"""The operator's network, and what shops make of it."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops
from shipping.choices import ChargeBasis, FreightReason
from shipping.models import (
    Carrier,
    Charge,
    Closure,
    ContingencyCharge,
    FreightFault,
    LogisticClass,
    ShippingMethod,
    ShippingZone,
    ShopCarrier,
    ShopShipping,
)
from tests.factories.shops import NOON

_number = count(1)


def make_method(**fields: Any) -> ShippingMethod:
    """A standard method, one to three working days on the road."""
    code = fields.pop("code", None) or f"M{next(_number)}"
    return ShippingMethod.objects.create(code=code, **{"label": code.title(), **fields})


def make_zone(**fields: Any) -> ShippingZone:
    """A zone of Spain."""
    code = fields.pop("code", None) or f"Z{next(_number)}"
    return ShippingZone.objects.create(code=code, **{"label": code, "countries": ["ES"], **fields})


def make_carrier(**fields: Any) -> Carrier:
    """A carrier with a tracking page."""
    code = fields.pop("code", None) or f"carrier{next(_number)}"
    url = "https://track.example/{trackingId}"
    return Carrier.objects.create(code=code, **{"label": code.title(), "tracking_url": url, **fields})


def make_class(**fields: Any) -> LogisticClass:
    """A class of goods."""
    code = fields.pop("code", None) or f"C{next(_number)}"
    return LogisticClass.objects.create(code=code, **{"label": code.title(), **fields})


def make_shop_shipping(shop: Shop, **fields: Any) -> ShopShipping:
    """How the shop prepares: two working days unless told otherwise."""
    with all_shops("a test makes its rows"):
        return ShopShipping.objects.create(shop=shop, **{"lead_time_days": 2, **fields})


def make_closure(shop: Shop, first_day: date, last_day: date | None = None, **fields: Any) -> Closure:
    """The shop is away from one day to another, both included, and goes on selling."""
    given = {"name": "Away", "created_at": NOON, **fields}
    with all_shops("a test makes its rows"):
        return Closure.objects.create(shop=shop, first_day=first_day, last_day=last_day or first_day, **given)


def make_shop_carrier(shop: Shop, carrier: Carrier) -> ShopCarrier:
    """The shop usually sends with the carrier."""
    with all_shops("a test makes its rows"):
        return ShopCarrier.objects.create(shop=shop, carrier=carrier)


def make_charge(shop: Shop, zone: ShippingZone, method: ShippingMethod, **fields: Any) -> Charge:
    """A row of the shop's rate table: 4.90 per order unless told otherwise."""
    with all_shops("a test makes its rows"):
        return Charge.objects.create(shop=shop, zone=zone, method=method, **_priced(fields))


def make_contingency(shop: Shop, zone: ShippingZone, method: ShippingMethod, **fields: Any) -> ContingencyCharge:
    """A row of the table behind it."""
    with all_shops("a test makes its rows"):
        return ContingencyCharge.objects.create(shop=shop, zone=zone, method=method, **_priced(fields))


def make_fault(shop: Shop, zone: ShippingZone, method: ShippingMethod, **fields: Any) -> FreightFault:
    """The rate table had no row, once, and still has none."""
    given = {"reason": FreightReason.NO_ROW, "first_at": NOON, "last_at": NOON, **fields}
    with all_shops("a test makes its rows"):
        return FreightFault.objects.create(shop=shop, zone=zone, method=method, **given)


def _priced(fields: dict[str, Any]) -> dict[str, Any]:
    return {"basis": ChargeBasis.ORDER, "price": Decimal("4.90"), **fields}

"""Methods, zones and carriers."""

from itertools import count
from typing import Any

from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops
from shipping.models import Carrier, ShippingMethod, ShippingZone, ShopShipping

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


def make_shop_shipping(shop: Shop, *, lead_time_days: int = 2) -> ShopShipping:
    """The shop's preparation time."""
    with all_shops("a test makes its rows"):
        return ShopShipping.objects.create(shop=shop, lead_time_days=lead_time_days)

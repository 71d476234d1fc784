"""What A01 says of a shop's shipping, and of the days on which it sells nothing."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.shops.account_sections import register_section
from marketplace.worktime import day_bounds
from shipping.choices import ClosureKind
from shipping.models import ShippingLimits, ShopShipping
from shipping.services.closures import closures_ahead, first_timezone, shop_channels
from shipping.services.coverage import Served, sends_free, served_pairs
from shipping.services.lookup import shipping_limits


def shipping_section(shop_id: int, at: datetime) -> dict[str, Any]:
    """The lead time, and every zone and method of the shop's rate table."""
    channels, limits = shop_channels(shop_id), shipping_limits()
    pairs = served_pairs(shop_id, channels)
    settings = ShopShipping.objects.filter(shop=shop_id).first()
    days = settings.lead_time_days if settings else limits.default_lead_time_days
    return {
        "free_shipping": sends_free(pairs),
        "shipping": {"lead_time_to_ship": days},
        "shipping_types": list(dict.fromkeys(pair.method.code for pair in pairs)),
        "shipping_zones": list(dict.fromkeys(pair.zone.code for pair in pairs)),
        "shippings": [_pair(pair) for pair in pairs],
        **_closed_times(shop_id, first_timezone(channels), limits, at),
    }


def register() -> None:
    """Add the section to A01."""
    register_section("shipping", shipping_section)


def _closed_times(shop_id: int, timezone: str, limits: ShippingLimits, at: datetime) -> dict[str, datetime | None]:
    """The closure without sales that runs or comes next, from its first moment to its last second (R096)."""
    today = at.astimezone(ZoneInfo(timezone)).date()
    paused = closures_ahead(shop_id, today).filter(kind=ClosureKind.PAUSED)
    closure = paused.first() if limits.allows_own_calendar else None
    if closure is None:
        return {"closed_from": None, "closed_to": None}
    begin, end = day_bounds(closure.first_day, timezone)[0], day_bounds(closure.last_day, timezone)[1]
    return {"closed_from": begin, "closed_to": end - timedelta(seconds=1)}


def _pair(pair: Served) -> dict[str, Any]:
    return {
        "additional_fields": [],
        "shipping_free_amount": pair.free_from,
        "shipping_type_code": pair.method.code,
        "shipping_type_label": pair.method.label,
        "shipping_type_standard_code": pair.method.standard_code or None,
        "shipping_zone_code": pair.zone.code,
        "shipping_zone_label": pair.zone.label,
    }

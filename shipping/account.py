"""What A01 says of a shop's shipping."""

from datetime import datetime
from typing import Any

from marketplace.shops.account_sections import register_section
from marketplace.shops.models import Channel, ShopChannel
from shipping.models import ShippingMethod, ShippingZone
from shipping.services.lookup import preparation_days


def shipping_section(shop_id: int, at: datetime) -> dict[str, Any]:
    """The lead time, and every active method to the zones of the shop's channels."""
    channels = Channel.objects.filter(pk__in=ShopChannel.objects.values("channel"))
    zones = list(ShippingZone.objects.filter(countries__overlap=list(channels.values_list("country", flat=True))))
    methods = list(ShippingMethod.objects.filter(is_active=True))
    return {
        "shipping": {"lead_time_to_ship": preparation_days([shop_id])[shop_id]},
        "shipping_types": [method.code for method in methods],
        "shipping_zones": [zone.code for zone in zones],
        "shippings": [_pair(zone, method) for zone in zones for method in methods],
    }


def register() -> None:
    """Add the section to A01."""
    register_section("shipping", shipping_section)


def _pair(zone: ShippingZone, method: ShippingMethod) -> dict[str, Any]:
    return {
        "additional_fields": [],
        "shipping_free_amount": None,
        "shipping_type_code": method.code,
        "shipping_type_label": method.label,
        "shipping_type_standard_code": method.standard_code or None,
        "shipping_zone_code": zone.code,
        "shipping_zone_label": zone.label,
    }

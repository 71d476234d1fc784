"""How well a zone fits a destination, a carrier, the operator's limits, and how long shops prepare."""

from collections.abc import Collection

from shipping.freight import plain_postcode
from shipping.models import Carrier, ShippingLimits, ShopShipping


def best_prefix(postcodes: Collection[str], zip_code: str) -> int | None:
    """How well a zone fits: the length of its longest beginning of the postcode, 0 where it names none; else None."""
    if not postcodes:
        return 0
    written = plain_postcode(zip_code)
    return max(
        (len(begin) for begin in map(plain_postcode, postcodes) if begin and written.startswith(begin)), default=None
    )


def find_carrier(*, code: str = "", standard_code: str = "") -> Carrier | None:
    """An active carrier by its code, else by its standard code."""
    if code:
        return Carrier.objects.filter(code=code, is_active=True).first()
    if standard_code:
        return Carrier.objects.filter(standard_code=standard_code, is_active=True).order_by("pk").first()
    return None


def shipping_limits() -> ShippingLimits:
    """How far shops may depart from the marketplace's settings."""
    return ShippingLimits.objects.first() or ShippingLimits()


def preparation_days(shop_ids: Collection[int]) -> dict[int, int]:
    """Each shop's default lead time in working days; the operator's default where a shop has set none (R086)."""
    known = dict(ShopShipping.objects.filter(shop__in=shop_ids).values_list("shop_id", "lead_time_days"))
    missing = [shop_id for shop_id in shop_ids if shop_id not in known]
    return known | (dict.fromkeys(missing, shipping_limits().default_lead_time_days) if missing else {})

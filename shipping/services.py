"""What an order asks of shipping: the zone of a country, a method, a carrier, and how long shops prepare."""

from collections.abc import Collection

from shipping.models import Carrier, ShippingMethod, ShippingZone, ShopShipping


def find_zone(country: str) -> ShippingZone | None:
    """The first zone, by code, that a country (ISO 3166-1 alpha-2) lies in."""
    return ShippingZone.objects.filter(countries__contains=[country]).first()


def find_method(code: str) -> ShippingMethod | None:
    """An active method by its code."""
    return ShippingMethod.objects.filter(code=code, is_active=True).first()


def find_carrier(*, code: str = "", standard_code: str = "") -> Carrier | None:
    """An active carrier by its code, else by its standard code."""
    if code:
        return Carrier.objects.filter(code=code, is_active=True).first()
    if standard_code:
        return Carrier.objects.filter(standard_code=standard_code, is_active=True).order_by("pk").first()
    return None


def preparation_days(shop_ids: Collection[int]) -> dict[int, int]:
    """Each shop's default lead time in working days; the model's own default where a shop has set none (R086)."""
    known = dict(ShopShipping.objects.filter(shop__in=shop_ids).values_list("shop_id", "lead_time_days"))
    usual: int = ShopShipping._meta.get_field("lead_time_days").get_default()
    return {shop_id: known.get(shop_id, usual) for shop_id in shop_ids}


def set_preparation_days(*, shop_id: int, days: int) -> ShopShipping:
    """Set how long the shop prepares its orders; those that are running keep their promise (R086)."""
    shipping, _is_new = ShopShipping.objects.update_or_create(shop_id=shop_id, defaults={"lead_time_days": days})
    return shipping

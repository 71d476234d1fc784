"""What a shop changes of its shipping. Everything here runs inside the shop's scope."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any

from django.db import transaction

from marketplace.errors import FieldError, ValidationFailed
from marketplace.shops.models import Shop
from shipping.closing import preparation_faults, weekday_faults
from shipping.models import ShopShipping
from shipping.services.lookup import shipping_limits

# Stands for what is left as it is.
KEPT: Any = object()


@transaction.atomic
def set_preparation(
    *, shop_id: int, lead_time_days: int = KEPT, cutoff: time | None = KEPT, at: datetime
) -> ShopShipping:
    """Set how long the shop prepares its orders, and its cut-off hour (None: the day's end), or one of them; orders
    that are running keep their promise (R086). Raises ValidationFailed beyond the operator's limits.
    """
    lock_shop(shop_id)
    given: dict[str, Any] = {"lead_time_days": lead_time_days, "cutoff": cutoff}
    changes = {name: value for name, value in given.items() if value is not KEPT}
    if not changes:
        return shop_settings(shop_id)
    refuse(preparation_faults(changes.get("lead_time_days", 0), changes.get("cutoff"), shipping_limits()))
    return _save(shop_id, at, **changes)


@transaction.atomic
def set_weekdays(*, shop_id: int, weekdays: Collection[int] | None, at: datetime) -> ShopShipping:
    """Set the shop's own week (ISO weekdays), or with None the marketplace's (D12). Raises ValidationFailed."""
    lock_shop(shop_id)
    check_weekdays(weekdays)
    return _save(shop_id, at, weekdays=None if weekdays is None else sorted(set(weekdays)))


def check_weekdays(weekdays: Collection[int] | None) -> None:
    """Raise ValidationFailed for a week of its own that a shop may not keep (D12)."""
    refuse(weekday_faults(weekdays, shipping_limits()))


def shop_settings(shop_id: int) -> ShopShipping:
    """The shop's settings; unsaved with the operator's default where it has set none."""
    return ShopShipping.objects.filter(shop=shop_id).first() or ShopShipping(
        shop_id=shop_id, lead_time_days=shipping_limits().default_lead_time_days
    )


def lock_shop(shop_id: int) -> None:
    """One change of a shop's shipping at a time: two at once could pass a limit together. Its row of settings may not
    be there yet, so the shop's own is locked, in the way that lets orders and offers go on.
    """
    Shop.objects.select_for_update(no_key=True).get(pk=shop_id)


def refuse(faults: list[FieldError]) -> None:
    """Raise ValidationFailed for the faults, if there are any."""
    if faults:
        raise ValidationFailed(code=faults[0].code, message=faults[0].message, errors=faults)


def _save(shop_id: int, at: datetime, **changes: Any) -> ShopShipping:
    """Change some fields; a shop that had set none keeps the operator's default in the others."""
    settings = shop_settings(shop_id)
    for name, value in changes.items():
        setattr(settings, name, value)
    settings.updated_at = at
    settings.save()
    return settings

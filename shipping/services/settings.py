"""What a shop changes of its shipping. Everything here runs inside the shop's scope."""

from datetime import datetime

from shipping.models import ShopShipping


def set_preparation_days(*, shop_id: int, days: int, at: datetime) -> ShopShipping:
    """Set how long the shop prepares its orders; those that are running keep their promise (R086)."""
    shipping, _is_new = ShopShipping.objects.update_or_create(
        shop_id=shop_id, defaults={"lead_time_days": days, "updated_at": at}
    )
    return shipping

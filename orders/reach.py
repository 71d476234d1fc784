"""What shipping shows of orders: how many are to ship while a shop is closed."""

from datetime import datetime

from orders.models import Order
from orders.querysets import ON_HOLD, TO_DO
from shipping import reach


def register() -> None:
    """Called once, at start."""
    reach.register_orders(count_open_orders)


def count_open_orders(shop_id: int, begin: datetime, end: datetime) -> int:
    """Orders that have not left, with a ship-by moment in that time."""
    count: int = Order.objects.filter(
        shop=shop_id, state__in=(*TO_DO, *ON_HOLD), ship_by__gte=begin, ship_by__lt=end
    ).count()
    return count

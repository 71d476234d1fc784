"""What lower apps show of orders: how many are to ship while a shop is closed, pieces of an offer that they hold."""

from datetime import datetime

from django.db.models import Sum

from offers import reserved
from orders.models import Order, OrderLine
from orders.querysets import ON_HOLD, TO_DO
from shipping import reach


def register() -> None:
    """Called once, at start."""
    reach.register_orders(count_open_orders)
    reserved.register(count_reserved_pieces)


def count_reserved_pieces(offer_id: int) -> int:
    """Pieces of an offer in lines that have not left; their stock is taken already (R012)."""
    lines = OrderLine.objects.filter(offer=offer_id, state__in=(*TO_DO, *ON_HOLD))
    return int(lines.aggregate(pieces=Sum("quantity"))["pieces"] or 0)


def count_open_orders(shop_id: int, begin: datetime, end: datetime) -> int:
    """Orders that have not left, with a ship-by moment in that time."""
    count: int = Order.objects.filter(
        shop=shop_id, state__in=(*TO_DO, *ON_HOLD), ship_by__gte=begin, ship_by__lt=end
    ).count()
    return count

"""Marking days that must be counted anew, in the transaction of the change that made them so."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from marketplace.tenancy import all_shops

# The day by the channel's clock, without reading the channel first.
_MARK = """
    INSERT INTO metrics_dirtyday (shop_id, channel_id, day)
    SELECT %s, c.id, (%s::timestamptz AT TIME ZONE c.timezone)::date FROM shops_channel c WHERE c.id = %s
"""
_MARK_ORDERS = """
    WITH o AS MATERIALIZED (
        SELECT id, shop_id, channel_id, created_at FROM orders_order WHERE id = ANY(%(orders)s::bigint[])
    ), moments AS (
        SELECT shop_id, channel_id, created_at AS moment FROM o
        UNION ALL
        SELECT o.shop_id, o.channel_id, v.created_at FROM o JOIN orders_evaluation v ON v.order_id = o.id
    )
    INSERT INTO metrics_dirtyday (shop_id, channel_id, day)
    SELECT DISTINCT moments.shop_id, c.id, (moment AT TIME ZONE c.timezone)::date
    FROM moments JOIN shops_channel c ON c.id = moments.channel_id
"""
_MARK_CHANNEL = """
    INSERT INTO metrics_dirtyday (shop_id, channel_id, day)
    SELECT DISTINCT shop_id, channel_id, day + beside FROM (
        SELECT shop_id, channel_id, day FROM metrics_dailyfacts WHERE channel_id = %(channel)s
        UNION SELECT shop_id, channel_id, day FROM metrics_dirtyday WHERE channel_id = %(channel)s
    ) known CROSS JOIN generate_series(-2, 2) AS beside
"""


def mark_moment(*, shop_id: int, channel_id: int, moment: datetime) -> None:
    """Mark the day of a moment by the channel's clock."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [shop_id, moment, channel_id])


def mark_orders(*, order_pks: Collection[int]) -> None:
    """Mark the days of many orders and of their evaluations, in the scope that has them."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK_ORDERS, {"orders": list(order_pks)})


def mark_channel(*, channel_id: int) -> None:
    """Mark all days of a channel, and those beside them: where its zone changes, rows move two days at most."""
    with all_shops("a channel is of all shops"), connection.cursor() as cursor:
        cursor.execute(_MARK_CHANNEL, {"channel": channel_id})

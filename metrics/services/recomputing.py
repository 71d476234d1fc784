"""Counting marked days anew, from the rows they are made of (R107)."""

from datetime import datetime

from django.db import connection, transaction

from marketplace import clock
from marketplace.tenancy import all_shops
from metrics import statements
from metrics.locking import try_to_lock

# Of one transaction: some hundred days take a few tenths of a second.
SHOPS_AT_ONCE = 200
DAYS_AT_ONCE = 500

_MARKED_SHOPS = "SELECT DISTINCT shop_id FROM metrics_dirtyday ORDER BY shop_id LIMIT %s"
_TAKE_MARKS = """
    WITH picked AS MATERIALIZED (
        SELECT DISTINCT shop_id, channel_id, day FROM metrics_dirtyday
        WHERE shop_id = ANY(%s::bigint[]) ORDER BY shop_id, day, channel_id LIMIT %s
    ), gone AS (
        DELETE FROM metrics_dirtyday mark USING picked
        WHERE mark.shop_id = picked.shop_id AND mark.channel_id = picked.channel_id AND mark.day = picked.day
    )
    SELECT shop_id, channel_id, day FROM picked
"""
_FORGET_DAYS = """
    DELETE FROM metrics_dailyfacts facts
    USING unnest(%(shops)s::bigint[], %(channels)s::bigint[], %(days)s::date[]) AS given(shop_id, channel_id, day)
    WHERE facts.shop_id = given.shop_id AND facts.channel_id = given.channel_id AND facts.day = given.day
"""


def recompute_marked() -> int:
    """Count a batch of marked days anew; how many. A day marked while it is counted stays marked for the next batch.

    The marks go first and the rows are read after: whatever a mark that is gone was written with is among them. What
    another worker counts is left to it. A worker that dies leaves its marks.
    """
    with transaction.atomic(), all_shops("the days of all shops are counted together"):
        return _recompute(clock.now())


def count_marked() -> int:
    """How many marks wait, also those that another worker holds."""
    with all_shops("the days of all shops are counted together"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM metrics_dirtyday")
        return int(cursor.fetchone()[0])


def _recompute(at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_MARKED_SHOPS, [SHOPS_AT_ONCE])
        marked = [shop for (shop,) in cursor.fetchall()]
        shops = try_to_lock(marked) if marked else []
        if not shops:
            return 0
        cursor.execute(_TAKE_MARKS, [shops, DAYS_AT_ONCE])
        days = cursor.fetchall()
        if days:
            keys = {name: [row[place] for row in days] for place, name in enumerate(("shops", "channels", "days"))}
            cursor.execute(_FORGET_DAYS, keys)
            cursor.execute(statements.COUNT_DAYS, {**keys, "at": at})
        return len(days)

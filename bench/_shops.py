"""Every shop of a benchmark made like its first: calendars, carriers, freight, promotions, and an offer."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bench._filling import multiply

_SOLD_ON = """
    INSERT INTO shops_shopchannel (shop_id, channel_id)
    SELECT shop.id, one.channel_id FROM shops_shop shop, shops_shopchannel one
    WHERE one.shop_id = %(shop)s AND shop.id <> %(shop)s
"""
_DISPATCH = """
    INSERT INTO shipping_shopshipping (shop_id, lead_time_days, cutoff, weekdays)
    SELECT id, id %% 5, make_time(12 + (id %% 6)::int, 0, 0),
        CASE WHEN id %% 3 = 0 THEN ARRAY[1,2,3,4,5,6]::smallint[] END FROM shops_shop
"""
_CLOSURES = """
    INSERT INTO shipping_closure (shop_id, first_day, last_day, name, kind, created_at)
    SELECT shop.id, day, day + (shop.id %% 4)::int, 'Closure ' || n, 'STAY_OPEN', now()
    FROM shops_shop shop, generate_series(1, %(closures)s) n,
        LATERAL (SELECT %(first)s::date + ((n - 1) * 30 + shop.id %% 25)::int AS day) start
"""
_CARRIERS = """
    INSERT INTO shipping_shopcarrier (shop_id, carrier_id)
    SELECT shop.id, carrier FROM shops_shop shop, unnest(%(carriers)s::bigint[]) carrier
"""
_CHARGES = """
    INSERT INTO shipping_charge (shop_id, zone_id, method_id, postcode_from, postcode_to, basis,
        at_least, below, price, extra_price)
    SELECT shop.id, zone.id, method.id, '', '', 'WEIGHT',
        n, CASE WHEN n < 9 THEN n + 1 END, 4 + n + (shop.id %% 90) / 100.0, 0
    FROM shops_shop shop, shipping_shippingzone zone, shipping_shippingmethod method, generate_series(0, 9) n
"""
# An offer for each shop, out of as many that all were the first one's.
_DEAL = """
    UPDATE offers_offer offer SET shop_id = each.shop_id FROM (
        SELECT one.id, shop.id AS shop_id
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM offers_offer) one
        JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM shops_shop) shop USING (place)
    ) each WHERE each.id = offer.id
"""
_REDUCTIONS = ("offers_campaignentry", "offers_campaigndiscount", "offers_promotion")


def fill_shops(
    cursor: Any, *, shop_id: int, offer_id: int, carriers: Sequence[int], closures: int, others: int
) -> None:
    """What the first shop has for all others too, whose rows are there already."""
    values = {"shop": shop_id, "carriers": list(carriers), "first": date(2026, 3, 1), "closures": closures}
    for sql in (_SOLD_ON, _DISPATCH, _CLOSURES, _CARRIERS, _CHARGES):
        cursor.execute(sql, values)
    for table in _REDUCTIONS:
        _for_every_shop(cursor, table, shop_id)
    multiply("offers_offer", template=offer_id, rows=others, changes={"shop_sku": "'SKU-' || n"})
    cursor.execute(_DEAL)


def _for_every_shop(cursor: Any, table: str, shop_id: int) -> None:
    """The rows of the first shop for each of the others; a discount belongs to its own shop's entry."""
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    columns = [name for (name,) in cursor.fetchall() if name not in ("id", "shop_id")]
    values = ["entry.id" if name == "entry_id" else f"one.{name}" for name in columns]
    join = "JOIN offers_campaignentry entry ON entry.shop_id = shop.id" if "entry_id" in columns else ""
    cursor.execute(
        f"""
        INSERT INTO {table} (shop_id, {", ".join(columns)})
        SELECT shop.id, {", ".join(values)} FROM {table} one JOIN shops_shop shop ON shop.id <> one.shop_id {join}
        WHERE one.shop_id = %s
        """,
        [shop_id],
    )

"""The facts as SQL: of some days, or of everything, made from the same columns."""

from messaging.kinds import CUSTOMER_REPLY
from metrics.columns import LAST_ACCEPTED, STORED, Source

NAMES = ", ".join(column.name for column in STORED)

# Days as given, with the stretch of real time in which their rows are looked for: wider than any change of the clock,
# the day itself is compared as well.
_DAYS = """
    WITH c AS MATERIALIZED (
        SELECT given.shop_id, given.channel_id, given.day, channel.timezone, channel.currency,
            (given.day::timestamp AT TIME ZONE channel.timezone) - interval '3 hours' AS opens,
            ((given.day + 1)::timestamp AT TIME ZONE channel.timezone) + interval '3 hours' AS ends
        FROM unnest(%(shops)s::bigint[], %(channels)s::bigint[], %(days)s::date[]) AS given(shop_id, channel_id, day)
        JOIN shops_channel channel ON channel.id = given.channel_id
    )
"""
_DAY = "(%s AT TIME ZONE c.timezone)::date"
_LINES = "JOIN orders_orderline l ON l.order_id = o.id"
_CHECKS = "JOIN orders_orderevent e ON e.order_id = o.id AND e.kind = 'FRAUD_PASSED'"


def _found(table: str, alias: str, moment: str, also: str = "") -> str:
    """Rows of the days in `c`, found by an index on shop and moment whatever the planner thinks of the days."""
    return f"""
        FROM c CROSS JOIN LATERAL (
            SELECT r.* FROM {table} r
            WHERE r.shop_id = c.shop_id AND r.{moment} >= c.opens AND r.{moment} < c.ends{also} OFFSET 0
        ) {alias}
    """  # noqa: S608  # every part is ours


_OF_DAY = f"WHERE {_DAY % 'o.created_at'} = c.day"
_PLACED = _found("orders_order", "o", "created_at", " AND r.channel_id = c.channel_id")
_ANSWERS = _found(
    "deadlines_deadline", "d", "closed_at", f" AND r.channel_id = c.channel_id AND r.kind = '{CUSTOMER_REPLY}'"
)
_GRADES = _found("orders_evaluation", "v", "created_at")
_SOME: dict[Source, str] = {
    Source.ORDER: f"{_PLACED} {_OF_DAY}",
    Source.LINE: f"{_PLACED} {_LINES} {_OF_DAY}",
    Source.APPROVAL: f"{_PLACED} {_CHECKS} {_OF_DAY}",
    Source.ANSWER: f"{_ANSWERS} WHERE {_DAY % 'd.closed_at'} = c.day",
    Source.EVALUATION: f"{_GRADES} JOIN orders_order o ON o.id = v.order_id AND o.channel_id = c.channel_id"
    f" WHERE {_DAY % 'v.created_at'} = c.day",
    Source.VISIT: "FROM c JOIN metrics_offervisits t USING (shop_id, channel_id, day)",
}

_ALL_ORDERS = "FROM orders_order o JOIN shops_channel c ON c.id = o.channel_id"
_OF_SHOP = "WHERE (%%(shop)s::bigint IS NULL OR %s.shop_id = %%(shop)s)"
_ORDERS_KEY = f"o.shop_id, o.channel_id, {_DAY % 'o.created_at'} AS day"
# Reply clocks are found by their conversations: they are few among the deadlines of a long history.
_ALL: dict[Source, tuple[str, str]] = {
    Source.ORDER: (_ORDERS_KEY, f"{_ALL_ORDERS} {_OF_SHOP % 'o'}"),
    Source.LINE: (_ORDERS_KEY, f"{_ALL_ORDERS} {_LINES} {_OF_SHOP % 'o'}"),
    Source.APPROVAL: (_ORDERS_KEY, f"{_ALL_ORDERS} {_CHECKS} {_OF_SHOP % 'o'} AND NOT o.is_imported"),
    Source.ANSWER: (
        f"d.shop_id, d.channel_id, {_DAY % 'd.closed_at'} AS day",
        f"FROM messaging_thread h JOIN deadlines_deadline d ON d.subject_id = h.thread_id::text"
        f" AND d.kind = '{CUSTOMER_REPLY}' AND d.closed_at IS NOT NULL"
        f" JOIN shops_channel c ON c.id = d.channel_id {_OF_SHOP % 'h'}",
    ),
    Source.EVALUATION: (
        f"v.shop_id, o.channel_id, {_DAY % 'v.created_at'} AS day",
        "FROM orders_evaluation v JOIN orders_order o ON o.id = v.order_id JOIN shops_channel c ON c.id = o.channel_id"
        f" {_OF_SHOP % 'v'}",
    ),
    Source.VISIT: ("t.shop_id, t.channel_id, t.day", f"FROM metrics_offervisits t {_OF_SHOP % 't'}"),
}


def _part(source: Source, key: str, rows: str) -> str:
    """Sums of one source by shop, channel and day, with nothing in the columns of the others."""
    totals = ", ".join(f"{column.total if column.source is source else 0} AS {column.name}" for column in STORED)
    last = LAST_ACCEPTED if source is Source.ORDER else "NULL::timestamptz"
    return f"SELECT {key}, {last} AS last_accepted_at, {totals} {rows} GROUP BY 1, 2, 3"


def _sums(parts: list[str]) -> str:
    sums = ", ".join(f"sum({column.name}) AS {column.name}" for column in STORED)
    everything = " UNION ALL ".join(parts)
    return f"""
        SELECT shop_id, channel_id, day, max(last_accepted_at) AS last_accepted_at, {sums}
        FROM ({everything}) part GROUP BY shop_id, channel_id, day
    """  # noqa: S608  # every part is ours


_OF_DAYS = _sums([_part(source, "c.shop_id, c.channel_id, c.day", rows) for source, rows in _SOME.items()])
# Value: shop, None for all of them.
SUMS_OF_ALL = _sums([_part(source, key, rows) for source, (key, rows) in _ALL.items()])
_INTO = f"""
    INSERT INTO metrics_dailyfacts (computed_at, shop_id, channel_id, day, last_accepted_at, {NAMES})
    SELECT %(at)s::timestamptz, made.*
"""

# Values: shops, channels and days as arrays of one length, and at.
COUNT_DAYS = f"{_DAYS} {_INTO} FROM ({_OF_DAYS}) made"
# Values: shop as above, and at.
COUNT_ALL = f"{_INTO} FROM ({SUMS_OF_ALL}) made"

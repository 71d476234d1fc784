"""Keeping the ledger's days few: rows of one day are summed up, and can be made again from the entries."""

from django.db import connection, transaction

from marketplace.tenancy import all_shops

# Rows that one round takes; orders go on writing meanwhile, since none waits for a row of this table.
_BATCH = 5_000
# New rows and what their days had before become one row a day. Rows are locked, so that two sweeps do not sum up the
# same; what another holds is left to it, and joined when the day has a new row again.
_SUM_UP = """
    WITH fresh AS (
        SELECT id, shop_id, currency, day FROM invoices_ledgerday
        WHERE NOT is_summed ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ), former AS (
        SELECT id FROM invoices_ledgerday AS days
        WHERE is_summed AND EXISTS (
            SELECT FROM fresh
            WHERE fresh.shop_id = days.shop_id AND fresh.currency = days.currency AND fresh.day = days.day
        )
        FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM invoices_ledgerday WHERE id IN (SELECT id FROM fresh UNION ALL SELECT id FROM former)
        RETURNING shop_id, currency, day, pending, payable, paid
    ), summed AS (
        INSERT INTO invoices_ledgerday (shop_id, currency, day, pending, payable, paid, is_summed)
        SELECT shop_id, currency, day, sum(pending), sum(payable), sum(paid), true FROM gone
        GROUP BY shop_id, currency, day
    )
    SELECT count(*) FROM fresh
"""
_COUNT = "SELECT count(*) FROM invoices_ledgerday WHERE NOT is_summed"
_REBUILD = """
    INSERT INTO invoices_ledgerday (shop_id, currency, day, is_summed, pending, payable, paid)
    SELECT shop_id, currency, (at AT TIME ZONE 'UTC')::date, true,
           coalesce(sum(amount) FILTER (WHERE account = 'SELLER_PENDING'), 0),
           coalesce(sum(amount) FILTER (WHERE account = 'SELLER_PAYABLE'), 0),
           coalesce(sum(amount) FILTER (WHERE account = 'SELLER_PAID'), 0)
    FROM invoices_ledgerentry WHERE account IN ('SELLER_PENDING', 'SELLER_PAYABLE', 'SELLER_PAID')
    GROUP BY 1, 2, 3
"""


def sum_up_days() -> int:
    """Join new rows with their days, one round; returns how many were new. The balances stay what they are."""
    with all_shops("the sweep sums up the ledger of every shop"):
        return _number(_SUM_UP, [_BATCH])


def count_unsummed() -> int:
    """How many rows are new."""
    with all_shops("the sweep counts the ledger of every shop"):
        return _number(_COUNT, [])


@transaction.atomic
def rebuild_days() -> int:
    """Make all days again from the entries, which are the truth, and count them; postings wait meanwhile."""
    with all_shops("the days of every shop's ledger are made again"), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE invoices_ledgerday IN EXCLUSIVE MODE")
        cursor.execute("DELETE FROM invoices_ledgerday")
        cursor.execute(_REBUILD)
        return int(cursor.rowcount)


def _number(sql: str, values: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])

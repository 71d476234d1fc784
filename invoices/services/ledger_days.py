"""Keeping the ledger's days few: rows of one day are summed up, and can be made again from the entries."""

from django.db import connection, transaction

from marketplace.tenancy import all_shops

# Rows that one round takes; orders go on writing meanwhile, since none waits for a row of this table.
_BATCH = 20_000
# A day's rows are locked, so that two sweeps do not sum up the same; those that another holds are left to it.
_SUM_UP = """
    WITH chosen AS (
        SELECT id FROM invoices_ledgerday
        WHERE (shop_id, currency, day) IN (
            SELECT shop_id, currency, day FROM invoices_ledgerday GROUP BY shop_id, currency, day HAVING count(*) > 1
        )
        ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM invoices_ledgerday WHERE id IN (SELECT id FROM chosen)
        RETURNING shop_id, currency, day, pending, payable, paid
    ), summed AS (
        INSERT INTO invoices_ledgerday (shop_id, currency, day, pending, payable, paid)
        SELECT shop_id, currency, day, sum(pending), sum(payable), sum(paid) FROM gone
        GROUP BY shop_id, currency, day RETURNING 1
    )
    SELECT (SELECT count(*) FROM gone) - (SELECT count(*) FROM summed)
"""
_COUNT = """
    SELECT coalesce(sum(rows - 1), 0) FROM (
        SELECT count(*) AS rows FROM invoices_ledgerday GROUP BY shop_id, currency, day HAVING count(*) > 1
    ) AS days
"""
_REBUILD = """
    INSERT INTO invoices_ledgerday (shop_id, currency, day, pending, payable, paid)
    SELECT shop_id, currency, (at AT TIME ZONE 'UTC')::date,
           coalesce(sum(amount) FILTER (WHERE account = 'SELLER_PENDING'), 0),
           coalesce(sum(amount) FILTER (WHERE account = 'SELLER_PAYABLE'), 0),
           coalesce(sum(amount) FILTER (WHERE account = 'SELLER_PAID'), 0)
    FROM invoices_ledgerentry WHERE account IN ('SELLER_PENDING', 'SELLER_PAYABLE', 'SELLER_PAID')
    GROUP BY 1, 2, 3
"""


def sum_up_days() -> int:
    """Sum up days of several rows, one round; returns how many rows are fewer. The balances stay what they are."""
    with all_shops("the sweep sums up the ledger of every shop"):
        return _number(_SUM_UP, [_BATCH])


def count_unsummed() -> int:
    """How many rows are more than one a day."""
    with all_shops("the sweep counts the ledger of every shop"):
        return _number(_COUNT, [])


@transaction.atomic
def rebuild_days() -> None:
    """Make all days again from the entries, which are the truth; postings wait meanwhile."""
    with all_shops("the days of every shop's ledger are made again"), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE invoices_ledgerday IN EXCLUSIVE MODE")
        cursor.execute("DELETE FROM invoices_ledgerday")
        cursor.execute(_REBUILD)


def _number(sql: str, values: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])

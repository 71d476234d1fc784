"""Files of stock (STO01): each row sets the stock of one offer. We keep one stock; that of several warehouses is the
sum of what the file says of them.
"""

from typing import Any

from django.db import transaction

from marketplace import clock
from offers.choices import ChangeSource
from offers.imports.layout import STOCK_CODES, stock_parts
from offers.models import ImportRun
from offers.services.import_progress import Progress
from offers.services.import_staging import UNKNOWN, WITH_OTHERS, Staging, open_cursor
from offers.services.provenance import changing_offers
from offers.services.settings import MOST_STOCK

# Two rows of an offer need two warehouses.
_TWICE = """
    SELECT stage.line, stage.sku, 'STOCK_TWICE', '' FROM import_stage stage
    JOIN (
        SELECT sku FROM import_stage GROUP BY sku
        HAVING count(*) > 1 AND (bool_or({warehouse} = '') OR count(DISTINCT {warehouse}) < count(*))
    ) twice USING (sku)
"""
_TOO_MUCH = """
    SELECT stage.line, stage.sku, 'NO_STOCK', summed.total::text FROM import_stage stage
    JOIN (SELECT sku, sum(quantity) AS total FROM import_stage GROUP BY sku HAVING sum(quantity) > %(most)s) summed
    USING (sku)
"""
# In the order of the keys, as baskets lock them, and no offer that has so many already.
_STOCK = """
    CREATE TEMP TABLE import_stock ON COMMIT DROP AS
    SELECT offer.id, stock.quantity FROM (
        SELECT sku, sum({quantity})::integer AS quantity FROM import_stage
        WHERE sku NOT IN (SELECT sku FROM import_fault) GROUP BY sku
    ) stock
    JOIN offers_offer offer
        ON offer.shop_id = %(shop)s AND offer.shop_sku = stock.sku AND offer.removed_at IS NULL
    WHERE stock.quantity <> offer.quantity
    ORDER BY offer.id FOR NO KEY UPDATE OF offer
"""
_WRITE = """
    UPDATE offers_offer offer SET quantity = stock.quantity, updated_at = %(at)s
    FROM import_stock stock WHERE stock.id = offer.id
"""


def import_stock(run: ImportRun, progress: Progress) -> None:
    """Work off a file of stock. Rows that are wrong hold up no other. Raises ValidationFailed, Cancelled."""
    values: dict[str, Any] = {"shop": run.shop_id, "most": MOST_STOCK}
    with open_cursor() as cursor:
        staging = Staging(run, progress, cursor)
        layout = staging.load(lambda _columns: stock_parts(), STOCK_CODES, "offer-sku")
        staging.need(layout, "quantity")
        quantity = "CASE WHEN is_delete THEN 0 ELSE quantity END" if "is_delete" in layout else "quantity"
        staging.refuse(_TWICE.format(warehouse="warehouse" if "warehouse" in layout else "''"))
        staging.refuse(_TOO_MUCH, values)
        staging.refuse(UNKNOWN, values)
        staging.refuse(WITH_OTHERS)
        # The report before the change: whoever buys one of these offers waits from there on.
        staging.finish(STOCK_CODES, leading=True)
        with transaction.atomic():
            cursor.execute(_STOCK.format(quantity=quantity), values)
            # Of now, not of the start: who asks what changed since must not have asked in between.
            values["at"] = clock.now()
            with changing_offers(ChangeSource.IMPORT, run.requested_by):
                cursor.execute(_WRITE, values)
            run.updated = cursor.rowcount
            transaction.set_rollback(run.is_dry_run)

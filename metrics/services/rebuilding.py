"""All facts from nothing, set by set: for a new rule of counting, another time zone, or to be sure."""

from datetime import datetime

from django.db import connection, transaction

from marketplace.tenancy import all_shops
from metrics import statements
from metrics.locking import wait_for_lock

_FORGET_MARKS = "DELETE FROM metrics_dirtyday WHERE %(shop)s::bigint IS NULL OR shop_id = %(shop)s"
_FORGET_FACTS = "DELETE FROM metrics_dailyfacts WHERE %(shop)s::bigint IS NULL OR shop_id = %(shop)s"


def rebuild_figures(*, shop_id: int | None, at: datetime) -> int:
    """Forget the daily facts of a shop (None: of all shops) and count them anew; how many there are then.

    Readers see the old ones until the new ones are there. What changes meanwhile is marked, and counted afterwards.
    """
    with transaction.atomic(), all_shops("the facts of all shops are made together"), connection.cursor() as cursor:
        wait_for_lock(shop_id)
        values = {"shop": shop_id, "at": at}
        cursor.execute(_FORGET_MARKS, values)
        cursor.execute(_FORGET_FACTS, values)
        cursor.execute(statements.COUNT_ALL, values)
        return int(cursor.rowcount)

"""By which way, and by whom, prices and stock change: told to the database, whose trigger writes the history."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from psycopg.pq import TransactionStatus

from offers.choices import ChangeSource

_SOURCE, _WHO = "trastienda.source", "trastienda.who"


@contextmanager
def changing_offers(source: ChangeSource, who: str = "") -> Iterator[None]:
    """Name whoever changes offers inside; needs a transaction. What was named before holds again afterwards."""
    former = _apply(source.value, who)
    try:
        yield
    finally:
        raw = connection.connection
        failed = raw is None or connection.needs_rollback
        if not failed and raw.info.transaction_status == TransactionStatus.INTRANS:
            _apply(*former)


def _apply(source: str, who: str) -> tuple[str, str]:
    """Set both for the transaction and return what they were, in one round trip."""
    sql = """
        WITH former AS MATERIALIZED (
            SELECT coalesce(current_setting(%s, true), '') AS source, coalesce(current_setting(%s, true), '') AS who
        )
        SELECT source, who, set_config(%s, %s, true), set_config(%s, %s, true) FROM former
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [_SOURCE, _WHO, _SOURCE, source, _WHO, who])
        row = cursor.fetchone()
    return row[0], row[1]

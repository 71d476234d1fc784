"""Rate tables read for many shops at once, within a time (R098, R099)."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import LockNotAvailable, QueryCanceled

from shipping.choices import ChargeBasis, FreightReason
from shipping.freight import RateRow, plain_postcode
from shipping.models import Charge, ContingencyCharge
from shipping.services.network import Network

logger = logging.getLogger(__name__)

# A customer waits for the quote. What takes longer than this has failed, and the contingency table answers (R099);
# both together stay under a second, however many shops are asked for.
MILLISECONDS: Mapping[type[Any], int] = {Charge: 600, ContingencyCharge: 300}

_BASES = {basis.value: basis for basis in ChargeBasis}

# The rows of its zones that hold for the postcode, as `freight.covers` says it. A shop that has rates, but
# none that hold here, comes with one row of nulls: it prices nothing here, where one without rates leaves it open.
_ROWS = """
    SELECT shop.id, rate.method_id, rate.logistic_class_id, rate.postcode_from, rate.postcode_to,
        rate.basis, rate.at_least, rate.below, rate.price, rate.extra_price, rate.free_from
    FROM shops_shop shop
    LEFT JOIN {table} rate ON rate.shop_id = shop.id
        AND {zone} AND rate.method_id = ANY(%(methods)s) AND (rate.postcode_from = '' OR (
            rate.postcode_from <= left(%(postcode)s, length(rate.postcode_from))
            AND rate.postcode_to >= left(%(postcode)s, length(rate.postcode_to))))
    WHERE shop.id = ANY(%(shops)s)
        AND (rate.id IS NOT NULL OR EXISTS (SELECT FROM {table} other WHERE other.shop_id = shop.id))
"""


_ONE_ZONE = "rate.zone_id = ANY(%(zones)s)"
# The narrowest zone that the shop prices at all: a zone that the operator adds cuts nobody off.
_OF_SEVERAL = """rate.zone_id = (
            SELECT own.zone_id FROM {table} own WHERE own.shop_id = shop.id AND own.zone_id = ANY(%(zones)s)
            ORDER BY array_position(%(zones)s, own.zone_id) LIMIT 1)"""


@dataclass(frozen=True)
class RateTables:
    """One kind of rate table of some shops: the rows that hold, by shop and method; which shops have any rates at all;
    and why the tables could not be read.
    """

    rows: Mapping[tuple[int, int], Sequence[RateRow]] = field(default_factory=dict)
    shop_ids: frozenset[int] = frozenset()
    failure: FreightReason | None = None


def read_rates(
    model: type[Charge] | type[ContingencyCharge], *, shop_ids: Collection[int], network: Network
) -> RateTables:
    """What holds for the network's destination, in one query. The caller's transaction goes on if that fails.

    Shops are named by the caller: their rows come with the scope that is open.
    """
    try:
        with cut_off_after(MILLISECONDS[model]) as cursor:
            cursor.execute(
                _statement(model._meta.db_table, network),
                {
                    "zones": list(network.zone_ids),
                    "methods": [method.pk for method in network.methods],
                    "postcode": plain_postcode(network.zip_code),
                    "shops": list(shop_ids),
                },
            )
            found = cursor.fetchall()
    except DatabaseError as error:
        is_late = isinstance(error.__cause__, QueryCanceled | LockNotAvailable)
        logger.warning("%s could not be read%s", model._meta.verbose_name_plural, " in time" if is_late else "")
        return RateTables(failure=FreightReason.TIMED_OUT if is_late else FreightReason.FAILED)
    rows: dict[tuple[int, int], list[RateRow]] = {}
    for shop_id, method_id, class_id, begin, end, basis, *amounts in found:
        if method_id is not None:
            row = RateRow(class_id, begin, end, _BASES[basis], *amounts)
            rows.setdefault((shop_id, method_id), []).append(row)
    return RateTables(rows, frozenset(row[0] for row in found))


def _statement(table: str, network: Network) -> str:
    zone = _ONE_ZONE if len(network.zone_ids) == 1 else _OF_SEVERAL.format(table=table)
    return _ROWS.format(table=table, zone=zone)


@contextmanager
def cut_off_after(milliseconds: int) -> Iterator[CursorWrapper]:
    """A savepoint for reading alone, in which no statement takes longer, and which is rolled back either way: with it
    goes the limit. Each way costs one round trip, and every quote pays both.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SAVEPOINT rates; SET LOCAL statement_timeout = {milliseconds:d}")
        try:
            yield cursor
        finally:
            _roll_back(cursor)


def _roll_back(cursor: CursorWrapper) -> None:
    """Twice where need be: the first time runs under the limit still, and on a busy machine may be cut off itself."""
    both = "ROLLBACK TO SAVEPOINT rates; RELEASE SAVEPOINT rates"
    try:
        cursor.execute(both)
    except DatabaseError:
        cursor.execute(both)


@contextmanager
def time_limit(milliseconds: int) -> Iterator[CursorWrapper]:
    """A savepoint in which no statement takes longer. The limit that held before holds again after it, either way."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "WITH former AS MATERIALIZED (SELECT current_setting('statement_timeout') AS value) "
            "SELECT value, set_config('statement_timeout', %s, true) FROM former",
            [str(milliseconds)],
        )
        former = cursor.fetchone()[0]
        yield cursor
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [former])

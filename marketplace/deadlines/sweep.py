"""The sweep: marks what has come due, set-based, whoever else sweeps at the same time."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from django.db import connection

from marketplace import clock
from marketplace.deadlines import registry
from marketplace.deadlines.models import Deadline
from marketplace.tenancy import all_shops

# One statement and one transaction each. 1,000 rows hold their locks for some 40 ms; ten times as many mark hardly more
# a second, and keep a seller who answers just then waiting ten times as long.
BATCH_ROWS = 1000

# Locks what no other sweep holds, marks it and writes an event for each, in one round trip. A row whose warning and due
# moments have both come is missed at once. The events carry the moment itself, not the one at which a sweep came by;
# an event whose kind has a consequence is that consequence's work item, due in real time from now on.
MARK_BATCH = """
    WITH due AS MATERIALIZED (
        SELECT id FROM deadlines_deadline
        WHERE next_at < %(at)s ORDER BY next_at LIMIT %(rows)s FOR UPDATE SKIP LOCKED
    ), marked AS (
        UPDATE deadlines_deadline AS deadline SET
            next_at = CASE WHEN due_at < %(at)s THEN NULL ELSE due_at END,
            warned_at = CASE WHEN due_at < %(at)s THEN warned_at ELSE warn_at END,
            missed_at = CASE WHEN due_at < %(at)s THEN due_at END
        FROM due WHERE deadline.id = due.id
        RETURNING deadline.id, deadline.shop_id, deadline.kind, deadline.warned_at, deadline.missed_at
    ), recorded AS (
        INSERT INTO deadlines_deadlineevent (shop_id, deadline_id, kind, at, run_at, attempts, failure)
        SELECT shop_id, id, CASE WHEN missed_at IS NULL THEN 'WARNED' ELSE 'MISSED' END, coalesce(missed_at, warned_at),
            CASE WHEN kind = ANY(CASE WHEN missed_at IS NULL THEN %(warned)s::text[] ELSE %(missed)s::text[] END)
                THEN %(real)s END,
            0, ''
        FROM marked
    )
    SELECT kind, missed_at IS NOT NULL, count(*) FROM marked GROUP BY 1, 2
"""


@dataclass
class SweepCount:
    """How many deadlines a sweep marked, by kind."""

    warned: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.warned.total() + self.missed.total()


def sweep_deadlines(*, at: datetime, limit_batches: int | None = None) -> SweepCount:
    """Mark as warned or missed whatever has come due before `at`, batch after batch until nothing is due.

    A deadline is missed once its due moment has passed, not at it. Rows that another sweep holds are left to it.
    """
    swept = SweepCount()
    for batch in count():
        if batch == limit_batches or not _mark_batch(at, swept):
            break
    return swept


def count_due(*, at: datetime) -> int:
    """What a sweep would still find, rows held by another one included."""
    with all_shops("the sweep serves every shop"):
        return Deadline.objects.filter(next_at__lt=at).count()


def drain_deadlines() -> int:
    """Sweep as of now."""
    return sweep_deadlines(at=clock.now()).total


def pending_deadlines() -> int:
    """What is due as of now."""
    return count_due(at=clock.now())


def _mark_batch(at: datetime, swept: SweepCount) -> int:
    warned, missed = registry.codes_with_consequence()
    values: dict[str, Any] = {"at": at, "rows": BATCH_ROWS, "real": clock.real(), "warned": warned, "missed": missed}
    with all_shops("the sweep serves every shop"), connection.cursor() as cursor:
        cursor.execute(MARK_BATCH, values)
        rows = cursor.fetchall()
    for kind, is_missed, marked in rows:
        (swept.missed if is_missed else swept.warned)[kind] += marked
    return len(rows)

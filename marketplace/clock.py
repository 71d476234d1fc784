"""The two clocks: `now()` of the business, movable in simulation, and `real()` of the machine.

Business time is real time plus an offset held in one row of Postgres, so that every process of the stack agrees on
it. A request or a task reads the offset once (`reading()`); outside of both every call reads it afresh. Without
`SIMULATION` there is no offset and no query.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

_offset: ContextVar[timedelta | None] = ContextVar("clock_offset", default=None)
_frozen: ContextVar[datetime | None] = ContextVar("clock_frozen", default=None)


def real() -> datetime:
    """The machine's time in UTC: for leases, backoff, sign-in, rate limits and logs."""
    return datetime.now(UTC)


def now() -> datetime:
    """Business time in UTC. The only clock that deadlines, orders and figures know."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    if not settings.SIMULATION:
        return real()
    offset = _offset.get()
    return real() + (read_offset() if offset is None else offset)


def read_offset() -> timedelta:
    """The offset as the database has it now; zero when the clock was never moved."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT "offset" FROM marketplace_clockoffset WHERE id = 1')
        row = cursor.fetchone()
    return row[0] if row else timedelta(0)


@contextmanager
def reading() -> Iterator[None]:
    """Read the offset once for the whole block: one request or one task."""
    token = _offset.set(read_offset() if settings.SIMULATION else timedelta(0))
    try:
        yield
    finally:
        _offset.reset(token)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold business time still at `moment` in this thread; used by tests."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)

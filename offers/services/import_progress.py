"""How far an import is, for the eye: kept in the cache, and never the truth. Cancelling is read from the row."""

import logging
from collections.abc import Callable
from time import perf_counter

from django.core.cache import cache
from redis.exceptions import RedisError

from offers.choices import ImportState
from offers.models import ImportRun

logger = logging.getLogger(__name__)

_KEPT_SECONDS = 3600
# The row is read again no more often than this.
_LOOK_EVERY_SECONDS = 0.5
# Parsing is nearly all that can be counted; what the database does after it takes the rest.
READING_PERCENT = 80


class Cancelled(Exception):
    """Somebody asked the import to stop."""


class Progress:
    """Told by an importer after each chunk."""

    def __init__(self, run: ImportRun, is_cancelled: Callable[[], bool] = lambda: False) -> None:
        self._key, self._size = _key(run.pk), run.size
        self._is_cancelled = is_cancelled
        self._looked_at = perf_counter()
        self._lines = 0

    def step(self, lines_done: int, bytes_done: int, total: int = 0) -> None:
        """So far came the importer; `total` bytes are the file's own where it is 0. Raises Cancelled."""
        whole = total or self._size
        percent = min(bytes_done / whole, 1) * READING_PERCENT if whole else 0
        self.reach(int(percent), lines_done)

    def reach(self, percent: int, lines_done: int = 0) -> None:
        """So much of the whole is done. Raises Cancelled."""
        now = perf_counter()
        if now - self._looked_at < _LOOK_EVERY_SECONDS and percent < READING_PERCENT:
            return
        self._looked_at, self._lines = now, max(self._lines, lines_done)
        try:
            cache.set(self._key, (percent, self._lines), _KEPT_SECONDS)
        except RedisError as error:
            logger.warning("The cache is away, nobody sees how far an import is: %s", error)
        if self._is_cancelled():
            raise Cancelled


def progress_of(run: ImportRun) -> int:
    """Percent done; 0 where nobody knows, 100 once it is finished."""
    if run.is_finished:
        return 100
    found = _found(run)
    return int(found[0]) if found else 0


def lines_done(run: ImportRun) -> int:
    """Lines read so far of one that is being worked off; else what its row says."""
    if run.state != ImportState.RUNNING:
        return run.lines_read
    found = _found(run)
    return int(found[1]) if found else 0


def _found(run: ImportRun) -> tuple[int, int] | None:
    try:
        found: tuple[int, int] | None = cache.get(_key(run.pk))
    except RedisError as error:
        logger.warning("The cache is away, nobody sees how far an import is: %s", error)
        return None
    return found


def _key(run_id: int) -> str:
    return f"import-progress:{run_id}"

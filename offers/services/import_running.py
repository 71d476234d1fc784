"""Working off what shops sent: claim (short transaction), run (one transaction), record what failed (short one).

A claim is a lease of real time that a heartbeat renews on a connection of its own; a run whose worker was killed is
due again when it ends, and nothing of it has stayed. A shop's runs go one after the other, those of two shops side by
side. What a run changed and that it is complete are written together.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import DomainError
from marketplace.tenancy import all_shops, shop_scope
from offers.choices import ImportKind, ImportState
from offers.models import ImportRun
from offers.services.import_progress import Cancelled, Progress

logger = logging.getLogger(__name__)

Importer = Callable[[ImportRun, Progress], None]

LEASE = timedelta(seconds=30)
BEAT_SECONDS = 8.0
MOST_ATTEMPTS = 3
SLICE_SECONDS = 3.0
# What goes by itself: a deadlock with an order, and a row that another made between the check and the write. Any other
# failure is the file's, and would come again.
_PASSING = (OperationalError, IntegrityError)
# One advisory lock for each shop, of this class: the second worker of two that hold the same run waits here.
_LOCK_CLASS = 0x0FFE

# The first open run of a shop alone, so that they go in their order; one that another worker claims just now is open.
CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT run.id FROM offers_importrun run
        WHERE run.state IN ('WAITING', 'RUNNING') AND run.kind = ANY(%(kinds)s)
            AND (run.claimed_until IS NULL OR run.claimed_until <= %(now)s)
            AND NOT EXISTS (
                SELECT 1 FROM offers_importrun former
                WHERE former.shop_id = run.shop_id AND former.id < run.id AND former.state IN ('WAITING', 'RUNNING')
            )
        ORDER BY run.id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE offers_importrun AS run
    SET state = 'RUNNING', attempts = run.attempts + 1, claimed_until = %(until)s,
        started_at = coalesce(run.started_at, %(at)s)
    FROM due WHERE run.id = due.id
    RETURNING run.id, run.shop_id, run.attempts, run.language
"""
BEAT = """
    UPDATE offers_importrun SET claimed_until = %(until)s
    WHERE id = %(run)s AND attempts = %(attempt)s AND state = 'RUNNING'
"""

_importers: dict[str, Importer] = {}


class LeaseLost(Exception):
    """Another worker has taken the run over."""


@dataclass(frozen=True)
class Claim:
    """A run in this worker's hands; `attempt` tells its claim from a later one, `language` is the sender's."""

    run_id: int
    shop_id: int
    attempt: int
    language: str


def register_importer(kind: ImportKind, run: Importer) -> None:
    """Say who works off files of that kind: called in the shop's scope and one transaction; it sets the counts and
    paths on the run, unsaved, and raises DomainError where the whole file is no good.
    """
    _importers[kind] = run


def has_importer(kind: ImportKind) -> bool:
    """Whether anybody works off files of that kind."""
    return kind in _importers


def drain_imports() -> int:
    """Work off what is due, at least one run, for a slice of time; returns how many were settled."""
    stop_at = perf_counter() + SLICE_SECONDS
    settled = 0
    while claim := claim_next():
        settle(claim)
        settled += 1
        if perf_counter() >= stop_at:
            break
    return settled


def count_pending() -> int:
    """How many runs are open, those in a worker's hands (a dead one's too) among them."""
    with all_shops("imports of every shop are worked off"):
        open_runs = ImportRun.objects.filter(state__in=[ImportState.WAITING, ImportState.RUNNING])
        return int(open_runs.filter(kind__in=list(_importers)).count())


def claim_next() -> Claim | None:
    """Take the oldest run that is due, for the length of a lease."""
    now = clock.real()
    values: dict[str, Any] = {"now": now, "until": now + LEASE, "at": clock.now(), "kinds": list(_importers)}
    with all_shops("imports of every shop are worked off"), connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        row = cursor.fetchone()
    return Claim(*row) if row else None


def settle(claim: Claim) -> None:
    """Work the run off and write down what became of it, in the sender's language."""
    with translation.override(claim.language):
        _settle(claim)


def _settle(claim: Claim) -> None:
    try:
        if claim.attempt > MOST_ATTEMPTS:
            reason = _("It was interrupted %(count)s times and nothing of it was taken: send it again.")
            _end(claim, ImportState.FAILED, reason % {"count": MOST_ATTEMPTS})
            return
        with _Heartbeat(claim):
            _work(claim)
    except Cancelled:
        _end(claim, ImportState.CANCELLED)
    except LeaseLost:
        logger.warning("Import %s was taken over by another worker.", claim.run_id)
    except DomainError as error:
        _end(claim, ImportState.FAILED, error.message)
    except _PASSING:
        logger.exception("Import %s failed", claim.run_id)
        _give_back(claim)
    except Exception:  # whatever a file does to its importer must hold up no other, and the seller be told
        logger.exception("Import %s failed", claim.run_id)
        _end(claim, ImportState.FAILED, _internal_error())


def _work(claim: Claim) -> None:
    with shop_scope(claim.shop_id), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, claim.shop_id])
        run = ImportRun.objects.get(pk=claim.run_id)
        if _is_cancelled(claim.run_id):
            raise Cancelled
        _importers[run.kind](run, Progress(run, lambda: _is_cancelled(claim.run_id)))
        with connection.cursor() as cursor:
            # Not at the commit, which would come long after `finished_at`: of many rows that takes seconds.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _record(run, claim)


def _record(run: ImportRun, claim: Claim) -> None:
    """Write the end in the transaction of the change. A worker that lost its lease meanwhile takes everything back."""
    mine = ImportRun.objects.select_for_update().filter(
        pk=claim.run_id, attempts=claim.attempt, state=ImportState.RUNNING
    )
    held = mine.first()
    if held is None:
        raise LeaseLost
    if held.cancel_requested_at:
        raise Cancelled
    run.state, run.finished_at, run.claimed_until = ImportState.COMPLETE, clock.now(), None
    run.attempts, run.cancel_requested_at = claim.attempt, None
    run.save()


def _end(claim: Claim, state: ImportState, reason: str = "") -> None:
    with shop_scope(claim.shop_id):
        mine = ImportRun.objects.filter(pk=claim.run_id, attempts=claim.attempt, state=ImportState.RUNNING)
        mine.update(state=state, finished_at=clock.now(), claimed_until=None, reason=reason)


def _give_back(claim: Claim) -> None:
    """Tried again at once, but not for ever."""
    if claim.attempt >= MOST_ATTEMPTS:
        _end(claim, ImportState.FAILED, _internal_error())
        return
    with shop_scope(claim.shop_id):
        mine = ImportRun.objects.filter(pk=claim.run_id, attempts=claim.attempt, state=ImportState.RUNNING)
        mine.update(claimed_until=None)


def _is_cancelled(run_id: int) -> bool:
    return bool(ImportRun.objects.filter(pk=run_id, cancel_requested_at__isnull=False).exists())


def _internal_error() -> str:
    return _("Something went wrong on our side; nothing of the file was taken.")


class _Heartbeat:
    """Renews the lease while the run's own connection is busy, for as long as this process lives."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"import-{claim.run_id}", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_raised: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stopped.wait(BEAT_SECONDS):
            try:
                self._renew()
            except DatabaseError:  # the next beat tries again; the lease has room for it
                logger.warning("The lease of import %s was not renewed.", self._claim.run_id)
            finally:
                connection.close()

    def _renew(self) -> None:
        until = clock.real() + LEASE
        values: dict[str, Any] = {"until": until, "run": self._claim.run_id, "attempt": self._claim.attempt}
        with shop_scope(self._claim.shop_id), connection.cursor() as cursor:
            cursor.execute(BEAT, values)

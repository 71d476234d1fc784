"""What follows a warning or a miss: each consequence runs once, by any number of workers, in a transaction of its own.

The event row is the work item. A worker claims one by moving its `run_at` on by a lease, and runs it holding the row's
lock, so that a lease which ends early lets nobody run it twice; what a dead worker held comes back when its lease ends.
"""

import logging
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

from django.db import connection, transaction

from marketplace import clock
from marketplace.deadlines import registry
from marketplace.deadlines.choices import DeadlineEventKind
from marketplace.deadlines.models import Deadline, DeadlineEvent
from marketplace.deadlines.registry import DeadlineKind
from marketplace.tenancy import all_shops, shop_scope

logger = logging.getLogger(__name__)

# Only bridges the gap between claim and lock, and delays what a killed worker held.
LEASE = timedelta(seconds=15)
MAX_ATTEMPTS = 5
# Seconds before the next attempt: 2, 4, 8, 16. A deadlock or a restarting server is over by then; a fault in the code
# is set aside within half a minute.
BACKOFF_BASE = 2
# Seconds of consequences between two looks at the deadlines: the most that a new breach waits for its mark.
SLICE_SECONDS = 3.0
FAILURE_CHARACTERS = 4000

CLAIM_NEXT = """
    UPDATE deadlines_deadlineevent SET run_at = %(until)s, attempts = attempts + 1
    WHERE id = (
        SELECT id FROM deadlines_deadlineevent
        WHERE run_at <= %(real)s ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, shop_id, attempts, run_at
"""


@dataclass(frozen=True)
class Claim:
    """A consequence that this worker may run until its lease ends."""

    event_id: int
    shop_id: int
    attempts: int
    leased_until: datetime


def run_consequences(*, seconds: float | None = None) -> int:
    """Run what is due, one after the other, until nothing is or that much time has passed; return how many were run.

    A failing one counts as run: it comes back after its backoff, and is set aside after MAX_ATTEMPTS.
    """
    started, done = perf_counter(), 0
    while claim := _claim_next():
        _attempt(claim)
        done += 1
        if seconds is not None and perf_counter() - started > seconds:
            break
    return done


def drain_consequences() -> int:
    """Run a slice of what is due."""
    return run_consequences(seconds=SLICE_SECONDS)


def pending_consequences() -> int:
    """What is still to run: waiting, held by a worker, or to be tried again."""
    with all_shops("consequences are run for every shop"):
        return DeadlineEvent.objects.filter(run_at__isnull=False).count()


@transaction.atomic
def run_again(*, event_ids: Iterable[int]) -> int:
    """Give consequences that were set aside their attempts anew; return how many. Runs in the caller's scope."""
    failed = DeadlineEvent.objects.filter(pk__in=event_ids, failed_at__isnull=False)
    return failed.update(run_at=clock.real(), attempts=0, failed_at=None, failure="")


def _claim_next() -> Claim | None:
    real = clock.real()
    with all_shops("consequences are run for every shop"), connection.cursor() as cursor:
        cursor.execute(CLAIM_NEXT, {"real": real, "until": real + LEASE})
        row = cursor.fetchone()
    return Claim(*row) if row else None


def _attempt(claim: Claim) -> None:
    if claim.attempts > MAX_ATTEMPTS:
        _set_aside(claim, f"Its worker ended {MAX_ATTEMPTS} times while it ran.")
        return
    try:
        _run(claim)
    except Exception as failure:  # whatever a handler raises belongs to this one consequence: the others go on
        logger.exception("Consequence %s failed, attempt %s", claim.event_id, claim.attempts)
        _note_failure(claim, failure)


def _run(claim: Claim) -> None:
    with transaction.atomic(), shop_scope(claim.shop_id):
        event = _still_ours(claim)
        if event is None:
            return
        kind = registry.get(event.deadline.kind)
        is_miss = event.kind == DeadlineEventKind.MISSED
        handler = kind.on_missed if is_miss else kind.on_warned
        if handler is not None:
            handler(event.deadline, at=event.at)
        deadline = _as_it_is_now(event)
        if is_miss and deadline.missed_at is None:
            # The handler waited for an act that settled the deadline in time, and found nothing left to do.
            event.delete()
            return
        _tell(kind, deadline, event)
        event.run_at, event.failure = None, ""
        event.save(update_fields=["run_at", "failure"])


def _as_it_is_now(event: DeadlineEvent) -> Deadline:
    """The deadline after its handler, held: what is told of it is not overtaken by an act that closes it just then."""
    # The handler has locked the subject before, as every act does; without a handler this is the only lock.
    held = Deadline.objects.select_for_update(of=("self",), no_key=True)
    deadline: Deadline = held.get(pk=event.deadline_id)
    return deadline


def _tell(kind: DeadlineKind, deadline: Deadline, event: DeadlineEvent) -> None:
    listeners = registry.listeners_of(kind.code)
    if not listeners or kind.is_silent(deadline.subject_id):
        return
    for listener in listeners:
        heard = listener.on_missed if event.kind == DeadlineEventKind.MISSED else listener.on_warned
        heard(deadline, at=event.at)


def _still_ours(claim: Claim) -> DeadlineEvent | None:
    """The event, locked for the whole run; None when the lease ended and another worker took it."""
    # Waits, and does not skip: a worker that looks for its next one may hold the row for the blink of its own claim.
    claimed = DeadlineEvent.objects.filter(pk=claim.event_id, run_at=claim.leased_until)
    return claimed.select_for_update(of=("self",)).select_related("deadline").order_by("pk").first()


def _note_failure(claim: Claim, failure: Exception) -> None:
    text = "".join(traceback.format_exception(failure))[-FAILURE_CHARACTERS:]
    if claim.attempts >= MAX_ATTEMPTS:
        _set_aside(claim, text)
    else:
        retry_at = clock.real() + timedelta(seconds=BACKOFF_BASE**claim.attempts)
        _record(claim, run_at=retry_at, failed_at=None, failure=text)


def _set_aside(claim: Claim, text: str) -> None:
    logger.error("Consequence %s set aside after %s attempts", claim.event_id, claim.attempts)
    _record(claim, run_at=None, failed_at=clock.real(), failure=text)


def _record(claim: Claim, *, run_at: datetime | None, failed_at: datetime | None, failure: str) -> None:
    with shop_scope(claim.shop_id):
        claimed = DeadlineEvent.objects.filter(pk=claim.event_id, run_at=claim.leased_until)
        claimed.update(run_at=run_at, failed_at=failed_at, failure=failure)

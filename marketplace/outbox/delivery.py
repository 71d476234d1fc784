"""Handing over what is due: claim (short transaction), deliver outside any, record (short transaction).

Nothing is lost: a claim is a lease, and a row whose worker died is due again when it ends. Only a death between
hand-over and record repeats a mail, with the same Message-ID and the same file name.
"""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from math import inf
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.outbox.choices import OutboxState
from marketplace.outbox.composing import MailParts, bare_address, compose
from marketplace.outbox.exceptions import DeliveryFailed, DeliveryRefused, TransportUnreachable
from marketplace.outbox.models import OutboxMessage
from marketplace.outbox.transports import Envelope, Transport
from marketplace.tenancy import all_shops

# Longer than one mail may take, short enough that what a dead worker held does not wait long.
LEASE = timedelta(seconds=30)
RENEW_AFTER = timedelta(seconds=5)
# One claim costs as much as one record; at 50 it vanishes beside them.
BATCH_SIZE = 50
# The wait after the first, second, ... failed attempt. Ten attempts over sixteen hours.
RETRY_DELAYS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
)
# Seconds of mail between two looks at the deadlines: a slow mail server must not keep every worker from them.
SLICE_SECONDS = 3.0
FAILURE_KEPT = 2000  # characters of what the server said
MAX_ATTEMPTS = len(RETRY_DELAYS) + 1

# Rows are numbered in the order in which they were due; the inner selects keep it.
CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id, handover FROM outbox_outboxmessage
        WHERE state = 'PENDING' AND kind = 'MAIL' AND next_attempt_at <= %(now)s
        ORDER BY next_attempt_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    ), numbered AS MATERIALIZED (
        SELECT id, coalesce(handover, nextval('outbox_handover')) AS handover FROM due
    )
    UPDATE outbox_outboxmessage AS message
    SET handover = numbered.handover, attempts = message.attempts + 1,
        claimed_until = %(until)s, next_attempt_at = %(until)s
    FROM numbered WHERE message.id = numbered.id
    RETURNING message.*
"""


def deliver_due(*, seconds: float = inf) -> int:
    """Deliver what is due and not in another worker's hands, until none remains or that much time has passed.

    Returns how many were settled.
    """
    stop_at = perf_counter() + seconds
    settled = 0
    transport: Transport = import_string(settings.OUTBOX_TRANSPORT)()
    with closing(transport):
        while perf_counter() < stop_at and (batch := claim_batch()):
            settled += Batch(batch).deliver(transport, stop_at=stop_at)
    return settled


def drain_outbox() -> int:
    """Deliver a slice of what is due."""
    return deliver_due(seconds=SLICE_SECONDS)


def count_pending() -> int:
    """How many are due, those in a worker's hands (a dead one's too) among them."""
    due = Q(next_attempt_at__lte=clock.real()) | Q(claimed_until__isnull=False)
    with all_shops("the outbox delivers for every shop"):
        return OutboxMessage.objects.filter(due, state=OutboxState.PENDING).count()


def claim_batch() -> list[OutboxMessage]:
    """Take the oldest due rows for the length of a lease, and number those that were never taken."""
    now = clock.real()
    values = {"now": now, "until": now + LEASE, "limit": BATCH_SIZE}
    with all_shops("the outbox delivers for every shop"):
        claimed = sorted(OutboxMessage.objects.raw(CLAIM, values), key=lambda message: message.handover or 0)
        # Each attempt counts when it begins: a mail that kills its worker comes to an end too.
        worn = [message for message in claimed if message.attempts > MAX_ATTEMPTS]
        record_failures(worn, DeliveryRefused(_("Its worker was ended at every attempt.")))
    return [message for message in claimed if message not in worn]


class Batch:
    """Claimed rows on their way out, in order."""

    def __init__(self, messages: Sequence[OutboxMessage]) -> None:
        self.waiting = list(messages)

    def deliver(self, transport: Transport, *, stop_at: float = inf) -> int:
        """Hand over one by one and record each; returns how many were sent or have failed for good.

        What `stop_at` (of `perf_counter`) leaves over is given back.
        """
        settled = 0
        try:
            while self._hold():
                settled += self._deliver_one(self.waiting.pop(0), transport)
                if perf_counter() >= stop_at:
                    break
        finally:
            self._release()
        return settled

    def _deliver_one(self, message: OutboxMessage, transport: Transport) -> int:
        try:
            transport.deliver(_envelope(message))
        except TransportUnreachable as error:
            # Every other one of the batch would wait for the same timeout.
            unsent, self.waiting = [message, *self.waiting], []
            return record_failures(unsent, error)
        except DeliveryFailed as error:
            return record_failures([message], error)
        record_sent(message)
        return 1

    def _hold(self) -> bool:
        """Whether one still waits, under a lease with enough time left for it."""
        if self.waiting:
            until, now = self.waiting[0].claimed_until, clock.real()
            if until is not None and until - now < LEASE - RENEW_AFTER:
                self._renew_lease(until, now)
        return bool(self.waiting)

    def _renew_lease(self, until: datetime, now: datetime) -> None:
        """Prolong the lease that slow mails have used up; forget what another worker took when it had ended."""
        ids, prolonged = [message.pk for message in self.waiting], now + LEASE
        with all_shops("the outbox delivers for every shop"):
            rows = OutboxMessage.objects.filter(pk__in=ids, state=OutboxState.PENDING, claimed_until=until)
            kept = set(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
            rows.update(claimed_until=prolonged, next_attempt_at=prolonged)
        self.waiting = [message for message in self.waiting if message.pk in kept]
        for message in self.waiting:
            message.claimed_until = prolonged

    def _release(self) -> None:
        """Give back what was not begun: this worker is being ended, or met what it cannot handle."""
        if not self.waiting:
            return
        ids, until = [message.pk for message in self.waiting], self.waiting[0].claimed_until
        with all_shops("the outbox delivers for every shop"):
            rows = OutboxMessage.objects.filter(pk__in=ids, state=OutboxState.PENDING, claimed_until=until)
            rows.update(claimed_until=None, next_attempt_at=clock.real(), attempts=F("attempts") - 1)


def _envelope(message: OutboxMessage) -> Envelope:
    """Put the mail together. What cannot be put together will not be tomorrow either; a storage that is away may be."""
    try:
        parts = MailParts.from_json(message.body)
        bare_address(message.recipient)
        content = compose(parts=parts, message_id=message.message_id, at=message.created_at)
    except (ValueError, TypeError, LookupError) as error:
        raise DeliveryRefused(str(error)) from error
    except OSError as error:
        raise DeliveryFailed(str(error)) from error
    return Envelope(
        row_id=message.pk,
        handover=message.handover or 0,
        sender=parts.sender,
        recipient=message.recipient,
        content=content,
    )


def record_sent(message: OutboxMessage) -> None:
    """Whoever holds the claim by now: it has left the house."""
    with all_shops("the outbox delivers for every shop"):
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=OutboxState.SENT,
            sent_at=clock.now(),
            left_at=clock.real(),
            claimed_until=None,
            next_attempt_at=None,
            failure="",
        )


def record_failures(messages: Sequence[OutboxMessage], error: DeliveryFailed) -> int:
    """Plan the next attempt, or end as failed; returns how many ended. No-op for what another worker has claimed."""
    ended = 0
    with all_shops("the outbox delivers for every shop"):
        for message in messages:
            changes: dict[str, Any] = {"failure": str(error)[:FAILURE_KEPT], "claimed_until": None}
            if is_last := isinstance(error, DeliveryRefused) or message.attempts >= MAX_ATTEMPTS:
                changes |= {"state": OutboxState.FAILED, "next_attempt_at": None}
            else:
                changes["next_attempt_at"] = next_attempt(message.attempts, clock.real())
            held = OutboxMessage.objects.filter(pk=message.pk, claimed_until=message.claimed_until)
            if held.update(**changes) and is_last:
                ended += 1
    return ended


def next_attempt(attempts: int, now: datetime) -> datetime:
    """When to try again after that many failed attempts."""
    return now + RETRY_DELAYS[min(attempts, len(RETRY_DELAYS)) - 1]

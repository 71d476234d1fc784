"""Placing what the door took: claim one mail (short transaction), read it outside any, place it (one transaction).

Nothing is lost: a claim is a lease, and a mail whose worker died is due again when it ends. Nothing is doubled: the
message and the mail's new state are written together. A mail that fails again and again goes to the operator, and
holds up no other.
"""

import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Q

from marketplace import clock
from marketplace.tenancy import all_shops
from messaging.choices import InboundReason, InboundState
from messaging.mail.reading import IncomingMail
from messaging.models import InboundMail
from messaging.services.finding import find_place
from messaging.services.placing import Placed, date_change, put_into_thread, put_on_order
from orders.models import Order

logger = logging.getLogger(__name__)

# Longer than the largest mail takes to be read and kept.
LEASE = timedelta(minutes=1)
# The wait after the first, second, ... failed attempt; then a person looks at it.
RETRY_DELAYS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))
# And after those where it is not the mail's fault: a storage or a database that is away for a night's repair.
OUTAGE_DELAYS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6))
MAX_ATTEMPTS = len(RETRY_DELAYS + OUTAGE_DELAYS) + 1
# Seconds of mail between two looks at the deadlines.
SLICE_SECONDS = 3.0
FAILURE_KEPT = 4000  # characters of a traceback, its end
WORN_OUT = "Its worker was ended at every attempt."
# Settled mail is kept as long as anybody asks what became of it. What is in quarantine stays.
KEPT_FOR = timedelta(days=90)
FORGOTTEN_AT_ONCE = 200  # large rows

CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM messaging_inboundmail
        WHERE state = 'RECEIVED' AND next_attempt_at <= %(now)s
        ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE messaging_inboundmail AS mail
    SET attempts = mail.attempts + 1, claimed_until = %(until)s, next_attempt_at = %(until)s
    FROM due WHERE mail.id = due.id
    RETURNING mail.id, mail.attempts, mail.claimed_until
"""


@dataclass(frozen=True)
class Claim:
    """A mail in this worker's hands until its lease ends."""

    mail_id: int
    attempts: int
    until: datetime


def drain_inbound() -> int:
    """Place a slice of what is due; returns how many mails were settled."""
    stop_at = perf_counter() + SLICE_SECONDS
    settled = 0
    while perf_counter() < stop_at and (claim := claim_next()):
        settled += settle(claim)
    return settled


def count_pending() -> int:
    """How many are due, those in a worker's hands (a dead one's too) among them."""
    due = Q(next_attempt_at__lte=clock.real()) | Q(claimed_until__isnull=False)
    with all_shops("mail finds its shop by its address"):
        return InboundMail.objects.filter(due, state=InboundState.RECEIVED).count()


def forget_settled() -> int:
    """Delete a batch of what was settled 90 days of real time ago, and return how many."""
    states = [InboundState.PLACED, InboundState.DUPLICATE, InboundState.REFUSED, InboundState.DISCARDED]
    with all_shops("mail is forgotten for every shop"):
        old = InboundMail.objects.filter(state__in=states, received_at__lt=clock.real() - KEPT_FOR)
        ids = list(old.order_by("received_at").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
        return InboundMail.objects.filter(pk__in=ids).delete()[0]


def claim_next() -> Claim | None:
    """Take the oldest due mail for the length of a lease."""
    now = clock.real()
    with all_shops("mail finds its shop by its address"), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE})
        row = cursor.fetchone()
    return Claim(*row) if row else None


def settle(claim: Claim) -> int:
    """Place the mail or put it in quarantine; 0 where another attempt is planned."""
    # Each attempt counts when it begins: a mail that kills its worker comes to an end too.
    if claim.attempts > MAX_ATTEMPTS:
        return _record_failure(claim, WORN_OUT)
    try:
        with all_shops("mail finds its shop by its address"):
            mail = InboundMail.objects.get(pk=claim.mail_id)
        incoming = mail.content  # outside any transaction: it may take seconds
        with all_shops("mail finds its shop by its address"):
            return _place(claim, incoming)
    except (OSError, DatabaseError):
        logger.exception("Incoming mail %s could not be kept", claim.mail_id)
        return _record_failure(claim, traceback.format_exc()[-FAILURE_KEPT:], delays=RETRY_DELAYS + OUTAGE_DELAYS)
    except Exception:  # whatever it is that one mail does to its worker, the next must be placed
        logger.exception("Incoming mail %s failed", claim.mail_id)
        return _record_failure(claim, traceback.format_exc()[-FAILURE_KEPT:])


def _place(claim: Claim, incoming: IncomingMail) -> int:
    """In one transaction. Nothing where the lease has ended and another worker has it."""
    held = InboundMail.objects.filter(pk=claim.mail_id, claimed_until=claim.until, state=InboundState.RECEIVED)
    mail = held.select_for_update().defer("raw").first()
    if mail is None:
        return 0
    found = find_place(incoming, envelope_recipients=mail.envelope_recipients)
    if isinstance(found, InboundReason):
        record_quarantine(mail, incoming, found)
        return 1
    if isinstance(found, Order):
        placed = [put_on_order(incoming, found, at=mail.arrived_at)]
    else:
        placed = [put_into_thread(incoming, thread, at=mail.arrived_at) for thread in found]
    for each in placed:
        date_change(each, as_of=mail.arrived_at, at=clock.now())
    record_placed(mail, incoming, placed[0], was_there=all(each.was_there for each in placed))
    return 1


def record_placed(mail: InboundMail, incoming: IncomingMail, placed: Placed, *, was_there: bool = False) -> None:
    """Write down where the mail is now; of several conversations the first."""
    _save(
        mail,
        incoming,
        state=InboundState.DUPLICATE if was_there else InboundState.PLACED,
        reason="",
        shop_id=placed.thread.shop_id,
        thread=placed.thread,
        message=placed.message,
    )


def record_quarantine(mail: InboundMail, incoming: IncomingMail, reason: InboundReason) -> None:
    """Leave the mail to the operator."""
    _save(mail, incoming, state=InboundState.QUARANTINED, reason=reason)


def _save(mail: InboundMail, incoming: IncomingMail, **changes: Any) -> None:
    sender = incoming.sender
    changes |= {
        "kind": incoming.kind.value,
        "sender": (f"{sender.name} <{sender.address}>" if sender.name else sender.address)[:400],
        "subject": incoming.subject[:255],
        "claimed_until": None,
        "next_attempt_at": None,
        "failure": "",
    }
    for name, value in changes.items():
        setattr(mail, name, value)
    mail.save(update_fields=[*changes])


def _record_failure(claim: Claim, failure: str, *, delays: Sequence[timedelta] | None = None) -> int:
    """Plan the next attempt, or leave the mail to the operator; returns how many ended."""
    delays = RETRY_DELAYS if delays is None else delays
    changes: dict[str, Any] = {"failure": failure, "claimed_until": None}
    if is_last := claim.attempts > len(delays):
        changes |= {
            "state": InboundState.QUARANTINED,
            "reason": InboundReason.UNREADABLE,
            "next_attempt_at": None,
        }
    else:
        changes["next_attempt_at"] = clock.real() + delays[claim.attempts - 1]
    with all_shops("mail finds its shop by its address"):
        held = InboundMail.objects.filter(pk=claim.mail_id, claimed_until=claim.until, state=InboundState.RECEIVED)
        return int(held.update(**changes) > 0 and is_last)

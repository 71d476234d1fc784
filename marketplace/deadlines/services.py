"""Opening, settling and voiding deadlines, in the transaction of the change that does so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace import worktime
from marketplace.deadlines import registry
from marketplace.deadlines.choices import DeadlineEventKind, Outcome
from marketplace.deadlines.models import Deadline, DeadlineEvent
from marketplace.deadlines.policies import calendar_of

# Rows of one INSERT: some 400 bytes each, so half a megabyte a statement.
BULK_ROWS = 1000


@dataclass(frozen=True)
class DeadlineDraft:
    """A deadline to be opened among many."""

    shop_id: int
    channel_id: int
    kind: str
    subject_id: str
    opened_at: datetime
    due_at: datetime
    policy: dict[str, Any]
    warn_at: datetime | None = None
    quiet_until: datetime | None = None


@transaction.atomic
def open_deadline(
    *,
    shop_id: int,
    channel_id: int,
    kind: str,
    subject_id: str,
    opened_at: datetime,
    due_at: datetime,
    policy: dict[str, Any],
    warn_at: datetime | None = None,
    quiet_until: datetime | None = None,
) -> Deadline:
    """Start a clock on the subject. While one of the kind is unresolved it stays as it is and is returned (R052)."""
    deadline, is_new = Deadline.objects.get_or_create(
        kind=kind,
        subject_id=subject_id,
        closed_at=None,
        defaults={
            "shop_id": shop_id,
            "channel_id": channel_id,
            "opened_at": opened_at,
            "warn_at": warn_at,
            "due_at": due_at,
            "next_at": _first_look(warn_at, due_at),
            "quiet_until": quiet_until,
            "policy": policy,
        },
    )
    if is_new:
        _record(deadline, DeadlineEventKind.OPENED, opened_at)
    return deadline


@transaction.atomic
def open_past_deadlines(*, drafts: Iterable[DeadlineDraft], at: datetime) -> int:
    """Start many clocks at once, for the history import; subjects with an unresolved one of the kind are left out.

    What was due before `at` is marked missed at its due time, without consequence. Returns how many were opened.
    """
    wanted = {(draft.kind, draft.subject_id): draft for draft in drafts}
    unresolved = Deadline.objects.filter(closed_at=None, subject_id__in={subject for _kind, subject in wanted})
    for known in unresolved.values_list("kind", "subject_id"):
        wanted.pop(known, None)
    opened = Deadline.objects.bulk_create([_past_row(draft, at) for draft in wanted.values()], batch_size=BULK_ROWS)
    events = [_event(row, DeadlineEventKind.OPENED, row.opened_at) for row in opened]
    events += [_event(row, DeadlineEventKind.MISSED, row.missed_at) for row in opened if row.missed_at]
    DeadlineEvent.objects.bulk_create(events, batch_size=BULK_ROWS)
    return len(opened)


@transaction.atomic
def settle_deadline(*, kind: str, subject_id: str, at: datetime, outcome: Outcome | None = None) -> Deadline | None:
    """The subject did what the clock was for: in time up to the due moment, late after it. None when none runs.

    What `at` proves to be in time keeps no breach: one that a sweep marked meanwhile goes, with its event and what
    would have followed. A given `outcome` is told by the consequence of the breach itself, which then stays on record.
    """
    deadline = _lock_unresolved(kind, subject_id)
    if deadline is None:
        return None
    if outcome is None:
        outcome = Outcome.MET if at <= deadline.due_at else Outcome.LATE
        if outcome == Outcome.MET:
            _forget_breach(deadline)
    _close(deadline, at=at, outcome=outcome)
    _record(deadline, DeadlineEventKind.SETTLED, at)
    _tell_closed(deadline, at)
    return deadline


@transaction.atomic
def quiet_deadline(*, kind: str, subject_id: str, until: datetime, at: datetime) -> Deadline | None:
    """It is seen to until then: nobody need act on it, though it is as due as before. None when none is running."""
    deadline = _lock_unresolved(kind, subject_id)
    if deadline is None:
        return None
    deadline.quiet_until = until
    deadline.save(update_fields=["quiet_until"])
    for listener in registry.listeners_of(kind):
        if listener.on_quieted is not None:
            listener.on_quieted(deadline, at=at)
    return deadline


@transaction.atomic
def void_deadline(*, kind: str, subject_id: str, at: datetime) -> Deadline | None:
    """The clock has lost its point (a cancelled order): neither in time nor late. None when none is running."""
    deadline = _lock_unresolved(kind, subject_id)
    if deadline is None:
        return None
    _close(deadline, at=at, outcome=Outcome.VOID)
    _record(deadline, DeadlineEventKind.VOIDED, at)
    _tell_closed(deadline, at)
    return deadline


def _lock_unresolved(kind: str, subject_id: str) -> Deadline | None:
    # Callers have locked the subject before; the sweep, which locks deadlines alone, never waits for one.
    unresolved = Deadline.objects.filter(kind=kind, subject_id=subject_id, closed_at=None)
    return unresolved.select_for_update(of=("self",)).order_by("pk").first()


def _forget_breach(deadline: Deadline) -> None:
    if deadline.missed_at is None:
        return
    deadline.missed_at = None
    breach = DeadlineEvent.objects.filter(deadline=deadline, kind=DeadlineEventKind.MISSED)
    # A worker that holds the event waits for the subject, which the caller holds: it drops the event itself.
    free = breach.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    DeadlineEvent.objects.filter(pk__in=list(free.values_list("pk", flat=True))).delete()


def _close(deadline: Deadline, *, at: datetime, outcome: Outcome) -> None:
    calendar = calendar_of(deadline.policy)
    deadline.closed_at = at
    deadline.outcome = outcome
    deadline.next_at = None
    deadline.worked_seconds = int(worktime.elapsed(deadline.opened_at, at, calendar).total_seconds())
    deadline.elapsed_seconds = int(worktime.elapsed(deadline.opened_at, at, None).total_seconds())
    if outcome == Outcome.LATE and deadline.missed_at is None:
        # Settled late before any sweep came by: late always has its breach on record, without a consequence.
        deadline.missed_at = deadline.due_at
        _record(deadline, DeadlineEventKind.MISSED, deadline.due_at)
    deadline.save(update_fields=["closed_at", "outcome", "next_at", "worked_seconds", "elapsed_seconds", "missed_at"])


def _tell_closed(deadline: Deadline, at: datetime) -> None:
    for listener in registry.listeners_of(deadline.kind):
        listener.on_closed(deadline, at=at)


def _past_row(draft: DeadlineDraft, at: datetime) -> Deadline:
    is_missed = draft.due_at < at
    return Deadline(
        shop_id=draft.shop_id,
        channel_id=draft.channel_id,
        kind=draft.kind,
        subject_id=draft.subject_id,
        opened_at=draft.opened_at,
        warn_at=draft.warn_at,
        due_at=draft.due_at,
        next_at=None if is_missed else _first_look(draft.warn_at, draft.due_at),
        missed_at=draft.due_at if is_missed else None,
        quiet_until=draft.quiet_until,
        policy=draft.policy,
    )


def _first_look(warn_at: datetime | None, due_at: datetime) -> datetime:
    return min(warn_at, due_at) if warn_at else due_at


def _event(deadline: Deadline, kind: DeadlineEventKind, at: datetime) -> DeadlineEvent:
    return DeadlineEvent(shop_id=deadline.shop_id, deadline_id=deadline.pk, kind=kind, at=at)


def _record(deadline: Deadline, kind: DeadlineEventKind, at: datetime) -> None:
    _event(deadline, kind, at).save(force_insert=True)

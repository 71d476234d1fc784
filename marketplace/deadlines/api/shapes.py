"""Deadlines on the wire."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from marketplace import worktime
from marketplace.deadlines import registry
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.policies import calendar_of
from marketplace.deadlines.queue import is_to_do
from marketplace.deadlines.subjects import subjects_of
from marketplace.permissions import Right
from marketplace.rest.shapes import Shape
from marketplace.worktime import WorkCalendar

DEADLINE: Shape = {
    "id": int,
    "kind": str,
    "subject": {"type": str, "id": str, "label": str},
    "state": str,
    "opened_at": datetime,
    "warn_at": datetime | None,
    "due_at": datetime,
    "closed_at": datetime | None,
    "quiet_until": datetime | None,
    "to_do": bool,
    "seconds_left": int | None,
    "policy": dict,
    "segments": [{"from": datetime, "to": datetime, "counted": bool, "reason": str}],
}
DEADLINES: Shape = {"data": [DEADLINE]}


def deadlines_of(*, subject_type: str, subject_id: str, rights: Collection[Right]) -> list[Deadline]:
    """All deadlines of one subject, settled ones included, in the order of their opening. Runs in the shop's scope."""
    codes = [kind.code for kind in registry.visible_kinds(rights) if kind.subject_type == subject_type]
    return list(Deadline.objects.of_subjects([subject_id]).of_kinds(codes).order_by("opened_at", "pk"))


def deadlines_json(deadlines: Iterable[Deadline], at: datetime) -> list[dict[str, Any]]:
    """Deadlines as they stand `at` now, their subjects read together."""
    rows = list(deadlines)
    subjects = subjects_of(rows)
    return [_deadline_json(row, subjects[row.pk].title, at) for row in rows]


def _deadline_json(deadline: Deadline, label: str, at: datetime) -> dict[str, Any]:
    """One deadline, with the proof of its due time: what of the time from opening to due counted, and what not.

    `to_do` tells what the seller must act on now, as Today does. `seconds_left` counts as the rule does:
    below zero once overdue, null once resolved.
    """
    kind, calendar = registry.get(deadline.kind), calendar_of(deadline.policy)
    return {
        "id": deadline.pk,
        "kind": deadline.kind,
        "subject": {"type": kind.subject_type, "id": deadline.subject_id, "label": label},
        "state": deadline.state_at(at).value,
        "opened_at": deadline.opened_at,
        "warn_at": deadline.warn_at,
        "due_at": deadline.due_at,
        "closed_at": deadline.closed_at,
        "quiet_until": deadline.quiet_until,
        "to_do": is_to_do(deadline, at),
        "seconds_left": None if deadline.closed_at else _seconds_left(deadline.due_at, at, calendar),
        "policy": deadline.policy,
        "segments": [
            {"from": part.start, "to": part.end, "counted": part.counted, "reason": part.reason.value}
            for part in worktime.segments(deadline.opened_at, deadline.due_at, calendar)
        ],
    }


def _seconds_left(due_at: datetime, at: datetime, calendar: WorkCalendar | None) -> int:
    ahead = int(worktime.elapsed(at, due_at, calendar).total_seconds())
    return ahead or -int(worktime.elapsed(due_at, at, calendar).total_seconds())

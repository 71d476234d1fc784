"""What deadlines are about, read for many of them at once."""

from collections.abc import Iterable

from marketplace.deadlines import registry
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.registry import QueueSubject


def subjects_of(deadlines: Iterable[Deadline]) -> dict[int, QueueSubject]:
    """The subject of each deadline, by the deadline's key; each kind is asked once. Runs in the shop's scope."""
    by_kind: dict[str, list[Deadline]] = {}
    for deadline in deadlines:
        by_kind.setdefault(deadline.kind, []).append(deadline)
    found: dict[int, QueueSubject] = {}
    for code, rows in by_kind.items():
        kind = registry.get(code)
        known = kind.subjects({row.subject_id for row in rows}) if kind.subjects else {}
        for row in rows:
            found[row.pk] = known.get(row.subject_id) or QueueSubject(title=kind.title(row.subject_id))
    return found

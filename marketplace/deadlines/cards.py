"""Deadlines as the portal shows them: cards for a list of subjects, in one query."""

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse

from marketplace import worktime
from marketplace.deadlines import registry
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.policies import calendar_of
from marketplace.permissions import Right
from marketplace.portal.deadline_card import DeadlineCard, build_card


def cards_for(
    subject_ids: Collection[str],
    at: datetime,
    *,
    kinds: Collection[str] | None = None,
    rights: Collection[Right] | None = None,
    unresolved: bool = True,
) -> dict[str, list[DeadlineCard]]:
    """Cards by subject, most urgent first; a subject without any is left out. Runs in the shop's scope.

    `kinds` and `rights` narrow what is shown; `unresolved=False` gives the settled ones too, behind the running ones.
    """
    if not subject_ids:
        return {}
    codes = {kind.code for kind in registry.kinds() if rights is None or kind.right in rights}
    found = Deadline.objects.of_subjects(subject_ids).of_kinds(codes if kinds is None else codes & set(kinds))
    found = found.unresolved() if unresolved else found
    cards: dict[str, list[DeadlineCard]] = {}
    for deadline in sorted(found, key=lambda row: (row.closed_at is not None, row.due_at, row.pk)):
        cards.setdefault(deadline.subject_id, []).append(card_of(deadline, at))
    return cards


def card_of(deadline: Deadline, at: datetime, *, opened: bool = False) -> DeadlineCard:
    """One deadline as it stands `at` now, with its reason."""
    kind = registry.get(deadline.kind)
    end = max(deadline.due_at, deadline.closed_at or at)
    return build_card(
        deadline,
        key=str(deadline.pk),
        segments=worktime.segments(deadline.opened_at, end, calendar_of(deadline.policy)),
        at=at,
        rule_text=kind.rule_text(deadline.policy),
        missed_text=str(kind.missed_text),
        why_url=reverse("deadlines:why", args=[deadline.shop_id, deadline.pk]),
        opened=opened,
    )

"""Deadlines as rows of the queue: chip, subject, and the button of who may act."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.deadlines import registry
from marketplace.deadlines.cards import card_of
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.registry import DeadlineKind, QueueSubject, RowAct
from marketplace.deadlines.subjects import subjects_of
from marketplace.permissions import Right
from marketplace.portal.deadline_card import DeadlineCard


@dataclass(frozen=True)
class QueueRow:
    """One row. `act` is its button, `is_main` the one that stands out, `further_acts` quieter ones behind it."""

    deadline: Deadline
    kind: DeadlineKind
    card: DeadlineCard
    subject: QueueSubject
    act: RowAct | None = None
    further_acts: Sequence[RowAct] = ()
    is_main: bool = False

    @property
    def url(self) -> str:
        return self.kind.url(self.deadline.shop_id, self.deadline.subject_id)


def build_rows(deadlines: Sequence[Deadline], *, rights: Collection[Right], at: datetime) -> list[QueueRow]:
    """Rows in the given order; the most urgent act stands out. Runs in the shop's scope."""
    subjects = subjects_of(deadlines)
    acts = [_act_of(deadline, subjects[deadline.pk], rights) for deadline in deadlines]
    main = next((act for act in acts if act), None)
    return [
        QueueRow(
            deadline=deadline,
            kind=registry.get(deadline.kind),
            card=card_of(deadline, at),
            subject=subjects[deadline.pk],
            act=act,
            further_acts=_further_acts(deadline, subjects[deadline.pk], rights),
            is_main=act is not None and act is main,
        )
        for deadline, act in zip(deadlines, acts, strict=True)
    ]


def _act_of(deadline: Deadline, subject: QueueSubject, rights: Collection[Right]) -> RowAct | None:
    """What is settled is not acted on any more."""
    act = subject.act
    return act if act and act.right in rights and deadline.closed_at is None else None


def _further_acts(deadline: Deadline, subject: QueueSubject, rights: Collection[Right]) -> list[RowAct]:
    return [act for act in subject.further_acts if act.right in rights and deadline.closed_at is None]

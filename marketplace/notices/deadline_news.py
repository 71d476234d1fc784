"""Notices of deadlines, in two steps: before one is missed, and when it was. What is closed needs none any more."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.deadlines import registry as deadline_kinds
from marketplace.deadlines.choices import Outcome
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.registry import Listener, QueueSubject
from marketplace.notices import registry
from marketplace.notices.models import Notice
from marketplace.notices.registry import Channels, NoticeKind, Said, Seat
from marketplace.notices.services import notify, settle_facts
from marketplace.permissions import Right

SOON, MISSED = "deadline_soon", "deadline_missed"


def register() -> None:
    """Make both kinds known and listen; called at start."""
    for kind in (
        NoticeKind(
            code=MISSED,
            label=_("Deadline missed"),
            text=_("A deadline has passed. Told to those who act on it and to the owner."),
            icon="over",
            state="overdue",
            rights=_acting_rights,
            defaults=_at_once_for_all,
            say=_say,
            summary=lambda n: ngettext("%(n)s overdue", "%(n)s overdue", n) % {"n": n},
        ),
        NoticeKind(
            code=SOON,
            label=_("Due soon"),
            text=_("Most of the time has gone. Mailed to those who act on it; to the owner where nobody else can."),
            icon="soon",
            state="soon",
            rights=_acting_rights,
            defaults=_first_for_those_who_act,
            say=_say,
            summary=lambda n: ngettext("%(n)s due soon", "%(n)s due soon", n) % {"n": n},
        ),
    ):
        registry.register(kind)
    deadline_kinds.add_listener(
        Listener(on_warned=_tell_soon, on_missed=_tell_missed, on_closed=_settle, on_quieted=_settle)
    )


def _acting_rights() -> Collection[Right]:
    return {kind.acting_right for kind in deadline_kinds.kinds() if kind.concerns_seller}


def _first_for_those_who_act(seat: Seat) -> Channels:
    return Channels(bell=True, mail=seat.stands_in or not seat.is_owner)


def _at_once_for_all(_seat: Seat) -> Channels:
    return Channels(bell=True, mail=True)


def _tell_soon(deadline: Deadline, *, at: datetime) -> None:
    """Step one, unless the deadline has come or was closed while the warning waited to be told, or is seen to."""
    is_quiet = deadline.quiet_until is not None and at <= deadline.quiet_until
    if deadline.closed_at is None and deadline.missed_at is None and not is_quiet:
        _tell(SOON, deadline, at)


def _tell_missed(deadline: Deadline, *, at: datetime) -> None:
    """Step two, in the place of the first: of what is still to be done, and of what the miss itself has ended."""
    settle_facts(keys=[_key(SOON, deadline)], at=at)
    if deadline.closed_at is None or _was_ended_by_the_miss(deadline):
        _tell(MISSED, deadline, at)


def _was_ended_by_the_miss(deadline: Deadline) -> bool:
    """Whether nobody closed it, but what follows from missing it: as of the due moment, and late all the same."""
    return deadline.outcome == Outcome.LATE and deadline.closed_at == deadline.due_at


def _settle(deadline: Deadline, *, at: datetime) -> None:
    settle_facts(keys=[_key(SOON, deadline), _key(MISSED, deadline)], at=at)


def _tell(code: str, deadline: Deadline, at: datetime) -> None:
    kind = deadline_kinds.get(deadline.kind)
    notify(
        shop_id=deadline.shop_id,
        kind=code,
        right=kind.acting_right,
        subject_type=kind.subject_type,
        subject_id=deadline.subject_id,
        key=_key(code, deadline),
        params=_params(deadline),
        at=at,
    )


def _key(code: str, deadline: Deadline) -> str:
    return f"{code}:{deadline.pk}"


def _params(deadline: Deadline) -> dict[str, Any]:
    return {
        "deadline_kind": deadline.kind,
        "due_at": deadline.due_at.isoformat(),
        "timezone": deadline.policy.get("timezone", ""),
    }


def _say(notices: Sequence[Notice]) -> list[Said]:
    subjects = _subjects_of(notices)
    return [_say_one(notice, subjects.get((notice.params["deadline_kind"], notice.subject_id))) for notice in notices]


def _say_one(notice: Notice, subject: QueueSubject | None) -> Said:
    kind = deadline_kinds.get(notice.params["deadline_kind"])
    return Said(
        title=subject.title if subject else f"{kind.title(notice.subject_id)}: {kind.label}",
        text=str(kind.missed_text) if notice.kind == MISSED else "",
        url=kind.url(notice.shop_id, notice.subject_id),
        detail=subject.detail if subject else "",
        due_at=datetime.fromisoformat(notice.params["due_at"]),
        timezone=notice.params["timezone"],
    )


def _subjects_of(notices: Sequence[Notice]) -> dict[tuple[str, str], QueueSubject]:
    """What is known of the subjects, each kind of deadline asked once."""
    ids: dict[str, set[str]] = {}
    for notice in notices:
        ids.setdefault(notice.params["deadline_kind"], set()).add(notice.subject_id)
    asked = ((code, deadline_kinds.get(code).subjects, subject_ids) for code, subject_ids in ids.items())
    return {
        (code, subject_id): subject
        for code, read, subject_ids in asked
        if read is not None
        for subject_id, subject in read(subject_ids).items()
    }

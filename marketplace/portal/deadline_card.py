"""The deadline as every page, list and mail shows it: how long is left, when it is due, and why. Pure: no query.

The deadlines app builds a card from its row and its segments:
`worktime.segments(row.opened_at, max(row.due_at, row.closed_at or at), calendar)`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext, pgettext

from marketplace.portal import deadline_span, formats
from marketplace.portal.deadline_span import Span
from marketplace.worktime import Segment


class CardState(StrEnum):
    """State as the reader sees it; the value is its CSS class."""

    ONTIME = "ontime"
    SOON = "soon"
    OVERDUE = "overdue"
    SETTLED = "settled"


ICONS = {CardState.ONTIME: "clock", CardState.SOON: "soon", CardState.OVERDUE: "over", CardState.SETTLED: "check"}


class DeadlineLike(Protocol):
    """What a card needs of a deadline row."""

    @property
    def opened_at(self) -> datetime: ...
    @property
    def warn_at(self) -> datetime | None: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def outcome(self) -> str: ...
    @property
    def policy(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class WhyLink:
    """A way on from the reason: the rows of a figure, the rule as it was frozen."""

    label: str
    url: str


@dataclass(frozen=True)
class Why:
    """The reason behind a deadline: the rule, what was counted and what not, and what missing it costs."""

    rule: str
    counted: str
    since: str
    left: str
    skipped: str
    span: Span
    keys: list[tuple[str, str]]
    described: str
    missed: str = ""
    links: Sequence[WhyLink] = field(default_factory=tuple)


@dataclass(frozen=True)
class DeadlineCard:
    """One deadline, ready to print. `why_url` opens the reason, as a page without script and as a fragment with it."""

    key: str
    state: CardState
    icon: str
    left: str
    word: str
    due: str
    due_exact: str
    due_machine: str
    fuse: float | None
    why: Why
    why_url: str = ""
    opened: bool = False

    @property
    def why_id(self) -> str:
        return f"why-{self.key}"


def build_card(
    deadline: DeadlineLike,
    *,
    key: str,
    segments: Sequence[Segment],
    at: datetime,
    rule_text: str,
    missed_text: str = "",
    zone: tzinfo | None = None,
    links: Sequence[WhyLink] = (),
    why_url: str = "",
    opened: bool = False,
) -> DeadlineCard:
    """The card of a deadline as it stands `at` now, in the reader's language and zone. `key` is unique on the page."""
    zone = zone or timezone.get_current_timezone()
    state = card_state(deadline, at)
    due = formats.write_moment(deadline.due_at, at=at, zone=zone, elsewhere=deadline.policy.get("timezone", ""))
    return DeadlineCard(
        key=key,
        state=state,
        icon=ICONS[state],
        left=_left(deadline, state, segments, at),
        word=_word(state),
        due=_due_text(deadline, state, due.near, segments, at=at, zone=zone),
        due_exact=due.exact,
        due_machine=due.machine,
        fuse=_fuse(deadline, state, segments, at),
        why=build_why(
            deadline, state, segments, at=at, zone=zone, rule_text=rule_text, missed_text=missed_text, links=links
        ),
        why_url=why_url,
        opened=opened,
    )


def card_state(deadline: DeadlineLike, at: datetime) -> CardState:
    """Read from the times, not from the row's marks, so that a page never waits for the sweep."""
    if deadline.closed_at:
        return CardState.SETTLED
    if at > deadline.due_at:
        return CardState.OVERDUE
    return CardState.SOON if deadline.warn_at and at >= deadline.warn_at else CardState.ONTIME


def counts_work_time(policy: Mapping[str, Any]) -> bool:
    """Whether the rule counts on a calendar; plain elapsed time needs no word."""
    return policy.get("clock", "ELAPSED") not in {"ELAPSED", "DATE"}


def build_why(
    deadline: DeadlineLike,
    state: CardState,
    segments: Sequence[Segment],
    *,
    at: datetime,
    zone: tzinfo,
    rule_text: str,
    missed_text: str,
    links: Sequence[WhyLink],
) -> Why:
    """The panel behind the chip."""
    rule_zone = formats.zone_of(deadline.policy.get("timezone", "")) or zone
    until = deadline.closed_at or at
    span = deadline_span.build_span(
        segments, due_at=deadline.due_at, at=at, closed_at=deadline.closed_at, zone=rule_zone, reader=zone
    )
    counted = formats.write_duration(
        deadline_span.counted_between(segments, deadline.opened_at, min(until, deadline.due_at))
    )
    since = formats.write_moment(deadline.opened_at, at=at, zone=zone).near
    words = deadline_span.kind_words()
    holidays = deadline.policy.get("holidays") or {}
    why = Why(
        rule=rule_text,
        counted=gettext("%(time)s counted") % {"time": counted},
        since=gettext("since %(moment)s") % {"moment": since},
        left=_left_sentence(deadline, state, segments, at),
        skipped=deadline_span.skipped_sentence(segments, rule_zone, holidays),
        span=span,
        keys=[(kind.value, words[kind]) for kind in span.kinds],
        described="",
        missed=missed_text,
        links=tuple(links),
    )
    return _described(why)


def _described(why: Why) -> Why:
    """The bar in words, for who cannot see it."""
    text = " ".join(part for part in (f"{why.counted} {why.since}, {why.left}.", why.skipped) if part)
    return replace(why, described=text)


def _left(deadline: DeadlineLike, state: CardState, segments: Sequence[Segment], at: datetime) -> str:
    if state is CardState.SETTLED:
        return pgettext("deadline", "No longer due") if _is_void(deadline) else pgettext("deadline", "Settled")
    return formats.write_duration(_remaining(deadline, segments, at))


def _is_void(deadline: DeadlineLike) -> bool:
    return deadline.outcome.lower() == "void"


def _remaining(deadline: DeadlineLike, segments: Sequence[Segment], moment: datetime) -> timedelta:
    """Time until due, or over since, as the rule counts."""
    return deadline_span.counted_between(segments, min(moment, deadline.due_at), max(moment, deadline.due_at))


def _word(state: CardState) -> str:
    return {
        CardState.ONTIME: pgettext("deadline", "On time"),
        CardState.SOON: pgettext("deadline", "Due soon"),
        CardState.OVERDUE: pgettext("deadline", "Overdue"),
        CardState.SETTLED: "",
    }[state]


def _due_text(
    deadline: DeadlineLike, state: CardState, due: str, segments: Sequence[Segment], *, at: datetime, zone: tzinfo
) -> str:
    if state is CardState.SETTLED:
        return _settled_text(deadline, segments, at=at, zone=zone)
    text = gettext("was due %(moment)s") if state is CardState.OVERDUE else gettext("due %(moment)s")
    sentence = text % {"moment": due}
    if counts_work_time(deadline.policy):
        return gettext("work time · %(due)s") % {"due": sentence}
    return sentence


def _settled_text(deadline: DeadlineLike, segments: Sequence[Segment], *, at: datetime, zone: tzinfo) -> str:
    closed = deadline.closed_at or at
    moment = formats.write_moment(closed, at=at, zone=zone).near
    if _is_void(deadline):
        return moment
    if closed <= deadline.due_at:
        return gettext("in time · %(moment)s") % {"moment": moment}
    late = formats.write_duration(_remaining(deadline, segments, closed))
    return gettext("%(time)s late · %(moment)s") % {"time": late, "moment": moment}


def _left_sentence(deadline: DeadlineLike, state: CardState, segments: Sequence[Segment], at: datetime) -> str:
    time = formats.write_duration(_remaining(deadline, segments, deadline.closed_at or at))
    late = (deadline.closed_at or at) > deadline.due_at
    if late:
        return gettext("%(time)s over") % {"time": time}
    if state is CardState.SETTLED:
        return gettext("settled with %(time)s left") % {"time": time}
    return gettext("%(time)s left") % {"time": time}


def _fuse(deadline: DeadlineLike, state: CardState, segments: Sequence[Segment], at: datetime) -> float | None:
    """The share of the time used, in percent; none once settled."""
    if state is CardState.SETTLED:
        return None
    whole = deadline_span.counted_between(segments, deadline.opened_at, deadline.due_at)
    used = deadline_span.counted_between(segments, deadline.opened_at, min(at, deadline.due_at))
    return round(100 * (used / whole), 1) if whole else 100.0

"""Geometry of the deadline's bar, pure: counted time to scale, skipped time shortened and named.

All positions are percentages of the bar's width: the drawing needs no inline style (strict CSP) and fits any width.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from django.utils.translation import gettext, pgettext

from marketplace.portal import formats
from marketplace.worktime import Reason, Segment


class Stretch(StrEnum):
    """What a piece of the bar stands for; the value is its CSS class."""

    WORKED = "worked"
    LEFT = "left"
    OVER = "over"
    NIGHT = "night"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


_SKIPPED = {Reason.NIGHT: Stretch.NIGHT, Reason.WEEKEND: Stretch.WEEKEND, Reason.HOLIDAY: Stretch.HOLIDAY}
# A skipped stretch takes this much of the width, however long it was; together never more than SKIPPED_MOST.
_SKIPPED_WIDTH = {Stretch.NIGHT: 3.5, Stretch.HOLIDAY: 10.0, Stretch.WEEKEND: 14.0}
_SKIPPED_MOST = 45.0
_LABEL_ROOM = 9.0  # two labels under the bar stand at least this far apart
_NARROW_ROOM = 22.0  # what the label at the start takes of a narrow bar
_END_ROOM = 17.0  # kept free for the label at the end


@dataclass(frozen=True)
class Piece:
    """One rectangle of the bar, and the time that it stands for."""

    kind: Stretch
    start: datetime
    end: datetime
    x: float = 0.0
    width: float = 0.0
    text: str = ""

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True)
class Label:
    """A word under the bar."""

    x: float
    text: str
    anchor: str = "start"
    css: str = "mid"


@dataclass(frozen=True)
class Span:
    """The whole drawing."""

    pieces: list[Piece]
    labels: list[Label]
    now_x: float | None
    due_x: float | None

    @property
    def kinds(self) -> list[Stretch]:
        present = {piece.kind for piece in self.pieces}
        return [kind for kind in Stretch if kind in present]


def build_span(
    segments: Sequence[Segment],
    *,
    due_at: datetime,
    at: datetime,
    closed_at: datetime | None,
    zone: tzinfo,
    reader: tzinfo | None = None,
) -> Span:
    """Lay the segments out. Days are named in the rule's `zone`, where its nights are; times are the reader's."""
    reader = reader or zone
    moment = closed_at or at
    pieces = _placed(list(_cut(segments, due_at=due_at, at=moment)))
    end = pieces[-1].end if pieces else due_at
    return Span(
        pieces=[_worded(piece, zone) for piece in pieces],
        labels=_labels(pieces, due_at=due_at, end=end, zone=zone, reader=reader),
        now_x=_position(pieces, moment) if pieces and pieces[0].start <= moment <= end else None,
        due_x=_position(pieces, due_at) if due_at < end else None,
    )


def counted_between(segments: Sequence[Segment], start: datetime, end: datetime) -> timedelta:
    """The time between two moments that the rule counts."""
    inside = (min(s.end, end) - max(s.start, start) for s in segments if s.counted and s.end > start and s.start < end)
    return sum(inside, timedelta(0))


def skipped_by_kind(segments: Sequence[Segment]) -> dict[Stretch, timedelta]:
    """How much time was not counted, by what it was."""
    totals: dict[Stretch, timedelta] = {}
    for segment in segments:
        if not segment.counted:
            kind = _SKIPPED[segment.reason]
            totals[kind] = totals.get(kind, timedelta(0)) + (segment.end - segment.start)
    return totals


def _cut(segments: Sequence[Segment], *, due_at: datetime, at: datetime) -> Iterator[Piece]:
    """Cut counted segments at now and at the due moment; name what each piece is."""
    for segment in segments:
        if not segment.counted:
            yield Piece(kind=_SKIPPED[segment.reason], start=segment.start, end=segment.end)
            continue
        inner = sorted(cut for cut in {at, due_at} if segment.start < cut < segment.end)
        edges = [segment.start, *inner, segment.end]
        for start, end in zip(edges, edges[1:], strict=False):
            yield Piece(kind=_counted_kind(start, due_at=due_at, at=at), start=start, end=end)


def _counted_kind(start: datetime, *, due_at: datetime, at: datetime) -> Stretch:
    if start >= due_at:
        return Stretch.OVER
    return Stretch.LEFT if start >= at else Stretch.WORKED


def _placed(pieces: list[Piece]) -> list[Piece]:
    skipped = sum(_SKIPPED_WIDTH.get(piece.kind, 0.0) for piece in pieces)
    shrink = min(1.0, _SKIPPED_MOST / skipped) if skipped else 1.0
    counted = sum((piece.length for piece in pieces if piece.kind not in _SKIPPED_WIDTH), timedelta(0))
    room = 100.0 - skipped * shrink
    placed, x = [], 0.0
    for piece in pieces:
        width = _width(piece, shrink=shrink, room=room, counted=counted)
        placed.append(replace(piece, x=round(x, 2), width=round(width, 2)))
        x += width
    return placed


def _width(piece: Piece, *, shrink: float, room: float, counted: timedelta) -> float:
    if piece.kind in _SKIPPED_WIDTH:
        return _SKIPPED_WIDTH[piece.kind] * shrink
    return room * (piece.length / counted)


def _worded(piece: Piece, zone: tzinfo) -> Piece:
    """Closed days are named inside the bar where there is room: "Sat Sun"."""
    if piece.kind is not Stretch.WEEKEND or piece.width < _LABEL_ROOM:
        return piece
    first, last = piece.start.astimezone(zone).date(), (piece.end.astimezone(zone) - timedelta(seconds=1)).date()
    names = (
        [formats.write_weekday(first)] if first == last else [formats.write_weekday(first), formats.write_weekday(last)]
    )
    text = " ".join(names) if (last - first).days < 2 else "–".join(names)
    return replace(piece, text=text)


def _labels(pieces: list[Piece], *, due_at: datetime, end: datetime, zone: tzinfo, reader: tzinfo) -> list[Label]:
    if not pieces:
        return []
    start = pieces[0].start.astimezone(reader)
    tail = _tail(pieces, due_at=due_at, end=end, zone=reader)
    taken = [label.x for label in tail]
    labels = [Label(x=0.0, text=f"{formats.write_weekday(start.date())} {formats.write_time(start)}", css="")]
    last, last_day = labels[0].x + 3.0, start.date()
    for piece in pieces:
        local = piece.start.astimezone(zone)
        if piece.kind is Stretch.WEEKEND or local.date() == last_day:
            continue
        free = piece.x - last >= _LABEL_ROOM and all(abs(x - piece.x) >= _END_ROOM for x in taken)
        if free and piece.kind is not Stretch.NIGHT:
            day = formats.write_weekday(local.date())
            holiday = piece.kind is Stretch.HOLIDAY
            css = "" if holiday and piece.x >= _NARROW_ROOM else "mid"
            labels.append(Label(x=piece.x, text=f"{day} {local.day}" if holiday else day, css=css))
            last, last_day = piece.x, local.date()
    return labels + tail


def _tail(pieces: list[Piece], *, due_at: datetime, end: datetime, zone: tzinfo) -> list[Label]:
    """The label of the due moment, at the end while there is time, else where it was."""
    local = due_at.astimezone(zone)
    text = pgettext("short label under a bar", "due %(time)s") % {"time": formats.write_time(local)}
    if due_at >= end:
        return [Label(x=100.0, text=text, anchor="end", css="on")]
    x = _position(pieces, due_at)
    text = pgettext("short label under a bar", "due %(time)s") % {
        "time": f"{formats.write_weekday(local.date())} {formats.write_time(local)}"
    }
    anchor = "middle" if _NARROW_ROOM < x < 100 - _NARROW_ROOM else ("start" if x < 50 else "end")
    return [Label(x=x, text=text, anchor=anchor, css="on")]


def _position(pieces: list[Piece], moment: datetime) -> float:
    for piece in pieces:
        if moment <= piece.end:
            share = (moment - piece.start) / piece.length if piece.length else 0.0
            return round(piece.x + piece.width * max(0.0, share), 2)
    return 100.0


def kind_words() -> Mapping[Stretch, str]:
    """The words of the key under the bar."""
    return {
        Stretch.WORKED: pgettext("key of a bar", "counted"),
        Stretch.LEFT: pgettext("key of a bar", "left"),
        Stretch.OVER: pgettext("key of a bar", "over"),
        Stretch.NIGHT: pgettext("key of a bar", "night"),
        Stretch.WEEKEND: pgettext("key of a bar", "closed day"),
        Stretch.HOLIDAY: pgettext("key of a bar", "holiday"),
    }


def skipped_sentence(segments: Sequence[Segment], zone: tzinfo, holidays: Mapping[str, str]) -> str:
    """ "Not counted: 102 h (nights 30 h, holiday 24 h, closed days 48 h)." or nothing."""
    totals = skipped_by_kind(segments)
    if not totals:
        return ""
    words = {
        Stretch.NIGHT: pgettext("not counted", "nights"),
        Stretch.HOLIDAY: _holiday_words(segments, zone, holidays),
        Stretch.WEEKEND: pgettext("not counted", "closed days"),
    }
    parts = [
        f"{words[kind]} {_hours(totals[kind])}"
        for kind in (Stretch.NIGHT, Stretch.HOLIDAY, Stretch.WEEKEND)
        if kind in totals
    ]
    total = _hours(sum(totals.values(), timedelta(0)))
    return gettext("Not counted: %(total)s (%(parts)s).") % {"total": total, "parts": ", ".join(parts)}


def _holiday_words(segments: Sequence[Segment], zone: tzinfo, holidays: Mapping[str, str]) -> str:
    days = sorted(
        {s.start.astimezone(zone).date() for s in segments if not s.counted and _SKIPPED[s.reason] is Stretch.HOLIDAY}
    )
    if len(days) != 1:
        return gettext("holidays")
    name = holidays.get(days[0].isoformat()) or gettext("holiday")
    return f"{formats.write_far_day(days[0])} {name}"


def _hours(span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return formats.write_hours(hours, minutes)

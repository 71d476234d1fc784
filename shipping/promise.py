"""The delivery promise, pure: preparation on the shop's calendar, transit on the carrier's (R093, R096).

The order's local day is day 0, and working days after it are counted (D8); a lead time of 0 is that same day (D9). An
order from the shop's cut-off hour on counts as the next calendar day's, so that who orders later is never promised
less. The calendars share one time zone, the channel's: what the process runs in plays no part.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from marketplace.worktime import WorkCalendar, add_working_days, day_bounds, end_of_working_day, is_working_day

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Preparation:
    """How a shop gets a parcel ready: in working days of its calendar, orders from `cutoff` on as of the next day."""

    lead_time_days: int
    calendar: WorkCalendar
    cutoff: time | None = None


@dataclass(frozen=True, slots=True)
class Transit:
    """How a method brings it to its destination: in days on which the carriers deliver there."""

    min_days: int
    max_days: int
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class Promise:
    """What the customer is told: when the parcel leaves, and the first and last moment at which it may arrive.

    `start_day` is day 0: the order's day, or the one after it where the cut-off hour had passed.
    """

    ship_by: datetime
    earliest: datetime
    latest: datetime
    order_day: date
    start_day: date
    ship_by_day: date
    earliest_day: date
    latest_day: date


class Phase(StrEnum):
    """What a day of a promise is for."""

    ORDER = "ORDER"
    PREPARE = "PREPARE"
    SHIP = "SHIP"
    TRANSIT = "TRANSIT"
    EARLIEST = "EARLIEST"
    DELIVER = "DELIVER"  # between the first and the last day of delivery
    LATEST = "LATEST"
    OFF = "OFF"


class Off(StrEnum):
    """Why a day is not counted."""

    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"
    CUTOFF = "CUTOFF"  # the order came when the day was over


@dataclass(frozen=True, slots=True)
class PromiseDay:
    """A local day between order and latest delivery. `off` says why it is not counted, `name` which holiday it is."""

    day: date
    phase: Phase
    off: Off | None = None
    name: str = ""


def promise(*, ordered_at: datetime, preparation: Preparation, transit: Transit) -> Promise:
    """Reckon the promise of an order of that moment.

    An order that comes when the hours of its ship-by day are over ships on the next working day. Raises ValueError
    for a naive moment, negative days, a transit whose maximum is under its minimum, and a calendar that never opens.
    """
    if ordered_at.utcoffset() is None:
        raise ValueError(f"A moment needs a time zone: {ordered_at!r}.")
    if not 0 <= transit.min_days <= transit.max_days:
        raise ValueError(f"A transit of {transit.min_days} to {transit.max_days} days is not possible.")

    calendar = preparation.calendar
    ordered = ordered_at.astimezone(calendar.zone)
    order_day = start_day = ordered.date()
    if preparation.cutoff is not None and ordered.time() >= preparation.cutoff:
        start_day += DAY
    ship_by_day = add_working_days(start_day, preparation.lead_time_days, calendar)
    ship_by = end_of_working_day(ship_by_day, calendar)
    if ship_by < ordered_at:  # Opening hours that ended before the order: a promise is never late when it is given.
        ship_by_day = add_working_days(ship_by_day, 1, calendar)
        ship_by = end_of_working_day(ship_by_day, calendar)

    earliest_day = add_working_days(ship_by_day, transit.min_days, transit.calendar)
    latest_day = add_working_days(ship_by_day, transit.max_days, transit.calendar)
    return Promise(
        ship_by=ship_by,
        earliest=day_bounds(earliest_day, calendar.timezone)[0],
        latest=day_bounds(latest_day, calendar.timezone)[1] - timedelta(seconds=1),
        order_day=order_day,
        start_day=start_day,
        ship_by_day=ship_by_day,
        earliest_day=earliest_day,
        latest_day=latest_day,
    )


def promise_days(made: Promise, *, preparation: Preparation, transit: Transit) -> list[PromiseDay]:
    """Every day from the order to the latest delivery, and what it is for: the *why* of a promise."""
    count = (made.latest_day - made.order_day).days + 1
    return [_day(made.order_day + number * DAY, made, preparation, transit) for number in range(count)]


def days_to_json(days: list[PromiseDay]) -> list[dict[str, Any]]:
    """As they are frozen on an order and told by the API."""
    return [
        {"day": each.day.isoformat(), "phase": each.phase.value, "off": each.off and each.off.value, "name": each.name}
        for each in days
    ]


def days_from_json(rows: list[dict[str, Any]]) -> list[PromiseDay]:
    """The days that were frozen."""
    return [
        PromiseDay(
            date.fromisoformat(row["day"]), Phase(row["phase"]), Off(row["off"]) if row["off"] else None, row["name"]
        )
        for row in rows
    ]


def _day(day: date, made: Promise, preparation: Preparation, transit: Transit) -> PromiseDay:
    if day == made.ship_by_day:
        return PromiseDay(day, Phase.SHIP)
    if day == made.order_day:
        late = day < made.start_day
        return PromiseDay(day, Phase.ORDER, *((Off.CUTOFF, "") if late else _off(day, preparation.calendar)))
    on_the_way = day > made.ship_by_day
    off, name = _off(day, transit.calendar if on_the_way else preparation.calendar)
    if off:
        return PromiseDay(day, Phase.OFF, off, name)
    return PromiseDay(day, _travelling(day, made) if on_the_way else Phase.PREPARE)


def _travelling(day: date, made: Promise) -> Phase:
    if day == made.latest_day:
        return Phase.LATEST
    if day < made.earliest_day:
        return Phase.TRANSIT
    return Phase.EARLIEST if day == made.earliest_day else Phase.DELIVER


def _off(day: date, calendar: WorkCalendar) -> tuple[Off | None, str]:
    if is_working_day(day, calendar):
        return None, ""
    if not calendar.windows.get(day.isoweekday()):
        return Off.WEEKEND, ""
    name_of = getattr(calendar.holidays, "name_of", None)
    return Off.HOLIDAY, (name_of(day) or "") if name_of else ""

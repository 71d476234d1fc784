"""The delivery promise: preparation lead time and transit in working days of one calendar (R093, R096), pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketplace.worktime import WorkCalendar, add_working_days, day_bounds, end_of_working_day


@dataclass(frozen=True, slots=True)
class Promise:
    """What the customer is told: when the parcel leaves, and the first and last moment at which it may arrive."""

    ship_by: datetime
    earliest: datetime
    latest: datetime
    ship_by_day: date
    earliest_day: date
    latest_day: date


def promise(
    *,
    ordered_at: datetime,
    lead_time_days: int,
    transit_min_days: int,
    transit_max_days: int,
    calendar: WorkCalendar,
) -> Promise:
    """Reckon the promise from the order's local day, which is day 0 (D8); a lead time of 0 is that same day (D9).

    An order that comes when the hours of its ship-by day are over ships on the next working day. Raises ValueError
    for a naive moment, negative days and a transit whose maximum is under its minimum.
    """
    if ordered_at.utcoffset() is None:
        raise ValueError(f"A moment needs a time zone: {ordered_at!r}.")
    if not 0 <= transit_min_days <= transit_max_days:
        raise ValueError(f"A transit of {transit_min_days} to {transit_max_days} days is not possible.")

    order_day = ordered_at.astimezone(calendar.zone).date()
    ship_by_day = add_working_days(order_day, lead_time_days, calendar)
    ship_by = end_of_working_day(ship_by_day, calendar)
    if ship_by < ordered_at:  # Opening hours that ended before the order: a promise is never late when it is given.
        ship_by_day = add_working_days(ship_by_day, 1, calendar)
        ship_by = end_of_working_day(ship_by_day, calendar)

    earliest_day = add_working_days(ship_by_day, transit_min_days, calendar)
    latest_day = add_working_days(ship_by_day, transit_max_days, calendar)
    return Promise(
        ship_by=ship_by,
        earliest=day_bounds(earliest_day, calendar.timezone)[0],
        latest=day_bounds(latest_day, calendar.timezone)[1] - timedelta(seconds=1),
        ship_by_day=ship_by_day,
        earliest_day=earliest_day,
        latest_day=latest_day,
    )

"""The figures of a shop for a stretch of days, for the last four months, and day by day."""

from datetime import date, datetime

from metrics.measures import DayPoint, Measured, Month


def read_figures(
    *, shop_id: int, channel_id: int | None, since: date | None, until: date | None, at: datetime
) -> dict[str, Measured]:
    """All figures by code, of the days from `since` to `until`, both included; None leaves an end open.

    Runs in the scope of the shop, or of all shops.
    """
    raise NotImplementedError


def read_months(*, shop_id: int, channel_id: int | None, at: datetime) -> list[Month]:
    """All figures of the running month and the three before it, the oldest first (R106, D10)."""
    raise NotImplementedError


def read_days(
    *, shop_id: int, channel_id: int | None, since: date, until: date, at: datetime | None = None
) -> list[DayPoint]:
    """All figures day by day, every day of the stretch in it, what had nothing with a value of None."""
    raise NotImplementedError

"""The rows that a figure was made of: exactly those that it counts (R135)."""

from datetime import date, datetime

from metrics.choices import Part
from metrics.measures import RowPage


def rows_of(
    *,
    figure: str,
    part: Part,
    shop_id: int,
    channel_id: int | None,
    since: date | None,
    until: date | None,
    at: datetime,
    seek: str = "",
    limit: int = 50,
) -> RowPage:
    """A page of the rows of a part, newest first. Raises NotFound for no figure, ValidationFailed for a foreign seek.

    Runs in the shop's scope.
    """
    raise NotImplementedError

"""The average answer time as the inbox shows it, with what it is made of (R053, D7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from marketplace.portal import formats
from messaging.answer_times import WINDOW_DAYS, Spread, answer_times


@dataclass(frozen=True)
class FigureRow:
    """One figure on both clocks."""

    name: str
    wall: str
    worked: str


@dataclass(frozen=True)
class Figures:
    """The figures of the last weeks; no rows where nobody wrote."""

    rows: Sequence[FigureRow]
    days: int
    answered: int
    in_time: int
    waiting: int


def read_figures(*, shop_id: int, at: datetime) -> Figures:
    """Of what was answered in the last weeks, and of whoever waits now."""
    found = answer_times(shop_id=shop_id, since=at - timedelta(days=WINDOW_DAYS), at=at)
    rows = [
        FigureRow(_("Mean"), _written(found.wall.mean), _written(found.worked.mean)),
        FigureRow(_("Median"), _written(found.wall.median), _written(found.worked.median)),
        FigureRow(_("Nine of ten within"), _written(found.wall.percentile_90), _written(found.worked.percentile_90)),
    ]
    return Figures(
        rows=rows if _is_known(found.wall) else [],
        days=WINDOW_DAYS,
        answered=found.answered,
        in_time=found.in_time,
        waiting=found.waiting,
    )


def _is_known(spread: Spread) -> bool:
    return spread.mean is not None


def _written(seconds: int | None) -> str:
    return "–" if seconds is None else formats.write_duration(timedelta(seconds=seconds))

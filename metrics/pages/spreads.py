"""The response time beside its mean: the middle one, and what nine of ten stay below, on two clocks (D7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from marketplace.shops.zones import shop_zone
from messaging.answer_times import answer_times
from metrics.choices import Unit
from metrics.pages.values import write_number

# Nobody wrote to a marketplace before.
_BEGINNING = date(2000, 1, 1)


@dataclass(frozen=True)
class SpreadRow:
    """One measure of the answers, by the wall clock and as the rule counts."""

    name: str
    wall: str
    worked: str


def spread_rows(*, shop_id: int, since: date | None, at: datetime) -> Sequence[SpreadRow]:
    """Of the whole shop's answers since a day and of whoever waits now; none where nobody wrote."""
    first = datetime.combine(since or _BEGINNING, time.min, shop_zone(shop_id))
    told = answer_times(shop_id=shop_id, since=first, at=at)
    if told.wall.mean is None:
        return []
    return [
        SpreadRow(_("Mean"), _written(told.wall.mean), _written(told.worked.mean)),
        SpreadRow(_("Median"), _written(told.wall.median), _written(told.worked.median)),
        SpreadRow(_("Nine of ten within"), _written(told.wall.percentile_90), _written(told.worked.percentile_90)),
    ]


def _written(seconds: int | None) -> str:
    return "–" if seconds is None else write_number(seconds, Unit.SECONDS)

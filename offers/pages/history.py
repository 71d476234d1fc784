"""The history of an offer's price and stock as its page shows it: the newest changes, and two lines over time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from offers.models import Offer, OfferChange
from offers.services.history import history_of, undoable

MOST_SHOWN = 20
_MOST_DRAWN = 200
WIDTH, HEIGHT = 600, 80
_EDGE = 4


@dataclass(frozen=True)
class Line:
    """A stepped line as SVG draws it, with its least and greatest value."""

    points: str
    least: float
    most: float


@dataclass(frozen=True)
class HistoryPage:
    """The newest changes first, with the ids of those that can be undone; lines where there is something to draw."""

    changes: Sequence[OfferChange]
    undoable: Collection[int]
    more: int
    since: datetime | None
    price: Line | None
    stock: Line | None
    width: int = WIDTH
    height: int = HEIGHT


def history_page(offer: Offer, at: datetime) -> HistoryPage:
    """Of one offer, in one query."""
    # Rows stand in the order in which they were written; a moment may be told later than one after it.
    changes = sorted(history_of(offer.pk)[:_MOST_DRAWN], key=lambda each: (each.at, each.pk), reverse=True)
    oldest_first = changes[::-1]
    prices = [(each.at, float(each.price_before), float(each.price)) for each in oldest_first]
    stocks = [(each.at, float(each.quantity_before), float(each.quantity)) for each in oldest_first]
    return HistoryPage(
        changes=changes[:MOST_SHOWN],
        undoable=undoable(offer, changes),
        more=max(0, len(changes) - MOST_SHOWN),
        since=oldest_first[0].at if changes else None,
        price=draw_steps(prices, at),
        stock=draw_steps(stocks, at),
    )


def draw_steps(steps: Sequence[tuple[datetime, float, float]], end: datetime) -> Line | None:
    """A line of steps `(moment, before, after)`, the oldest first, up to `end`; None where the value never changed."""
    values = [value for _moment, before, after in steps for value in (before, after)]
    if len(set(values)) < 2:
        return None
    least, most = min(values), max(values)
    start, span = steps[0][0], max((end - steps[0][0]).total_seconds(), 1.0)

    def point(moment: datetime, value: float) -> str:
        x = (moment - start).total_seconds() / span * WIDTH
        y = HEIGHT - _EDGE - (value - least) / (most - least) * (HEIGHT - 2 * _EDGE)
        return f"{x:.1f},{y:.1f}"

    drawn = [text for moment, before, after in steps for text in (point(moment, before), point(moment, after))]
    return Line(" ".join([*drawn, point(end, steps[-1][2])]), least, most)

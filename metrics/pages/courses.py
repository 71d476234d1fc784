"""The course of a figure as a chart: day by day, and over the last four months.

A share or mean of single days jumps about and stands beside no limit. Drawn is therefore what the figure was on each
day over the 28 days up to it, which is what limits are judged by; the day's own numbers are in the table behind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.portal import formats
from metrics import charts
from metrics.charts import Chart, Line, Point, Spark
from metrics.choices import Unit
from metrics.definitions import Figure
from metrics.limits import JUDGED_DAYS, Judged
from metrics.measures import DayPoint, Measured, Month, Number
from metrics.pages.values import axis_writer, reason_for_none, write_month, write_number, write_of, write_value
from metrics.periods import Span

_SCALES: dict[Unit, Callable[[float], charts.Scale]] = {
    Unit.SHARE: charts.share_scale,
    Unit.SECONDS: charts.seconds_scale,
    Unit.COUNT: lambda highest: charts.number_scale(highest, whole=True),
    Unit.MONEY: charts.number_scale,
    Unit.GRADE: lambda _highest: charts.Scale(5.0, 1.0),
}
# Figures whose value is made of a numerator over a denominator can be told for many days from those of each.
_ROLLING = frozenset({Unit.SHARE, Unit.SECONDS, Unit.GRADE, Unit.MONEY})
# What a chart of sales draws.
SALES = ("orders_count", "total_revenue")
_TICKS = 8


@dataclass(frozen=True)
class Rolled:
    """A day, its own measure, and the figure over the 28 days up to it."""

    day: date
    own: Measured
    value: Decimal | None


def is_rolling(figure: Figure) -> bool:
    """Whether its course is drawn over the 28 days up to each day; counts and sums are drawn by the day."""
    return bool(figure.denominator) and figure.unit in _ROLLING


def roll(code: str, days: Sequence[DayPoint], *, first: date) -> list[Rolled]:
    """Each day from `first` on. A share is the sum of numerators over that of denominators."""
    rolled = []
    for index, point in enumerate(days):
        if point.day < first:
            continue
        window = [each.measured[code] for each in days[max(0, index - JUDGED_DAYS + 1) : index + 1]]
        below = sum(each.denominator or 0 for each in window)
        above = sum((Decimal(each.numerator or 0) for each in window), Decimal(0))
        own = point.measured[code]
        is_known = bool(below) and not own.figure.missing
        rolled.append(Rolled(point.day, own, above / below if is_known else None))
    return rolled


def course_of(since: date, until: date) -> Span:
    """The days of a stretch with those before it that its first ones reach back to."""
    return Span(since - timedelta(days=JUDGED_DAYS - 1), until)


def spark_of(code: str, days: Sequence[DayPoint], *, first: date, now: Measured, judged: Judged | None) -> Spark:
    """The small line beside a figure, which ends at the value of now."""
    values: list[float | None] = [_float(each.value) for each in roll(code, days, first=first)]
    if values and now.value is not None:
        values[-1] = float(now.value)
    return charts.spark(values, limits=_spark_limits(judged))


def month_spark(values: Sequence[Decimal | None], judged: Judged | None) -> Spark:
    """The last months beside a figure."""
    return charts.spark([_float(each) for each in values], limits=_spark_limits(judged))


def days_chart(
    figure: Figure, days: Sequence[DayPoint], *, first: date, now: Measured | None = None, judged: Judged | None = None
) -> Chart | None:
    """Day by day; None where no day has anything to draw."""
    title = _("%(figure)s by day") % {"figure": figure.label}
    if not is_rolling(figure):
        return _plain_days(figure, [each for each in days if each.day >= first], title)
    rolled = roll(figure.code, days, first=first)
    if rolled and now is not None:
        rolled[-1] = Rolled(rolled[-1].day, rolled[-1].own, now.value)
    currency = rolled[-1].own.currency if rolled else ""
    points = [
        Point(
            label=_day_label(each.day),
            value=_float(each.value),
            text=write_number(each.value, figure.unit, currency),
            tick=_tick(index, len(rolled), each.day),
            more=(write_value(each.own), write_of(each.own) or write_number(each.own.denominator, Unit.COUNT)),
        )
        for index, each in enumerate(rolled)
    ]
    heads = (_("Day"), _("28 days up to it"), _("That day alone"), pgettext("share", "Of them"))
    chart = charts.line_chart(
        title,
        heads,
        points,
        scale=_SCALES[figure.unit],
        write=axis_writer(figure.unit, currency),
        limits=lines_of(judged),
    )
    return chart if chart.has_values else None


def months_chart(figure: Figure, months: Sequence[Month], judged: Judged | None = None) -> Chart | None:
    """The running month and the three before it; None where none of them has a value."""
    measured = [each.measured[figure.code] for each in months]
    points = [
        Point(
            label=write_month(month, with_year=True),
            value=_float(value.value),
            text=write_value(value) if value.value is not None else reason_for_none(value),
            tick=write_month(month),
            is_running=month.is_running,
            more=(write_of(value),),
        )
        for month, value in zip(months, measured, strict=True)
    ]
    currency = measured[-1].currency if measured else ""
    chart = charts.bar_chart(
        _("%(figure)s, last four months") % {"figure": figure.label},
        (_("Month"), str(figure.label), pgettext("share", "Of them")),
        points,
        scale=_SCALES[figure.unit],
        write=axis_writer(figure.unit, currency),
        limits=lines_of(judged),
        named=True,
    )
    return chart if chart.has_values else None


def sales_chart(days: Sequence[DayPoint]) -> Chart | None:
    """Orders a day as bars, with the revenue in the table behind; None where nothing was sold."""
    last = len(days) - 1
    points = [
        Point(
            label=_day_label(each.day),
            value=float(orders or 0),
            text=write_number(int(orders or 0), Unit.COUNT),
            tick=pgettext("day", "today") if index == last else _tick(index, len(days), each.day, last_too=False),
            is_running=index == last,
            more=(write_value(each.measured["total_revenue"]) if orders else "",),
        )
        for index, each in enumerate(days)
        for orders in [each.measured["orders_count"].value]
    ]
    if not any(point.value for point in points):
        return None
    heads = (_("Day"), pgettext("figure", "Orders"), _("Revenue"))
    return charts.bar_chart(
        _("Orders a day, last four weeks"), heads, points, scale=_SCALES[Unit.COUNT], write=axis_writer(Unit.COUNT)
    )


def lines_of(judged: Judged | None) -> list[Line]:
    """The limits as lines across a chart, each with its word."""
    if judged is None:
        return []
    lines = []
    if judged.warning is not None:
        lines.append(Line(float(judged.warning), _("Warning"), "warning"))
    if judged.suspension is not None:
        lines.append(Line(float(judged.suspension), _("Suspension"), "suspension"))
    return lines


def _plain_days(figure: Figure, days: Sequence[DayPoint], title: str) -> Chart | None:
    measured = [each.measured[figure.code] for each in days]
    points = [
        Point(
            label=_day_label(each.day),
            value=_float(value.value),
            text=write_value(value),
            tick=_tick(index, len(days), each.day),
            is_running=index == len(days) - 1,
        )
        for index, (each, value) in enumerate(zip(days, measured, strict=True))
    ]
    currency = next((each.currency for each in measured if each.currency), "")
    chart = charts.bar_chart(
        title,
        (_("Day"), str(figure.label)),
        points,
        scale=_SCALES[figure.unit],
        write=axis_writer(figure.unit, currency),
    )
    return chart if any(point.value for point in points) else None


def _spark_limits(judged: Judged | None) -> list[Line]:
    """The nearest limit alone: there is no room for more."""
    return lines_of(judged)[:1]


def _tick(index: int, count: int, day: date, *, last_too: bool = True) -> str:
    """A word under every so many days, never two that touch."""
    every = max(1, -(-count // _TICKS))
    is_crowded = not last_too and index > count - 1 - every * 2 / 3
    if index % every or is_crowded:
        return ""
    return formats.write_short_day(day)


def _day_label(day: date) -> str:
    return formats.write_far_day(day)


def _float(value: Number | None) -> float | None:
    return None if value is None else float(value)

"""The dashboard below the queue of Today: figures with their limits, the last four months, sales, orders and offers
by state (R106 to R109).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.money import format_money
from marketplace.permissions import Right
from marketplace.portal import formats
from marketplace.portal.lists import COUNT_CAP
from metrics.charts import Spark
from metrics.limits import JUDGED_DAYS
from metrics.measures import DayPoint, Measured, Month
from metrics.pages.courses import SALES, course_of, sales_chart, spark_of
from metrics.pages.standings import Verdict, judge_shop, judged_spans
from metrics.pages.stretches import last_days, list_channels
from metrics.pages.values import reason_for_none, write_month, write_of, write_value
from metrics.periods import Span
from metrics.selectors import StateCount, count_states
from metrics.services.reading import FigureReader

# The panel: what judges a seller from week to week, with claims and conversion (R106).
TILES = (
    "order_messages_response_delay",
    "late_shipment_rate",
    "approval_rate",
    "claims_rate",
    "conversion_rate",
)


@dataclass(frozen=True)
class Tile:
    """A figure of the panel."""

    measured: Measured
    verdict: Verdict | None
    url: str
    spark: Spark

    @property
    def value(self) -> str:
        return write_value(self.measured)

    @property
    def reason(self) -> str:
        """Why there is no value."""
        return reason_for_none(self.measured)

    @property
    def detail(self) -> str:
        """ "6 of 286"."""
        return write_of(self.measured) if self.measured.value is not None else ""

    @property
    def limit(self) -> str:
        return self.verdict.limit_text if self.verdict else ""


@dataclass(frozen=True)
class MonthRow:
    """A figure over the last four months."""

    label: Any
    url: str
    cells: Sequence[tuple[str, str]]
    reason: Any = ""


@dataclass(frozen=True)
class CountRow:
    """So many rows in a state, and their list."""

    label: Any
    count: str
    url: str
    is_late: bool


def dashboard(shop: Any, rights: Collection[Right], at: datetime) -> Mapping[str, Any]:
    """All that the dashboard shows of a shop, in its scope: as many queries for ten channels as for one."""
    channels = list_channels(shop.pk)
    reader = FigureReader(shop_id=shop.pk, channel_id=None, at=at)
    first, today = last_days(JUDGED_DAYS, today=reader.asked.today)
    judged, course = Span(first, today), course_of(first, today)
    reader.prepare(judged, *judged_spans(reader, channels), days=course, months=True)
    figures, months = reader.span(judged), reader.months(codes=TILES)
    verdicts = judge_shop(reader=reader, channels=channels, sold_on=len(channels))
    days = reader.days(*course.bounds, codes=(*TILES, *SALES))
    states = count_states(shop_id=shop.pk, at=at, with_offers=Right.OFFER_READ in rights)
    return {
        "tiles": [_tile(shop.pk, figures[code], verdicts.get(code), days, first) for code in TILES],
        "months": [{"label": write_month(month), "is_running": month.is_running} for month in months],
        "month_rows": [_month_row(shop.pk, figures[code], months) for code in TILES],
        "sales": sales_chart([day for day in days if day.day >= first]),
        "sales_text": _sales_text(figures),
        "orders": [_count_row(each) for each in states.orders],
        "late": _count_row(states.late),
        "offers": [_count_row(each) for each in states.offers],
        "all_url": reverse("metrics:performance", args=[shop.pk]),
        "poll_url": reverse("metrics:dashboard", args=[shop.pk]),
        "counted_at": reader.asked.counted_at,
        "days": JUDGED_DAYS,
    }


def _tile(shop_id: int, measured: Measured, verdict: Verdict | None, days: Sequence[DayPoint], first: Any) -> Tile:
    code, judged = measured.figure.code, verdict.judged if verdict else None
    spark = spark_of(code, days, first=first, now=measured, judged=judged)
    return Tile(measured, verdict, reverse("metrics:figure", args=[shop_id, code]), spark)


def _month_row(shop_id: int, measured: Measured, months: Sequence[Month]) -> MonthRow:
    """The four values, each with what it is of."""
    code, missing = measured.figure.code, measured.figure.missing
    url = reverse("metrics:figure", args=[shop_id, code])
    if missing:
        return MonthRow(measured.figure.label, url, (), missing)
    each = [month.measured[code] for month in months]
    cells = [(write_value(m), write_of(m) if m.value is not None else "") for m in each]
    return MonthRow(measured.figure.label, url, cells)


def _sales_text(figures: Mapping[str, Measured]) -> str:
    """ "281 orders paid, of 290 placed in 4 weeks · €12,345.00 revenue": other figures are of those placed."""
    count, placed = int(figures["orders_count"].value or 0), figures["late_shipment_rate"].denominator or 0
    text = ngettext(
        "%(n)s order paid, of %(placed)s placed in 4 weeks", "%(n)s orders paid, of %(placed)s placed in 4 weeks", count
    )
    revenue = figures["total_revenue"]
    words = [text % {"n": formats.write_number(count), "placed": formats.write_number(placed)}]
    if count and revenue.value is not None and revenue.currency:
        words.append(_("%(amount)s revenue") % {"amount": format_money(Decimal(revenue.value), revenue.currency)})
    return " · ".join(words)


def _count_row(each: StateCount) -> CountRow:
    count = formats.write_count(each.count, cap=COUNT_CAP)
    return CountRow(each.label, count, each.url, each.is_late and bool(each.count))

"""The page of all figures: value, limit, what it is made of, and the last four months of each (R106, R109)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.portal import formats
from marketplace.shops.models import Channel
from metrics.charts import Spark
from metrics.choices import Part, Unit
from metrics.definitions import FIGURES, Figure
from metrics.measures import Measured, Month
from metrics.pages.courses import month_spark
from metrics.pages.standings import Verdict
from metrics.pages.stretches import Stretch
from metrics.pages.values import reason_for_none, write_month, write_number, write_of, write_value

_SERVICE = (
    "late_shipment_rate", "promise_kept_rate", "late_delivery_rate", "shipping_delay", "approval_rate",
    "approval_delay", "auto_refused_rate", "consecutive_refused_orders_count", "cancelation_rate",
    "order_messages_response_delay", "answered_in_time_rate", "invoice_coverage", "grade", "claims_rate",
    "incident_rate", "refund_rate", "return_rate", "valid_tracking_rate",
)  # fmt: skip
GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (_("Service"), _SERVICE),
    (_("Business"), tuple(code for code in FIGURES if code not in _SERVICE)),
)


@dataclass(frozen=True)
class PartLink:
    """What a figure is made of: so many, in words, and the rows themselves."""

    part: Part
    label: str | Promise
    count: str
    url: str
    long_label: str | Promise = ""


class MonthCell(NamedTuple):
    """A figure in one month, which a narrow page names in the cell itself."""

    label: str
    value: str
    of: str


@dataclass(frozen=True)
class FigureLine:
    """A figure as the page of all shows it. `is_judged` where the value shown is the one that its mark is of."""

    measured: Measured
    verdict: Verdict | None
    url: str
    parts: Sequence[PartLink]
    months: Sequence[MonthCell]
    spark: Spark | None
    is_judged: bool

    @property
    def figure(self) -> Figure:
        return self.measured.figure

    @property
    def value(self) -> str:
        return write_value(self.measured)

    @property
    def reason(self) -> str:
        return reason_for_none(self.measured)

    @property
    def limit(self) -> str:
        return self.verdict.limit_text if self.verdict else ""


@dataclass(frozen=True)
class Group:
    """Figures of one kind."""

    label: str | Promise
    lines: Sequence[FigureLine]


@dataclass(frozen=True)
class Place:
    """The shop, channel and stretch of a page, which its links carry along."""

    shop_id: int
    channel_id: int | None
    channel: Channel | None
    stretch: Stretch

    def url(self, figure: str, **query: str) -> str:
        """The page of a figure for the same channel and stretch."""
        kept = {"period": self.stretch.code}
        if self.channel is not None:
            kept["channel"] = self.channel.code
        return f"{reverse('metrics:figure', args=[self.shop_id, figure])}?{urlencode(kept | query)}"


def groups_of(
    figures: Mapping[str, Measured], verdicts: Mapping[str, Verdict], months: Sequence[Month], place: Place
) -> list[Group]:
    """Every figure in its group; what can have no value yet comes last in it."""
    groups = []
    for label, codes in GROUPS:
        lines = [_line(figures[code], verdicts.get(code), months, place) for code in codes]
        groups.append(Group(label, sorted(lines, key=lambda line: bool(line.figure.missing))))
    return groups


def parts_of(measured: Measured, place: Place) -> list[PartLink]:
    """Above the line, below it, left out, beside: each with its rows. What can have no value opens to none."""
    figure = measured.figure
    if figure.missing:
        return []
    links = []
    if measured.numerator is not None:
        unit = figure.unit if figure.unit in (Unit.SECONDS, Unit.MONEY) else Unit.COUNT
        above = write_number(measured.numerator, unit, measured.currency)
        links.append(_part(figure, Part.NUMERATOR, figure.numerator_label, above, place))
    if measured.denominator is not None and figure.denominator:
        below = write_number(measured.denominator, Unit.COUNT)
        links.append(_part(figure, Part.DENOMINATOR, figure.denominator_label, below, place))
    left_out = sum(each.count for each in measured.left_out)
    if figure.left_out:
        link = _part(figure, Part.LEFT_OUT, Part.LEFT_OUT.label, formats.write_number(left_out), place)
        links.append(replace(link, long_label=figure.left_out_label))
    links += [
        _part(figure, each.part, each.label, write_number(each.value, each.unit, measured.currency), place)
        for each in measured.beside
        if each.part is not None
    ]
    return links


def beside_texts(measured: Measured) -> list[tuple[str | Promise, str]]:
    """What is told beside a figure and opens to no rows of its own: the mean in working time."""
    return [
        (each.label, write_number(each.value, each.unit, measured.currency))
        for each in measured.beside
        if each.part is None
    ]


def _part(figure: Figure, part: Part, label: str | Promise, count: str, place: Place) -> PartLink:
    return PartLink(part, label, count, place.url(figure.code, part=part) + "#rows")


def _line(measured: Measured, verdict: Verdict | None, months: Sequence[Month], place: Place) -> FigureLine:
    figure = measured.figure
    of_months = [month.measured[figure.code] for month in months] if figure.by_period else []
    values: list[Decimal | None] = [each.value for each in of_months]
    has_course = sum(value is not None for value in values) > 1
    return FigureLine(
        measured=measured,
        verdict=verdict,
        url=place.url(figure.code),
        parts=parts_of(measured, place),
        months=[
            MonthCell(write_month(month), write_value(each), write_of(each) if each.value is not None else "")
            for each, month in zip(of_months, months, strict=False)
        ],
        spark=month_spark(values, verdict.judged if verdict else None) if has_course else None,
        is_judged=place.stretch.judges(figure),
    )

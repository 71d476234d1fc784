"""Figures on the wire, ours: with all that they were made of."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from marketplace.rest.shapes import Maybe, Shape
from metrics.measures import DayPoint, FigureRow, Measured, Month
from metrics.pages.standings import Verdict

_VALUES: Shape = {"value": Decimal | None, "numerator": Decimal | None, "denominator": int | None}
FIGURE: Shape = {
    "code": str,
    "label": str,
    "definition": str,
    "unit": str,
    "better": str,
    "currency": str | None,
    **_VALUES,
    "numerator_label": str | None,
    "denominator_label": str | None,
    "missing": str | None,
    "left_out": [{"label": str, "count": int}],
    "beside": [{"code": str, "label": str, "value": Decimal | None, "unit": str, "part": str | None}],
    "limit": Maybe(
        {
            "channel": str,
            "warning": Decimal | None,
            "suspension": Decimal | None,
            "min_counted": int,
            "standing": str,
        }
    ),
    "months": [{"month": date, "is_running": bool, **_VALUES}],
}
_SPREAD: Shape = {"mean": int | None, "median": int | None, "percentile_90": int | None}
WITH_DAYS: Shape = {
    **FIGURE,
    "spread": Maybe({"since": datetime, "wall": _SPREAD, "worked": _SPREAD}),
    "days": [{"day": date, **_VALUES}],
}
ROW: Shape = {
    "kind": str,
    "id": str,
    "label": str,
    "at": datetime,
    "amount": Decimal,
    "counted_as": str,
    "order_id": str | None,
}


def figure_json(measured: Measured, months: Iterable[Month], verdict: Verdict | None) -> dict[str, Any]:
    """A figure with its definition, its parts, its limits and its last four months."""
    figure = measured.figure
    return {
        "code": figure.code,
        "label": figure.label,
        "definition": figure.definition,
        "unit": figure.unit.value,
        "better": figure.better.value,
        "currency": measured.currency or None,
        **_values(measured),
        "numerator_label": figure.numerator_label or None,
        "denominator_label": figure.denominator_label or None,
        "missing": None if measured.value is not None else measured.missing or None,
        "left_out": [{"label": each.label, "count": each.count} for each in measured.left_out],
        "beside": [
            {
                "code": each.code,
                "label": each.label,
                "value": each.value,
                "unit": each.unit.value,
                "part": each.part.value if each.part else None,
            }
            for each in measured.beside
        ],
        "limit": _limit(verdict),
        "months": [
            {"month": month.first_day, "is_running": month.is_running, **_values(month.measured[figure.code])}
            for month in months
        ],
    }


def day_json(point: DayPoint, code: str) -> dict[str, Any]:
    """One day of a figure."""
    return {"day": point.day, **_values(point.measured[code])}


def row_json(row: FigureRow) -> dict[str, Any]:
    """One row that a figure counts."""
    return {
        "kind": row.kind.value,
        "id": row.subject_id,
        "label": row.label,
        "at": row.at,
        "amount": row.amount,
        "counted_as": row.column,
        "order_id": row.order_id or None,
    }


def _values(measured: Measured) -> dict[str, Any]:
    return {"value": measured.value, "numerator": measured.numerator, "denominator": measured.denominator}


def _limit(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None or verdict.channel is None:
        return None
    judged = verdict.judged
    if judged.warning is None and judged.suspension is None:
        return None
    return {
        "channel": verdict.channel.code,
        "warning": judged.warning,
        "suspension": judged.suspension,
        "min_counted": judged.min_counted,
        "standing": judged.standing.value,
    }

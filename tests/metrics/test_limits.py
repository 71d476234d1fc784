"""Where a figure stands beside its limits (R109)."""

from dataclasses import dataclass
from decimal import Decimal as D

import pytest

from metrics.definitions import FIGURES
from metrics.limits import Standing, judge, room_left, runs_right

LATE, ACCEPTED, GRADE, ANSWER = (
    FIGURES[code] for code in ("late_shipment_rate", "approval_rate", "grade", "order_messages_response_delay")
)


@dataclass(frozen=True)
class Given:
    warning: D | None
    suspension: D | None
    min_counted: int = 0


@pytest.mark.parametrize(
    ("figure", "value", "given", "standing"),
    [
        (LATE, "0.1500", ("0.10", "0.15"), Standing.SUSPENSION),
        (LATE, "0.1499", ("0.10", "0.15"), Standing.WARNING),
        (LATE, "0.1000", ("0.10", "0.15"), Standing.WARNING),
        (LATE, "0.0800", ("0.10", "0.15"), Standing.NEAR),
        (LATE, "0.0799", ("0.10", "0.15"), Standing.WITHIN),
        (LATE, "0", ("0", None), Standing.WARNING),
        (LATE, "0.12", (None, "0.15"), Standing.NEAR),
        (ACCEPTED, "0.7499", ("0.90", "0.75"), Standing.SUSPENSION),
        (ACCEPTED, "0.7500", ("0.90", "0.75"), Standing.WARNING),
        (ACCEPTED, "0.9000", ("0.90", "0.75"), Standing.NEAR),
        (ACCEPTED, "0.9300", ("0.90", "0.75"), Standing.WITHIN),
        (ACCEPTED, "1", ("0.90", "0.75"), Standing.WITHIN),
        (GRADE, "2.99", ("3.5", "3"), Standing.SUSPENSION),
        (GRADE, "3.6", ("3.5", "3"), Standing.NEAR),
        (GRADE, "4.5", ("3.5", "3"), Standing.WITHIN),
        (ANSWER, "86400", ("86400", "345600"), Standing.WARNING),
        (ANSWER, "3600", ("86400", "345600"), Standing.WITHIN),
        (LATE, None, ("0.10", "0.15"), Standing.NO_DATA),
        (LATE, "0.5", (None, None), Standing.FREE),
    ],
)
def test_a_figure_stands_where_its_limits_say(figure, value, given, standing):
    """R109: reached at its very value where lower is better, missed below it where higher is."""
    warning, suspension = (None if each is None else D(each) for each in given)
    limits = Given(warning, suspension)

    judged = judge(figure, None if value is None else D(value), limits=limits, counted=20)

    assert judged.standing == standing


def test_a_figure_without_a_limit_is_free():
    assert judge(LATE, D("0.9"), limits=None, counted=20).standing == Standing.FREE


def test_it_is_judged_from_so_many_of_its_own_denominator_on():
    """R109: one rating alone puts no shop past a limit."""
    limits = Given(D("0.1"), None, min_counted=10)

    assert judge(LATE, D("0.9"), limits=limits, counted=9).standing == Standing.TOO_FEW
    assert judge(LATE, D("0.9"), limits=limits, counted=10).standing == Standing.WARNING


def test_a_count_that_is_of_nothing_is_always_judged():
    """R109: orders refused in a row."""
    limits = Given(D(2), D(3), min_counted=10)

    judged = judge(FIGURES["consecutive_refused_orders_count"], D(3), limits=limits, counted=None)

    assert judged.standing == Standing.SUSPENSION


@pytest.mark.parametrize(
    ("figure", "numerator", "denominator", "limit", "room"),
    [(LATE, 6, 281, "0.1", 22), (LATE, 9, 100, "0.1", 0), (ACCEPTED, 95, 100, "0.9", 5), (LATE, 30, 100, "0.1", 0)],
)
def test_the_room_left_is_what_may_still_go_wrong(figure, numerator, denominator, limit, room):
    assert room_left(figure, numerator, denominator, D(limit)) == room


def test_a_time_has_no_room_in_rows():
    assert room_left(ANSWER, 3600, 4, D(86400)) is None


def test_the_warning_comes_before_the_suspension_in_the_figures_own_direction():
    """R109."""
    assert runs_right(LATE, D("0.1"), D("0.15"))
    assert not runs_right(LATE, D("0.15"), D("0.1"))
    assert runs_right(ACCEPTED, D("0.9"), D("0.75"))
    assert not runs_right(ACCEPTED, D("0.75"), D("0.9"))
    assert runs_right(ACCEPTED, None, D("0.9"))

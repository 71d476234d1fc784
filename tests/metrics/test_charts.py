"""Charts as coordinates: round scales, gaps where there is no value, the numbers in the table (R107)."""

import pytest

from metrics.charts import Line, Point, bar_chart, line_chart, number_scale, seconds_scale, share_scale, spark


def points(*values):
    return [Point(f"day {number}", value, str(value)) for number, value in enumerate(values)]


def plain(value):
    return f"{value:g}"


@pytest.mark.parametrize(
    ("scale", "highest", "steps"),
    [
        (number_scale, 15, [0, 5, 10, 15]),
        (number_scale, 0.018, [0, 0.005, 0.01, 0.015, 0.02]),
        (number_scale, 0, [0, 1]),
        (share_scale, 0.97, [0, 0.25, 0.5, 0.75, 1]),
        (seconds_scale, 86400, [0, 21600, 43200, 64800, 86400]),
        (seconds_scale, 5000, [0, 1800, 3600, 5400]),
        (seconds_scale, 0, [0, 3600]),
    ],
)
def test_a_scale_has_round_steps_in_its_unit(scale, highest, steps):
    assert scale(highest).steps == pytest.approx(steps)


def test_counted_things_have_whole_steps():
    assert number_scale(2, whole=True).steps == [0, 1, 2]


def test_a_day_without_a_value_is_a_gap():
    """R104: no figure rather than 0."""
    chart = line_chart("t", ("Day", "Value"), points(1, 2, None, 2, 1), scale=number_scale, write=plain)

    assert [(piece.x, piece.x2) for piece in chart.pieces] == [("0.00%", "25.00%"), ("75.00%", "100.00%")]
    assert [row.text for row in chart.rows] == ["1", "2", "None", "2", "1"]


def test_a_day_alone_is_a_dot():
    chart = line_chart("t", ("Day", "Value"), points(None, 2, None), scale=number_scale, write=plain)

    assert [(dot.x, dot.css) for dot in chart.dots] == [("50.00%", "chart-dot")]
    assert chart.pieces == []


def test_a_chart_of_one_day_stands_in_the_middle():
    chart = line_chart("t", ("Day", "Value"), points(2), scale=number_scale, write=plain)

    assert [(dot.x, dot.css) for dot in chart.dots] == [("50.00%", "chart-now")]


def test_a_limit_beyond_every_value_is_still_drawn():
    """R109."""
    chart = line_chart(
        "t", ("Day", "Value"), points(1, 1), scale=number_scale, write=plain, limits=[Line(8, "Warning")]
    )

    assert [(line.y, line.text) for line in chart.lines] == [(18.0, "Warning")]
    assert chart.grid[-1].text == "8"


@pytest.mark.parametrize(
    ("limits", "anchors"), [((10, 15), ["start", "end"]), ((15, 10), ["start", "end"]), ((10, 60), ["start", "start"])]
)
def test_words_of_limits_never_cover_each_other(limits, anchors):
    """R109: with a value of 80 the limits 10 and 15 lie nine pixels apart."""
    lines = [Line(value, "Limit") for value in limits]
    chart = line_chart("t", ("Day", "Value"), points(80, 80), scale=number_scale, write=plain, limits=lines)

    assert [line.anchor for line in chart.lines] == anchors


def test_bars_stand_on_the_ground_and_the_running_one_is_told_apart():
    """D10."""
    given = [Point("Feb", 2, "2"), Point("Mar", None, "-"), Point("Apr", 4, "4", is_running=True)]
    chart = bar_chart("t", ("Month", "Value"), given, scale=number_scale, write=plain)

    assert [(bar.css, bar.y, bar.height) for bar in chart.bars] == [
        ("chart-bar", 93.0, 75.0),
        ("chart-bar-now", 18.0, 150.0),
    ]


def test_nothing_at_all_has_no_values():
    assert not line_chart("t", ("Day", "Value"), points(None, None), scale=number_scale, write=plain).has_values
    assert spark([]).pieces == []

"""Charts as coordinates, which templates print as SVG: no script, no inline style, and the numbers in a table behind.

Positions across are percentages, positions down are pixels: the picture takes any width and its text keeps its size.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor, log10

HEIGHT = 168
SPARK_HEIGHT = 40
_HEAD = 18  # room above the highest line
_SPARK_HEAD = 5
_GRID_LINES = 4
_ALWAYS_SHOWN = 5  # words under the axis, however narrow it is
_WORD = 14  # height of a word in the picture
_BAR = 0.72  # of its slot
_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_HOUR = 3600
_ROUND_SECONDS = (60, 300, 900, 1800, *(_HOUR * h for h in (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 1440, 2880)))


@dataclass(frozen=True)
class Point:
    """One day or month. `value` None is a gap, told in the table by `text`; `tick` stands under the axis."""

    label: str
    value: float | None
    text: str
    tick: str = ""
    is_running: bool = False
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A value to be compared with, drawn across: `warning` or `suspension`."""

    value: float
    label: str
    css: str = "warning"


@dataclass(frozen=True)
class Scale:
    """Values from zero up to `top`, in steps that are round in their unit."""

    top: float
    step: float

    def y(self, value: float, height: float, head: float) -> float:
        share = min(max(value / self.top, 0.0), 1.0)
        return round(height - share * (height - head), 1)

    @property
    def steps(self) -> list[float]:
        return [self.step * number for number in range(round(self.top / self.step) + 1)]


@dataclass(frozen=True)
class Shape:
    """A bar, a piece of a line, a dot, a grid line or a word, by its attributes in SVG."""

    x: str = "0"
    y: float = 0
    x2: str = "100%"
    y2: float = 0
    width: str = ""
    height: float = 0
    text: str = ""
    css: str = ""
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    """All that `metrics/_chart.html` prints."""

    title: str
    heads: tuple[str, ...]
    points: Sequence[Point]
    height: int
    grid: Sequence[Shape]
    bars: Sequence[Shape]
    names: Sequence[Shape]
    pieces: Sequence[Shape]
    dots: Sequence[Shape]
    columns: Sequence[Shape]
    lines: Sequence[Shape]
    ticks: Sequence[Shape]

    @property
    def has_values(self) -> bool:
        return any(point.value is not None for point in self.points)

    @property
    def full_height(self) -> int:
        """With the words under the axis."""
        return self.height + 20

    @property
    def rows(self) -> Sequence[Point]:
        """The table behind, the latest first."""
        return list(reversed(self.points))


def number_scale(highest: float, *, whole: bool = False) -> Scale:
    """Round decimal steps; whole ones for what is counted."""
    if highest <= 0:
        return Scale(1.0, 1.0)
    rough = highest / _GRID_LINES
    power = 10.0 ** floor(log10(rough))
    step = power * next(each for each in _ROUND_STEPS if each * power >= rough * (1 - 1e-9))
    if whole:
        step = max(1.0, float(ceil(step)))
    return Scale(step * ceil(highest / step - 1e-9), step)


def share_scale(highest: float) -> Scale:
    """A fraction: never beyond the whole; where all is zero, up to a tenth."""
    if highest <= 0:
        return Scale(0.1, 0.05)
    scale = number_scale(highest)
    return Scale(1.0, 0.25) if scale.top > 1 else scale


def seconds_scale(highest: float) -> Scale:
    """Steps of minutes, hours and days."""
    if highest <= 0:
        return Scale(_HOUR, _HOUR)
    rough = highest / _GRID_LINES
    step = float(next((each for each in _ROUND_SECONDS if each >= rough), _ROUND_SECONDS[-1]))
    return Scale(step * ceil(highest / step - 1e-9), step)


def line_chart(
    title: str,
    heads: tuple[str, ...],
    points: Sequence[Point],
    *,
    scale: Callable[[float], Scale],
    write: Callable[[float], str],
    limits: Sequence[Line] = (),
) -> Chart:
    """A line through the days; a day without a value is a gap, and a day alone is a dot."""
    chosen = scale(_highest(points, limits))
    across = _across(len(points))
    drawn = {i: chosen.y(p.value, HEIGHT, _HEAD) for i, p in enumerate(points) if p.value is not None}
    chart = _frame(title, heads, points, chosen, write, limits)
    half = across[1] / 2 if len(points) > 1 else 50.0
    return replace(
        chart,
        pieces=_pieces(across, drawn),
        dots=_dots(across, drawn, last=len(points) - 1),
        columns=[
            Shape(_percent(max(0.0, x - half)), width=_percent(half * 2), text=_spoken(point))
            for x, point in zip(across, points, strict=True)
        ],
        ticks=_thinned([_tick(x, point) for x, point in zip(across, points, strict=True) if point.tick]),
    )


def bar_chart(
    title: str,
    heads: tuple[str, ...],
    points: Sequence[Point],
    *,
    scale: Callable[[float], Scale],
    write: Callable[[float], str],
    limits: Sequence[Line] = (),
    named: bool = False,
) -> Chart:
    """A bar for each day or month; the running one is told apart. `named` writes each value above its bar."""
    chosen = scale(_highest(points, limits))
    slot = 100 / max(1, len(points))
    bars, columns, ticks = [], [], []
    for index, point in enumerate(points):
        columns.append(Shape(_percent(index * slot), width=_percent(slot), text=_spoken(point)))
        if point.value is not None:
            y = chosen.y(point.value, HEIGHT, _HEAD)
            x, css = index * slot + slot * (1 - _BAR) / 2, "chart-bar-now" if point.is_running else "chart-bar"
            width, height, middle = _percent(slot * _BAR), round(HEIGHT - y, 1), _percent((index + 0.5) * slot)
            bars.append(Shape(_percent(x), y, middle, y - 5, width, height, text=point.text, css=css))
        if point.tick:
            ticks.append(_tick((index + 0.5) * slot, point))
    chart = _frame(title, heads, points, chosen, write, limits)
    return replace(chart, bars=bars, names=bars if named else (), columns=columns, ticks=_thinned(ticks))


@dataclass(frozen=True)
class Spark:
    """A small line beside a figure, for the eye alone: its numbers stand in a table elsewhere."""

    pieces: Sequence[Shape]
    dots: Sequence[Shape]
    lines: Sequence[Shape]
    height: int = SPARK_HEIGHT


def spark(values: Sequence[float | None], *, limits: Sequence[Line] = ()) -> Spark:
    """The course of a figure with its limits."""
    highest = max([*(v for v in values if v is not None), *(each.value for each in limits)], default=0.0)
    scale = Scale(highest * 1.05 or 1.0, highest or 1.0)
    floor_y = SPARK_HEIGHT - 4
    across = _across(len(values))
    drawn = {i: scale.y(v, floor_y, _SPARK_HEAD) for i, v in enumerate(values) if v is not None}
    lines = [Shape(y=scale.y(each.value, floor_y, _SPARK_HEAD), css=each.css) for each in limits if drawn]
    return Spark(_pieces(across, drawn), _dots(across, drawn, last=len(values) - 1), lines)


def _frame(
    title: str,
    heads: tuple[str, ...],
    points: Sequence[Point],
    scale: Scale,
    write: Callable[[float], str],
    limits: Sequence[Line],
) -> Chart:
    """The chart without its course: grid, limits and the table."""
    grid = [Shape(y=scale.y(value, HEIGHT, _HEAD), text=write(value)) for value in scale.steps]
    return Chart(title, heads, points, HEIGHT, grid, (), (), (), (), (), _limit_lines(limits, scale), ())


def _limit_lines(limits: Sequence[Line], scale: Scale) -> list[Shape]:
    """Each with its word on it: at the left, or at the right where the one before stands too near."""
    lines: list[Shape] = []
    for each in limits:
        y = scale.y(each.value, HEIGHT, _HEAD)
        word_y = y - 5 if y > 2 * _HEAD else y + 13
        is_left = not lines or lines[-1].anchor == "end" or abs(lines[-1].y2 - word_y) >= _WORD
        x, anchor = ("2", "start") if is_left else ("100%", "end")
        lines.append(Shape(x, y, y2=word_y, text=each.label, css=each.css, anchor=anchor))
    return lines


def _highest(points: Sequence[Point], limits: Sequence[Line]) -> float:
    return max([*(p.value for p in points if p.value is not None), *(each.value for each in limits)], default=0.0)


def _across(count: int) -> list[float]:
    """Where so many points stand, from edge to edge."""
    return [50.0] if count == 1 else [index * 100 / (count - 1) for index in range(count)]


def _pieces(across: Sequence[float], drawn: dict[int, float]) -> list[Shape]:
    """Between neighbours that both have a value."""
    return [
        Shape(_percent(across[a]), drawn[a], _percent(across[b]), drawn[b])
        for a, b in pairwise(sorted(drawn))
        if b == a + 1
    ]


def _dots(across: Sequence[float], drawn: dict[int, float], *, last: int) -> list[Shape]:
    """The latest value, and whatever has no neighbour."""
    alone = [i for i in drawn if i - 1 not in drawn and i + 1 not in drawn and i != last]
    dots = [Shape(_percent(across[i]), drawn[i], css="chart-dot") for i in alone]
    return dots + [Shape(_percent(across[i]), drawn[i], css="chart-now") for i in drawn if i == last]


def _tick(x: float, point: Point) -> Shape:
    anchor = "start" if x < 3 else "end" if x > 97 else "middle"
    return Shape(_percent(x), text=point.tick, anchor=anchor)


def _thinned(ticks: list[Shape]) -> list[Shape]:
    """Every second one, from the last backwards, is left out where there is no room."""
    if len(ticks) <= _ALWAYS_SHOWN:
        return ticks
    last = len(ticks) - 1
    return [replace(tick, css="tick-drop" if (last - place) % 2 else "") for place, tick in enumerate(ticks)]


def _spoken(point: Point) -> str:
    return ": ".join(each for each in (point.label, " · ".join([point.text, *point.more])) if each)


def _percent(value: float) -> str:
    return f"{value:.2f}%"

"""What the figures are told as: values with all that they were made of."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from metrics.choices import Part, RowKind, Unit
from metrics.definitions import Figure, Text

Number = Decimal | int


@dataclass(frozen=True)
class LeftOut:
    """What a figure does not count: in words, and how many."""

    label: Text
    count: int


@dataclass(frozen=True)
class Beside:
    """What is told beside a figure. `part` opens its rows, where it has any."""

    code: str
    label: Text
    value: Number | None
    unit: Unit
    part: Part | None = None


@dataclass(frozen=True)
class Measured:
    """A figure for one stretch of time. `value` is unrounded and None where nothing was counted; `missing` says why.

    Seconds for Unit.SECONDS, amounts in `currency` for Unit.MONEY. Without a denominator the value is the numerator.
    """

    figure: Figure
    value: Decimal | None
    numerator: Number | None
    denominator: int | None
    left_out: tuple[LeftOut, ...] = ()
    beside: tuple[Beside, ...] = ()
    currency: str = ""
    missing: Text = ""


@dataclass(frozen=True)
class Month:
    """All figures of one month; the running one is not over yet (D10)."""

    first_day: date
    last_day: date
    is_running: bool
    measured: dict[str, Measured] = field(default_factory=dict)


@dataclass(frozen=True)
class DayPoint:
    """All figures of one day by the channel's clock."""

    day: date
    measured: dict[str, Measured] = field(default_factory=dict)


@dataclass(frozen=True)
class FigureRow:
    """One row of a figure's part. The `amount`s of a part add up to what the figure shows.

    `subject_id` is the public id of what the row is; `order_id` that of its order, where it has one. `key` is the place
    in the sequence, for seeking on.
    """

    kind: RowKind
    subject_id: str
    label: str
    at: datetime
    amount: Decimal
    order_id: str
    key: int
    column: str


@dataclass(frozen=True)
class RowPage:
    """A page of rows, newest first. `next_seek` is empty on the last one."""

    rows: list[FigureRow]
    next_seek: str

"""Where a figure stands beside the operator's limits for it; pure. Consequences are not built yet: nothing happens by
itself.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from metrics.choices import Better, Unit
from metrics.definitions import Figure
from metrics.measures import Number

# The limits are judged over so many days, today included.
JUDGED_DAYS = 28
# Of the way to the warning: from here on a figure is near it.
NEAR = Decimal("0.8")
BEST_GRADE = 5


class Standing(TextChoices):
    """Where a figure stands, in the order of urgency."""

    SUSPENSION = "suspension", pgettext_lazy("figure", "Past the limit")
    WARNING = "warning", pgettext_lazy("figure", "Past the warning")
    NEAR = "near", pgettext_lazy("figure", "Close")
    WITHIN = "within", pgettext_lazy("figure", "Within")
    TOO_FEW = "too_few", pgettext_lazy("figure", "Too few to judge")
    NO_DATA = "no_data", pgettext_lazy("figure", "No figure")
    FREE = "free", pgettext_lazy("figure", "No limit")


URGENCY: dict[str, int] = {standing: place for place, standing in enumerate(Standing.values)}
OVER = frozenset({Standing.SUSPENSION, Standing.WARNING})
# The state colour and the icon of each, so that neither stands alone.
_LOOKS = {
    Standing.SUSPENSION: ("overdue", "over"),
    Standing.WARNING: ("overdue", "flag"),
    Standing.NEAR: ("soon", "soon"),
    Standing.WITHIN: ("ontime", "check"),
    Standing.TOO_FEW: ("settled", "note"),
}


class Limits(Protocol):
    """What the operator has set for one figure on one channel."""

    @property
    def warning(self) -> Decimal | None: ...

    @property
    def suspension(self) -> Decimal | None: ...

    @property
    def min_counted(self) -> int: ...


@dataclass(frozen=True)
class Judged:
    """A figure's standing, and what it was compared with."""

    standing: Standing
    warning: Decimal | None = None
    suspension: Decimal | None = None
    min_counted: int = 0

    @property
    def css(self) -> str:
        return _LOOKS.get(self.standing, ("", ""))[0]

    @property
    def icon(self) -> str:
        return _LOOKS.get(self.standing, ("", ""))[1]

    @property
    def is_over(self) -> bool:
        return self.standing in OVER


def judge(figure: Figure, value: Decimal | None, *, limits: Limits | None, counted: int | None) -> Judged:
    """`value` beside the limits. It is judged from `min_counted` of its own denominator on, which is `counted`: one
    rating says nothing, however many orders there are. None where the figure has no denominator.

    A limit is reached at its very value where lower is better, and missed below it where higher is.
    """
    if limits is None or (limits.warning is None and limits.suspension is None):
        return Judged(Standing.FREE)
    told = (limits.warning, limits.suspension, limits.min_counted)
    if value is None:
        return Judged(Standing.NO_DATA, *told)
    if counted is not None and counted < limits.min_counted:
        return Judged(Standing.TOO_FEW, *told)
    if limits.suspension is not None and is_beyond(figure, value, limits.suspension):
        return Judged(Standing.SUSPENSION, *told)
    if limits.warning is not None and is_beyond(figure, value, limits.warning):
        return Judged(Standing.WARNING, *told)
    first = limits.warning if limits.warning is not None else limits.suspension
    return Judged(Standing.NEAR if first is not None and _is_near(figure, value, first) else Standing.WITHIN, *told)


def is_beyond(figure: Figure, value: Decimal, limit: Decimal) -> bool:
    """Whether the value is on the bad side of the limit."""
    return value < limit if figure.better == Better.HIGHER else value >= limit


def room_left(figure: Figure, numerator: Number | None, denominator: int | None, limit: Decimal) -> int | None:
    """How many more rows of those already counted may go wrong before the limit is reached; None where it is no share.

    With 6 of 281 late and a limit of 10 %: 28.1 are allowed, the 29th reaches it, so 22 more stay below.
    """
    if figure.unit != Unit.SHARE or numerator is None or not denominator:
        return None
    if figure.better == Better.HIGHER:
        return max(0, floor(numerator - limit * denominator))
    return max(0, ceil(limit * denominator) - 1 - int(numerator))


def runs_right(figure: Figure, warning: Decimal | None, suspension: Decimal | None) -> bool:
    """Whether the warning comes before the suspension, in the figure's own direction."""
    if warning is None or suspension is None:
        return True
    return suspension <= warning if figure.better == Better.HIGHER else suspension >= warning


def _is_near(figure: Figure, value: Decimal, limit: Decimal) -> bool:
    if figure.better != Better.HIGHER:
        return value > 0 and value >= limit * NEAR
    best = {Unit.SHARE: Decimal(1), Unit.GRADE: Decimal(BEST_GRADE)}.get(figure.unit)
    return best is not None and value < best and best - value >= (best - limit) * NEAR

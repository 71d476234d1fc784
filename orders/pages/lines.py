"""The lines of an order as its page prints them, each with a state of its own (R025)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orders import transitions
from orders.choices import LineState
from orders.models import OrderLine
from orders.reductions import Reduced, reduced_by

# Line state -> CSS class and icon of the state mark; what is to do stands out, what is done is quiet.
_MARKS: Mapping[str, tuple[str, str]] = {
    LineState.WAITING_ACCEPTANCE: ("soon", "soon"),
    LineState.SHIPPING: ("soon", "soon"),
    LineState.INCIDENT_OPEN: ("overdue", "flag"),
    LineState.REFUSED: ("settled", "cross"),
    LineState.CANCELED: ("settled", "cross"),
    LineState.REFUNDED: ("settled", "back"),
    LineState.SHIPPED: ("settled", "truck"),
    LineState.RECEIVED: ("settled", "check"),
    LineState.CLOSED: ("settled", "check"),
}
_WAITING = ("settled", "clock")


@dataclass(frozen=True)
class ShownLine:
    """One line with its mark and, where it fell out of the sale, the reason."""

    line: OrderLine
    mark: str
    icon: str
    is_dropped: bool
    reason: str = ""
    reductions: Sequence[Reduced] = ()


def show_lines(lines: Sequence[OrderLine], reasons: Mapping[str, str]) -> list[ShownLine]:
    """All lines in their order; `reasons` are labels by code."""
    return [_shown(line, reasons) for line in lines]


def sum_up(lines: Sequence[OrderLine]) -> str:
    """The states in few words: "1 refused, 2 to ship"; nothing where all are alike."""
    counts = Counter(str(LineState(line.state).label) for line in lines)
    if len(counts) < 2:
        return ""
    return ", ".join(f"{count} {label.lower()}" for label, count in counts.items())


def _shown(line: OrderLine, reasons: Mapping[str, str]) -> ShownLine:
    mark, icon = _MARKS.get(line.state, _WAITING)
    is_dropped = line.state in transitions.DROPPED
    reason = reasons.get(line.reason_code, line.reason_code)
    return ShownLine(line, mark, icon, is_dropped, reason=reason, reductions=reduced_by(line))

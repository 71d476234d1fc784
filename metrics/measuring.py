"""From numbers to figures: pure arithmetic, one rule for all."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from metrics.choices import Part, Unit
from metrics.definitions import FIGURES, Figure, Text
from metrics.measures import Beside, LeftOut, Measured
from metrics.tallies import Numbers, added

_WORKED = "working_time"


def measure_all(numbers: Numbers, *, currency: str, codes: Iterable[str] = FIGURES) -> dict[str, Measured]:
    """Every figure of the registry, or those named, in that order."""
    return {code: measure(FIGURES[code], numbers, currency=currency) for code in codes}


def measure(figure: Figure, numbers: Numbers, *, currency: str) -> Measured:
    """The figure with its parts. Without a denominator the value is the numerator; over nothing there is none."""
    numerator = added(numbers, figure.numerator) if figure.numerator else None
    below = added(numbers, figure.denominator) if figure.denominator else None
    denominator = None if below is None else int(below)
    value, missing = None, figure.missing
    if not missing:
        value, missing = _value(figure, numerator, denominator)
    return Measured(
        figure=figure,
        value=value,
        numerator=numerator,
        denominator=denominator,
        left_out=_left_out(figure, numbers),
        beside=_beside(figure, numbers),
        currency=currency if figure.unit is Unit.MONEY else "",
        missing=missing,
    )


def _value(figure: Figure, numerator: Decimal | int | None, denominator: int | None) -> tuple[Decimal | None, Text]:
    if numerator is None:
        known = _("Known of now alone") if figure.by_channel else _("Known of now and of all channels together alone")
        return None, known
    if not figure.denominator:
        return Decimal(numerator), ""
    if not denominator:
        return None, figure.empty
    return Decimal(numerator) / denominator, ""


def _left_out(figure: Figure, numbers: Numbers) -> tuple[LeftOut, ...]:
    if not figure.left_out:
        return ()
    return (LeftOut(figure.left_out_label, int(added(numbers, figure.left_out) or 0)),)


def _beside(figure: Figure, numbers: Numbers) -> tuple[Beside, ...]:
    found = []
    if figure.beside and (count := added(numbers, figure.beside)) is not None:
        found.append(Beside(figure.beside[0], figure.beside_label, int(count), Unit.COUNT, Part.BESIDE))
    if figure.code == "order_messages_response_delay":
        found.append(_in_working_time(numbers))
    return tuple(found)


def _in_working_time(numbers: Numbers) -> Beside:
    """The same mean by the rule's own clock (D7)."""
    count = numbers.get("answers", 0) + numbers.get("open_waits", 0)
    seconds = numbers.get("answer_worked_seconds", 0) + numbers.get("open_worked_seconds", 0)
    return Beside(_WORKED, _("Mean in working time"), Decimal(seconds) / count if count else None, Unit.SECONDS)

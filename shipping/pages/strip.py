"""The days of a promise as a strip: what each is for, and why some do not count."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.portal import formats
from shipping.promise import Off, Phase, PromiseDay

# Longer strips leave out the days between these at their ends: nobody reads fifty.
SHOWN_AT_ENDS = 8
LONGEST = 24

_CLASSES = {Phase.PREPARE: "prep", Phase.SHIP: "prep", Phase.OFF: "off", Phase.ORDER: ""}


@dataclass(frozen=True)
class DayCell:
    """One day: short weekday, day of the month, what it is for; `title` says more on hover."""

    weekday: str
    number: str
    caption: str
    css: str
    title: str


def strip_of(days: Sequence[PromiseDay]) -> list[DayCell]:
    """The cells of a promise's days; of a long one its two ends, with a gap between them."""
    if len(days) <= LONGEST:
        return [_cell(day) for day in days]
    head, tail = days[:SHOWN_AT_ENDS], days[-SHOWN_AT_ENDS:]
    left_out = len(days) - len(head) - len(tail)
    gap = DayCell("", "…", _("%(days)d days") % {"days": left_out}, "", "")
    return [*(_cell(day) for day in head), gap, *(_cell(day) for day in tail)]


def holidays_in(days: Sequence[PromiseDay]) -> list[str]:
    """The holidays that were stepped over, by day and name."""
    return [f"{formats.write_far_day(day.day)}: {day.name}" for day in days if day.name]


def _cell(day: PromiseDay) -> DayCell:
    caption = _caption(day)
    full = formats.write_date(day.day)
    return DayCell(
        weekday=formats.write_weekday(day.day),
        number=str(day.day.day),
        caption=caption,
        css=_CLASSES.get(day.phase, "carry"),
        title=", ".join(text for text in (full, day.name) if text),
    )


def _caption(day: PromiseDay) -> str:
    if day.phase == Phase.ORDER:
        return pgettext("day of a promise", "Order, late") if day.off == Off.CUTOFF else pgettext("day", "Order")
    if day.phase == Phase.OFF:
        return _("Holiday") if day.off == Off.HOLIDAY else pgettext("day", "Off")
    return {
        Phase.PREPARE: pgettext("day", "Prepare"),
        Phase.SHIP: pgettext("day", "Ship"),
        Phase.EARLIEST: pgettext("day", "Earliest"),
        Phase.LATEST: pgettext("day", "Latest"),
    }.get(day.phase, "")

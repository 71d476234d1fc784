"""What a shop may do to its calendar, pure: the operator's limits (D12), and what stands against a closure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.errors import FieldError
from shipping.choices import ClosureKind

DAY = timedelta(days=1)
YEAR_DAYS = 365
FURTHEST_DAYS = 2 * YEAR_DAYS
LONGEST_WORKED_DAYS = 366


class Limits(Protocol):
    """The operator's limits, as `ShippingLimits` holds them."""

    allows_own_calendar: bool
    fewest_weekdays: int
    longest_closure_days: int
    most_closed_days: int
    earliest_cutoff: time | None
    longest_lead_time_days: int


@dataclass(frozen=True, slots=True)
class ClosureTerms:
    """A closure as it is entered: both days included."""

    first_day: date
    last_day: date
    name: str
    kind: ClosureKind

    @property
    def is_closed(self) -> bool:
        return self.kind != ClosureKind.WORKED

    @property
    def length(self) -> int:
        return (self.last_day - self.first_day).days + 1

    def overlaps(self, other: "ClosureTerms") -> bool:
        return self.first_day <= other.last_day and other.first_day <= self.last_day

    def days(self) -> Iterable[date]:
        return (self.first_day + number * DAY for number in range(self.length))


def preparation_faults(lead_time_days: int, cutoff: time | None, limits: Limits) -> list[FieldError]:
    """What stands against a preparation; nothing where it may be saved."""
    faults = []
    if not 0 <= lead_time_days <= limits.longest_lead_time_days:
        text = ngettext(
            "Enter at most %(days)d working day.",
            "Enter at most %(days)d working days.",
            limits.longest_lead_time_days,
        )
        faults.append(_fault("LEAD_TIME_TOO_LONG", "lead_time_days", text % {"days": limits.longest_lead_time_days}))
    if cutoff is not None and limits.earliest_cutoff is not None and cutoff < limits.earliest_cutoff:
        text = _("The marketplace takes orders as the same day's until %(hour)s at least.")
        faults.append(_fault("CUTOFF_TOO_EARLY", "cutoff", text % {"hour": f"{limits.earliest_cutoff:%H:%M}"}))
    return faults


def weekday_faults(weekdays: Collection[int] | None, limits: Limits) -> list[FieldError]:
    """What stands against a week of the shop's own; None is the marketplace's, and always right."""
    if weekdays is None:
        return []
    if not limits.allows_own_calendar:
        return [_not_allowed("weekdays")]
    if len(set(weekdays)) < max(limits.fewest_weekdays, 1):
        fewest = max(limits.fewest_weekdays, 1)
        text = ngettext("Choose at least %(days)d day.", "Choose at least %(days)d days.", fewest)
        return [_fault("TOO_FEW_WEEKDAYS", "weekdays", text % {"days": fewest})]
    return []


def closure_faults(
    wanted: ClosureTerms,
    *,
    others: Sequence[ClosureTerms],
    limits: Limits,
    today: date,
    formerly: ClosureTerms | None = None,
) -> list[FieldError]:
    """What stands against a closure beside the shop's others; `formerly` is what it was before a change."""
    if not limits.allows_own_calendar:
        return [_not_allowed("first_day")]
    shape = _shape_faults(wanted, today, formerly)
    if shape or _is_shortened(wanted, formerly):  # which stays possible where the limits have come down meanwhile
        return shape
    return _length_faults(wanted, limits) or _neighbour_faults(wanted, others) or _year_faults(wanted, others, limits)


def most_closed_days(wanted: ClosureTerms, others: Iterable[ClosureTerms]) -> int:
    """The most days closed in any 365 days that hold a day of the wanted closure, all closures counted."""
    closed = sorted({day for each in (wanted, *others) if each.is_closed for day in each.days()})
    begins = [
        day
        for day in (*closed, wanted.last_day)
        if day <= wanted.last_day and day + (YEAR_DAYS - 1) * DAY >= wanted.first_day
    ]
    return max((sum(1 for day in closed if 0 <= (day - begin).days < YEAR_DAYS) for begin in begins), default=0)


def _is_shortened(wanted: ClosureTerms, formerly: ClosureTerms | None) -> bool:
    """Whether nothing but days were taken away."""
    if formerly is None or wanted.is_closed != formerly.is_closed:
        return False
    return formerly.first_day <= wanted.first_day and wanted.last_day <= formerly.last_day


def _shape_faults(wanted: ClosureTerms, today: date, formerly: ClosureTerms | None) -> list[FieldError]:
    if wanted.last_day < wanted.first_day:
        return [_fault("DATES_REVERSED", "last_day", _("The last day lies before the first."))]
    if (wanted.last_day - today).days > FURTHEST_DAYS:
        return [_fault("TOO_FAR_AHEAD", "last_day", _("Closures may be entered up to two years ahead."))]
    begun = formerly if formerly and formerly.first_day < today else None
    if begun and (wanted.first_day != begun.first_day or wanted.is_closed != begun.is_closed):
        return [
            _fault(
                "CLOSURE_BEGUN",
                "first_day",
                _("It has begun: its first day stays, and closed days stay closed, worked days worked."),
            )
        ]
    if wanted.last_day < today or (wanted.first_day < today and not begun):
        return [_fault("CLOSURE_PAST", "first_day", _("A closure begins today or later."))]
    return []


def _length_faults(wanted: ClosureTerms, limits: Limits) -> list[FieldError]:
    longest = limits.longest_closure_days if wanted.is_closed else LONGEST_WORKED_DAYS
    if wanted.length > longest:
        text = ngettext(
            "A closure may last %(most)d day at most; this one lasts %(days)d.",
            "A closure may last %(most)d days at most; this one lasts %(days)d.",
            longest,
        )
        return [_fault("CLOSURE_TOO_LONG", "last_day", text % {"most": longest, "days": wanted.length})]
    return []


def _neighbour_faults(wanted: ClosureTerms, others: Sequence[ClosureTerms]) -> list[FieldError]:
    met = next((each for each in others if wanted.overlaps(each)), None)
    if met is None:
        return []
    text = _("These days overlap with “%(name)s”.") % {"name": met.name}
    return [_fault("CLOSURES_OVERLAP", "first_day", text)]


def _year_faults(wanted: ClosureTerms, others: Sequence[ClosureTerms], limits: Limits) -> list[FieldError]:
    if not wanted.is_closed:
        return []
    count = most_closed_days(wanted, others)
    if count <= limits.most_closed_days:
        return []
    text = ngettext(
        "A shop may be closed %(most)d day in twelve months; with this closure it would be %(days)d.",
        "A shop may be closed %(most)d days in twelve months; with this closure it would be %(days)d.",
        limits.most_closed_days,
    )
    return [_fault("TOO_MANY_CLOSED_DAYS", "last_day", text % {"most": limits.most_closed_days, "days": count})]


def _not_allowed(field: str) -> FieldError:
    return _fault("OWN_CALENDAR_NOT_ALLOWED", field, _("The marketplace's calendar holds for every shop."))


def _fault(code: str, field: str, message: str) -> FieldError:
    return FieldError(code, field, message)

"""Microseconds a call of the working-time arithmetic, on the calendars of the presets and on days of clock changes."""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from timeit import Timer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import holidays

from marketplace.worktime import (
    WorkCalendar,
    add_working_days,
    days_later,
    due_at,
    elapsed,
    end_of_working_day,
    segments,
)

ALL_DAY = [(time(0), time.max)]
DIVIDED = [(time(9), time(14)), (time(16), time(19))]
WEEKDAYS = range(1, 6)
MADRID = "Europe/Madrid"
SPAIN = holidays.country_holidays("ES")

ALL_DAY_CALENDAR = WorkCalendar(MADRID, dict.fromkeys(WEEKDAYS, ALL_DAY), SPAIN)
DIVIDED_CALENDAR = WorkCalendar(MADRID, dict.fromkeys(WEEKDAYS, DIVIDED), SPAIN)

FRIDAY = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)
BEFORE_CHANGE = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
BEFORE_EASTER = datetime(2026, 4, 1, 16, 0, tzinfo=UTC)

CALLS: dict[str, Callable[[], object]] = {
    "build a calendar": lambda: WorkCalendar(MADRID, dict.fromkeys(WEEKDAYS, DIVIDED), SPAIN),
    "due_at, 24 h, all day, weekend": lambda: due_at(FRIDAY, 24, ALL_DAY_CALENDAR),
    "due_at, 24 h, all day, clock change": lambda: due_at(BEFORE_CHANGE, 24, ALL_DAY_CALENDAR),
    "due_at, 24 h, divided day, weekend": lambda: due_at(FRIDAY, 24, DIVIDED_CALENDAR),
    "due_at, 24 h, divided day, Easter": lambda: due_at(BEFORE_EASTER, 24, DIVIDED_CALENDAR),
    "due_at, 24 h, divided day, clock change": lambda: due_at(BEFORE_CHANGE, 24, DIVIDED_CALENDAR),
    "due_at, 48 h, no calendar": lambda: due_at(FRIDAY, 48, None),
    "elapsed over 5 days, divided day": lambda: elapsed(FRIDAY, FRIDAY + timedelta(days=5), DIVIDED_CALENDAR),
    "elapsed over a year, divided day": lambda: elapsed(FRIDAY, FRIDAY + timedelta(days=365), DIVIDED_CALENDAR),
    "segments over 5 days, divided day": lambda: segments(FRIDAY, FRIDAY + timedelta(days=5), DIVIDED_CALENDAR),
    "add_working_days, 5": lambda: add_working_days(date(2026, 3, 6), 5, ALL_DAY_CALENDAR),
    "end_of_working_day": lambda: end_of_working_day(date(2026, 3, 6), DIVIDED_CALENDAR),
    "days_later, 15": lambda: days_later(FRIDAY, 15, MADRID),
}


def main() -> None:
    for name, call in CALLS.items():
        timer = Timer(call)
        rounds, _ = timer.autorange()
        best = min(timer.repeat(repeat=5, number=rounds)) / rounds
        sys.stdout.write(f"{name:42} {best * 1e6:10.1f} us\n")


if __name__ == "__main__":
    main()

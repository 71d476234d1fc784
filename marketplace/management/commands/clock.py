"""`manage.py clock`: move business time in simulation."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace import clock
from marketplace.errors import DomainError
from marketplace.simulation import advance_clock, reset_clock, set_clock

_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_STEP = re.compile(r"(?:\d+[dhms])+")


def step(text: str) -> timedelta:
    """`24h`, `90m`, `2d`, `1d12h`: how far to go on."""
    if not _STEP.fullmatch(text):
        raise ArgumentTypeError(f"{text!r} is no step: write 24h, 90m, 2d or 1d12h")
    try:
        return sum(
            (timedelta(**{_UNITS[unit]: int(number)}) for number, unit in re.findall(r"(\d+)([dhms])", text)),
            timedelta(),
        )
    except OverflowError as error:
        raise ArgumentTypeError(f"{text!r} is too far") from error


def moment(text: str) -> datetime:
    """An ISO 8601 moment with its offset: without one nobody knows which it is."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no ISO 8601 moment such as 2026-03-06T17:00+01:00") from error
    if parsed.tzinfo is None:
        raise ArgumentTypeError(f"{text!r} needs an offset or Z, such as 2026-03-06T17:00+01:00")
    return parsed


class Command(BaseCommand):
    requires_system_checks = ()  # scripts call it often, and the stack was checked when it started
    help = (
        "Moves business time for the whole stack while SIMULATION=1, and prints it; without an option prints it alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        options = parser.add_mutually_exclusive_group()
        options.add_argument(
            "--advance", type=step, metavar="24h", help="go on by days, hours, minutes, seconds: 1d12h"
        )
        options.add_argument(
            "--set", type=moment, metavar="ISO", dest="to", help="go to a later moment, with its offset"
        )
        options.add_argument("--reset", action="store_true", help="back to real time")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            now = _move(options)
        except (DomainError, OverflowError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(now.isoformat(timespec="seconds").replace("+00:00", "Z"))


def _move(options: dict[str, Any]) -> datetime:
    if options["advance"] is not None:
        return advance_clock(by=options["advance"])
    if options["to"] is not None:
        return set_clock(to=options["to"])
    return reset_clock() if options["reset"] else clock.now()

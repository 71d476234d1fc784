"""Moving the business clock. Allowed only while `SIMULATION` is on (architecture: Time)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import DomainError
from marketplace.models import ClockOffset


def advance_clock(*, by: timedelta) -> datetime:
    """Move business time forward by `by` and return it. Raises DomainError for a step backwards."""
    if by < timedelta(0):
        raise DomainError(code="CLOCK_BACKWARDS", message=_("The clock goes backwards only by --reset."))
    return _store(lambda offset: offset + by)


def set_clock(*, to: datetime) -> datetime:
    """Move business time forward to `to`; it then goes on ticking. Raises DomainError for a moment in its past."""
    target = to.astimezone(UTC)

    def offset_to(offset: timedelta) -> timedelta:
        wanted = target - clock.real()
        if wanted < offset:
            raise DomainError(code="CLOCK_BACKWARDS", message=_("The clock goes backwards only by --reset."))
        return wanted

    return _store(offset_to)


def reset_clock() -> datetime:
    """Put business time back to real time: the only way backwards."""
    return _store(lambda offset: timedelta(0))


def _store(change: Callable[[timedelta], timedelta]) -> datetime:
    if not settings.SIMULATION:
        raise DomainError(code="SIMULATION_OFF", message=_("The clock can be moved only while SIMULATION=1."))
    with transaction.atomic():
        row, _created = ClockOffset.objects.select_for_update().get_or_create(pk=1)
        offset = change(row.offset)
        row.offset = offset
        moved = clock.real() + offset  # before it is stored: past the year 9999 there is no business time
        row.save(update_fields=["offset"])
    return moved

"""States and events of a deadline."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeadlineState(TextChoices):
    """Read from a deadline's moments; never stored."""

    OPEN = "open", _("On time")
    OVERDUE = "overdue", _("Overdue")
    MET = "met", _("In time")
    LATE = "late", _("Late")
    VOID = "void", _("Void")


class Outcome(TextChoices):
    """How a resolved deadline ended."""

    MET = "met", _("In time")
    LATE = "late", _("Late")
    VOID = "void", _("Void")


class PolicyClock(TextChoices):
    """How a frozen rule counts: hours of the calendar, every hour, working days, or not at all (a date was given)."""

    WORKING = "WORKING", _("Working time")
    ELAPSED = "ELAPSED", _("Every hour")
    DAYS = "DAYS", _("Working days")
    DATE = "DATE", _("A given date")


class DeadlineEventKind(TextChoices):
    """What happened to a deadline."""

    OPENED = "OPENED", _("Opened")
    WARNED = "WARNED", _("Warned")
    MISSED = "MISSED", _("Missed")
    SETTLED = "SETTLED", _("Settled")
    VOIDED = "VOIDED", _("Voided")

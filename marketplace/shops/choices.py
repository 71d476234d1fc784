"""Enumerations of shops and channels. Values of the seller API are its own."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ShopState(TextChoices):
    """The seller API's `shop_state`."""

    OPEN = "OPEN", pgettext_lazy("shop", "Open")
    CLOSE = "CLOSE", pgettext_lazy("shop", "Closed")
    SUSPENDED = "SUSPENDED", pgettext_lazy("shop", "Suspended")
    TERMINATED = "TERMINATED", pgettext_lazy("shop", "Terminated")


class SuspensionType(TextChoices):
    """The seller API's `suspension_type`."""

    MANUAL = "MANUAL", _("By the operator")
    PENDING_APPROVAL = "PENDING_APPROVAL", _("Waiting for approval")
    INCOMPLETE_PROFILE = "INCOMPLETE_PROFILE", _("Profile not complete")
    AUTOMATIC_SUSPENSION = "AUTOMATIC_SUSPENSION", _("By rule")


class RuleClock(TextChoices):
    """How a rule's hours are counted."""

    WORKING = "WORKING", _("Working time of the channel's calendar")
    ELAPSED = "ELAPSED", _("Every hour")


class DirectContact(TextChoices):
    """Whether a customer may be contacted outside the portal (D4, R065)."""

    ALLOWED = "ALLOWED", _("Allowed, and written down")
    PORTAL_ONLY = "PORTAL_ONLY", _("Through the portal alone")


class Weekday(IntegerChoices):
    """ISO weekdays."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")

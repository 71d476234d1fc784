"""States of what leaves the house."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OutboxState(TextChoices):
    """Where a message stands."""

    PENDING = "PENDING", _("Waiting")
    SENT = "SENT", _("Sent")
    FAILED = "FAILED", _("Failed")


class OutboxKind(TextChoices):
    """By which way it leaves."""

    MAIL = "MAIL", _("Mail")
    WEBHOOK = "WEBHOOK", _("Webhook")

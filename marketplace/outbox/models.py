"""Whatever leaves the house, written in the transaction of the change that caused it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.outbox.choices import OutboxKind, OutboxState
from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager


class OutboxMessage(models.Model):
    """One mail or webhook, for one recipient.

    `claimed_until` is a lease of real time; `handover` numbers first claims, so that files sort by it. `left_at` is
    `sent_at` by the real clock: what left long ago is forgotten by it.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=OutboxKind.choices, default=OutboxKind.MAIL)
    recipient = models.CharField(_("to"), max_length=320)
    subject = models.CharField(_("subject"), max_length=255, blank=True)
    body = models.JSONField(_("content"), default=dict)
    message_id = models.CharField(_("Message-ID"), max_length=255, unique=True)
    dedupe_key = models.CharField(max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=OutboxState.choices, default=OutboxState.PENDING)
    created_at = models.DateTimeField(_("written"))
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    handover = models.BigIntegerField(_("hand-over"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failure = models.TextField(_("failure"), blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        ordering = ["-pk"]
        constraints = [
            # A consequence that runs twice writes its mail once.
            models.UniqueConstraint(
                fields=["dedupe_key"], condition=~Q(dedupe_key=""), name="outbox_outboxmessage_dedupe"
            ),
            models.CheckConstraint(condition=Q(state__in=OutboxState.values), name="outbox_outboxmessage_state_known"),
        ]
        indexes = [
            # Workers claim what is due, oldest first.
            models.Index(fields=["next_attempt_at", "id"], name="outbox_message_due", condition=Q(state="PENDING")),
            # What left long ago.
            models.Index(fields=["left_at"], name="outbox_message_left", condition=Q(left_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"


class StorefrontEvent(models.Model):
    """News for the shop front (`GET /api/storefront/events`).

    `position` is given when the row is first read, so that the feed has no gap.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    order_id = models.CharField(max_length=64, blank=True)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    position = models.BigIntegerField(null=True, unique=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("storefront event")
        verbose_name_plural = _("storefront events")
        ordering = ["position"]
        indexes = [
            # Rows that no reader has numbered yet.
            models.Index(fields=["id"], name="outbox_event_unnumbered", condition=Q(position__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.order_id}"

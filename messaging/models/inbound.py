"""Every mail that the door took, until it is placed and for some time after."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager
from messaging.choices import InboundKind, InboundReason, InboundState
from messaging.mail.reading import IncomingMail, read_mail
from messaging.models.threads import Message, Thread


class InboundMail(models.Model):
    """One mail as it came over the wire, with whom its envelope names; what it says is read from `raw`.

    `shop` is empty until it is placed. `fingerprint` knows a mail that its server sends again because it did not hear
    that it was taken. `arrived_at` is business time, the message's own; `received_at` and the lease `claimed_until`
    are real. A refused mail has no content.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("conversation")
    )
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("message")
    )
    state = models.CharField(_("state"), max_length=11, choices=InboundState.choices, default=InboundState.RECEIVED)
    kind = models.CharField(_("written by"), max_length=10, choices=InboundKind.choices, blank=True)
    reason = models.CharField(_("why"), max_length=20, choices=InboundReason.choices, blank=True)
    envelope_sender = models.CharField(_("sent by"), max_length=1000, blank=True)
    envelope_recipients = ArrayField(models.CharField(max_length=1000), verbose_name=_("sent to"), default=list)
    sender = models.CharField(_("from"), max_length=400, blank=True)
    subject = models.CharField(_("subject"), max_length=255, blank=True)
    raw = models.BinaryField(default=b"")
    size = models.PositiveBigIntegerField(_("size, bytes"))
    fingerprint = models.CharField(max_length=64, unique=True)
    arrived_at = models.DateTimeField(_("arrived"))
    received_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.TextField(_("failure"), blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mail")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InboundState.values), name="messaging_inboundmail_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[InboundState.PLACED, InboundState.DUPLICATE]) | Q(thread__isnull=False),
                name="messaging_inboundmail_placed_somewhere",
            ),
        ]
        indexes = [
            # Workers claim what is to be placed, oldest first.
            models.Index(fields=["next_attempt_at", "id"], name="messaging_inbound_due", condition=Q(state="RECEIVED")),
            # The operator's list by state, newest first.
            models.Index(fields=["state", "-id"], name="messaging_inbound_state"),
            # What was settled long ago.
            models.Index(
                fields=["received_at"],
                name="messaging_inbound_settled",
                condition=Q(state__in=["PLACED", "DUPLICATE", "REFUSED", "DISCARDED"]),
            ),
        ]

    def __str__(self) -> str:
        return ": ".join(filter(None, [self.sender or self.envelope_sender or "<>", self.subject]))

    @cached_property
    def content(self) -> IncomingMail:
        """What it says, read from its bytes."""
        return read_mail(bytes(self.raw), envelope_sender=self.envelope_sender)

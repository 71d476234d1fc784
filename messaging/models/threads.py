"""A conversation on an order, its messages with their files, and what happened beside them."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.files.models import StoredFile
from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import shop_manager
from messaging.choices import SenderType, Source, ThreadEventKind, TopicType
from messaging.querysets import MessageQuerySet, ThreadQuerySet
from orders.models import Order


class Thread(models.Model):
    """One conversation about one order (R059).

    `waiting_since` is the oldest customer message that waits for the shop, `reply_due_at` when its answer is due; both
    are empty while nothing waits. What the last message said is kept here, so that a list reads no messages.
    `reply_token` is the part of the mail address that nobody can guess.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+", verbose_name=_("channel"))
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", verbose_name=_("order"))
    thread_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    topic_type = models.CharField(_("topic"), max_length=12, choices=TopicType.choices, default=TopicType.FREE_TEXT)
    topic_value = models.CharField(_("subject"), max_length=255)
    reply_token = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField(_("begun"))
    updated_at = models.DateTimeField(_("changed"))
    waiting_since = models.DateTimeField(_("waits since"), null=True, blank=True)
    reply_due_at = models.DateTimeField(_("answer due"), null=True, blank=True)
    message_count = models.PositiveIntegerField(_("messages"), default=0)
    last_message_at = models.DateTimeField(_("last message"))
    last_sender_type = models.CharField(_("last written by"), max_length=14, choices=SenderType.choices)
    last_sender_name = models.CharField(max_length=200, blank=True)
    last_text = models.CharField(max_length=200, blank=True)
    has_customer = models.BooleanField(default=False)
    has_shop = models.BooleanField(default=False)
    has_operator = models.BooleanField(default=False)

    objects = shop_manager(queryset=ThreadQuerySet)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(waiting_since__isnull=True, reply_due_at__isnull=True)
                | Q(waiting_since__isnull=False, reply_due_at__isnull=False),
                name="messaging_thread_waits_with_a_clock",
            ),
        ]
        indexes = [
            # The inbox: who waits, most urgent first; counts of the navigation.
            models.Index(
                fields=["shop", "reply_due_at", "id"],
                name="messaging_thread_waiting",
                condition=Q(reply_due_at__isnull=False),
            ),
            # The inbox's list of all, and M11: newest first, and by change as connectors poll it.
            models.Index(fields=["shop", "updated_at", "id"], name="messaging_thread_updated"),
            models.Index(fields=["shop", "last_message_at", "id"], name="messaging_thread_last"),
            # M11 by the date of creation.
            models.Index(fields=["shop", "created_at", "id"], name="messaging_thread_created"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_value} ({self.thread_id})"


class Message(models.Model):
    """What somebody wrote. Never changed, never deleted.

    `quoted` is the history that a mail repeated below its own words. `is_automatic` marks a machine's message, which
    neither starts nor stops a clock (R054); `is_answer` one that stopped it. `mail_message_id` is that of the mail by
    which it came or left. `sender_address` is a mail's own where it is not the order's.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    message_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    sender_type = models.CharField(_("from"), max_length=14, choices=SenderType.choices)
    sender_name = models.CharField(_("name"), max_length=200, blank=True)
    sender_address = models.CharField(_("written from"), max_length=320, blank=True)
    to_customer = models.BooleanField(default=False)
    to_shop = models.BooleanField(default=False)
    to_operator = models.BooleanField(default=False)
    body = models.TextField(_("text"))
    quoted = models.TextField(_("quoted"), blank=True)
    is_automatic = models.BooleanField(_("automatic"), default=False)
    is_answer = models.BooleanField(_("answer"), default=False)
    source = models.CharField(_("came by"), max_length=10, choices=Source.choices)
    mail_message_id = models.CharField(_("Message-ID"), max_length=998, blank=True)
    created_at = models.DateTimeField(_("written"))

    objects = shop_manager(queryset=MessageQuerySet)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_customer=True) | Q(to_shop=True) | Q(to_operator=True),
                name="messaging_message_has_recipient",
            ),
            models.CheckConstraint(
                condition=Q(is_automatic=False) | Q(is_answer=False), name="messaging_message_machine_is_no_answer"
            ),
        ]
        indexes = [
            # A conversation from its end, page by page.
            models.Index(fields=["thread", "id"], name="messaging_message_thread"),
            # Answers by mail that name one of ours.
            models.Index(fields=["mail_message_id"], name="messaging_message_mail", condition=~Q(mail_message_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.sender_name}: {self.body[:60]}"


class Attachment(models.Model):
    """A file that came with a message."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    attachment_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    objects = shop_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)


class ThreadEvent(models.Model):
    """What happened in a conversation beside its messages: when, and by whom."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("event"), max_length=20, choices=ThreadEventKind.choices)
    at = models.DateTimeField(_("at"))
    actor_kind = models.CharField(max_length=12)
    actor_label = models.CharField(_("by"), max_length=200, blank=True)
    details = models.JSONField(default=dict)

    objects = shop_manager()

    class Meta:
        verbose_name = _("event of a conversation")
        verbose_name_plural = _("events of conversations")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.kind}"

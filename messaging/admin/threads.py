"""Conversations as the operator follows them: to read, over all shops (R116)."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.deadlines.models import Deadline
from marketplace.operator import ReadOnlyAdmin, ReadOnlyTabular
from messaging.kinds import CUSTOMER_REPLY
from messaging.models import Attachment, Message, QuickReply, Thread, ThreadEvent


class MessageInline(ReadOnlyTabular):
    """The messages with their files, as they were written."""

    model = Message
    fields = ("created_at", "sender", "recipients", "text", "files", "is_automatic", "is_answer", "source")
    readonly_fields = ("sender", "recipients", "text", "files")
    tab = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        messages: QuerySet[Message] = super().get_queryset(request).prefetch_related("attachments__file").order_by("pk")
        return messages

    @admin.display(description=_("from"))
    def sender(self, message: Message) -> str:
        written_from = f" <{message.sender_address}>" if message.sender_address else ""
        return f"{message.get_sender_type_display()}: {message.sender_name}{written_from}"

    @admin.display(description=_("to"))
    def recipients(self, message: Message) -> str:
        told = (
            (message.to_customer, _("Customer")),
            (message.to_shop, _("Shop")),
            (message.to_operator, _("Operator")),
        )
        return ", ".join(str(word) for is_told, word in told if is_told)

    @admin.display(description=_("text"))
    def text(self, message: Message) -> SafeString:
        return format_html('<div style="white-space: pre-wrap; max-width: 40rem">{}</div>', message.body)

    @admin.display(description=_("files"))
    def files(self, message: Message) -> str:
        attached: list[Attachment] = list(message.attachments.all())
        return ", ".join(f"{each.file.name} ({each.file.size} B)" for each in attached) or "—"


class ThreadEventInline(ReadOnlyTabular):
    model = ThreadEvent
    fields = ("at", "kind", "actor_label", "details")
    tab = True


@admin.register(Thread)
class ThreadAdmin(ReadOnlyAdmin):
    """Who waits since when, what was said, and which clock ran."""

    inlines = (MessageInline, ThreadEventInline)
    list_display = (
        "last_message_at",
        "shop",
        "order",
        "topic_value",
        "last_sender_type",
        "waiting_since",
        "reply_due_at",
        "message_count",
    )
    list_filter = ("channel", "last_sender_type", ("waiting_since", admin.EmptyFieldListFilter))
    list_select_related = ("shop", "order")
    search_fields = ("order__order_id", "thread_id")
    ordering = ("-pk",)  # the order of arrival, which costs no sorting however many there are
    readonly_fields = ("deadlines", "thread_id")
    fields = (
        ("shop", "channel", "order"),
        ("topic_type", "topic_value", "thread_id"),
        ("created_at", "updated_at", "message_count"),
        ("waiting_since", "reply_due_at"),
        "deadlines",
    )

    @admin.display(description=_("deadlines"))
    def deadlines(self, thread: Thread) -> SafeString | str:
        """Each reply clock that ran, with the rule that was frozen with it (R052)."""
        now = clock.now()
        rows = Deadline.objects.filter(kind=CUSTOMER_REPLY, subject_id=str(thread.thread_id)).order_by(
            "opened_at", "pk"
        )
        told = [
            (
                row.policy.get("name", ""),
                f"{row.opened_at:%Y-%m-%d %H:%M}",
                f"{row.due_at:%Y-%m-%d %H:%M}",
                row.state_at(now).label,
            )
            for row in rows
        ]
        cells = format_html_join("", "<li>{}: {} → {} UTC, {}</li>", told)
        return format_html("<ul>{}</ul>", cells) if told else "—"


@admin.register(QuickReply)
class QuickReplyAdmin(ReadOnlyAdmin):
    """Ready texts of the shops, to look at."""

    list_display = ("title", "shop", "language", "updated_at")
    list_filter = ("language",)
    list_select_related = ("shop",)
    search_fields = ("title",)

"""What leaves the house: where it stands, what it says, and sending it again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import display

from marketplace.operator import ReadOnlyAdmin
from marketplace.outbox.choices import OutboxState
from marketplace.outbox.models import OutboxMessage, StorefrontEvent
from marketplace.outbox.services import send_again

_COLOURS = {OutboxState.SENT: "success", OutboxState.FAILED: "danger", OutboxState.PENDING: "info"}


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """Failed messages first in mind: the filter by state, why, and the action to send again."""

    list_display = ("created_at", "recipient", "subject", "shop", "shown_state", "attempts", "sent_at", "failure")
    list_filter = ("state", "kind")
    list_select_related = ("shop",)
    search_fields = ("recipient", "subject", "message_id")
    actions = ("send_again",)
    fieldsets = (
        (None, {"fields": (("shop", "kind", "state"), "recipient", "subject", "text", "html")}),
        (
            gettext_lazy("Delivery"),
            {
                "fields": (
                    ("created_at", "sent_at", "attempts"),
                    ("next_attempt_at", "claimed_until", "handover"),
                    "failure",
                    ("message_id", "dedupe_key"),
                    "headers",
                )
            },
        ),
    )
    readonly_fields = ("text", "html", "headers")

    @display(description=gettext_lazy("state"), ordering="state", label=_COLOURS)  # type: ignore[untyped-decorator]  # unfold ships no types
    def shown_state(self, message: OutboxMessage) -> tuple[str, str]:
        return message.state, message.get_state_display()

    @admin.display(description=gettext_lazy("text"))
    def text(self, message: OutboxMessage) -> SafeString:
        return format_html('<pre style="white-space: pre-wrap">{}</pre>', message.body.get("text", ""))

    @admin.display(description=gettext_lazy("as the reader sees it"))
    def html(self, message: OutboxMessage) -> SafeString | str:
        """In a frame that runs nothing."""
        page = message.body.get("html")
        frame = (
            '<iframe sandbox="" srcdoc="{}" style="width: 100%; height: 30rem; background: white" title="{}"></iframe>'
        )
        return format_html(frame, page, _("Mail")) if page else "—"

    @admin.display(description=gettext_lazy("headers"))
    def headers(self, message: OutboxMessage) -> SafeString:
        shown = {name: message.body.get(name) for name in ("sender", "to", "cc", "reply_to", "language")}
        lines = [f"{name}: {value}" for name, value in (shown | message.body.get("headers", {})).items() if value]
        return format_html('<pre style="white-space: pre-wrap">{}</pre>', "\n".join(lines))

    @admin.action(description=gettext_lazy("Send again"), permissions=["view"])
    def send_again(self, request: HttpRequest, selected: QuerySet[OutboxMessage]) -> None:
        count = send_again(message_ids=list(selected.values_list("pk", flat=True)))
        done = ngettext("%(n)s failed message is in line again.", "%(n)s failed messages are in line again.", count)
        messages.success(request, done % {"n": count})


@admin.register(StorefrontEvent)
class StorefrontEventAdmin(ReadOnlyAdmin):
    """What the shop front was told."""

    list_display = ("at", "kind", "order_id", "shop", "position")
    list_filter = ("kind",)
    list_select_related = ("shop",)
    search_fields = ("order_id",)
    ordering = ("-pk",)

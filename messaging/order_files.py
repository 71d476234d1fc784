"""The files of an order's conversations, for the apps that do not know conversations (R042)."""

from django.urls import reverse

from messaging.choices import SenderType
from messaging.models import Attachment
from orders import attachments
from orders.attachments import SentFile
from orders.models import Order


def files_of(order: Order) -> list[SentFile]:
    """All of them, in one query."""
    found = Attachment.objects.filter(message__thread__order=order).select_related("file", "message").order_by("pk")
    return [
        SentFile(
            attachment_id=each.attachment_id,
            file=each.file,
            sender=each.message.sender_name or order.customer_name,
            sent_at=each.message.created_at,
            url=reverse("messaging:file", args=[each.shop_id, each.attachment_id]),
            is_ours=each.message.sender_type == SenderType.SHOP_USER,
        )
        for each in found
    ]


def register() -> None:
    """Tell of them; called at start."""
    attachments.register_files(files_of)

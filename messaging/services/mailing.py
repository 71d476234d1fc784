"""A message of the shop on its way to the customer: at once, to the order's address, in the channel's language (R060).

The mail can be answered: Reply-To is the conversation's own address, and its Message-ID is made of the message's id.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from marketplace.files.checking import BINARY
from marketplace.outbox.composing import Attachment as MailFile
from marketplace.outbox.services import AUTO_SUBMITTED, queue_mail
from messaging.addresses import reply_address
from messaging.choices import Source
from messaging.models import Attachment, Message
from messaging.topics import topic_labels

# Mail programs thread by the newest ids; a longer chain only fills the header.
MOST_REFERENCES = 20


def mail_to_customer(message: Message) -> None:
    """Queue the mail that carries the message. Nothing where the order has no address."""
    thread = message.thread
    order, language = thread.order, thread.channel.language
    if not order.customer_email:
        return
    with translation.override(language):
        context = _context(message, language)
        text = render_to_string("messaging/mail/message.txt", context)
        html = render_to_string("messaging/mail/message.html", context)
    queue_mail(
        shop_id=thread.shop_id,
        to=order.customer_email,
        subject=context["subject"],
        text=text,
        html=html,
        language=language,
        headers=_headers(message),
        dedupe_key=f"message:{message.message_id}",
        reply_to=reply_address(thread.reply_token),
        sender_name=thread.shop.name,
        message_id=message.mail_message_id,
        attachments=_files(message),
    )


def _context(message: Message, language: str) -> dict[str, Any]:
    thread = message.thread
    topic = topic_labels().get(thread.topic_value, thread.topic_value)
    return {
        "subject": " ".join(f"[{thread.order.order_id}] {topic}".split()),
        "language": language,
        "body": message.body,
        # A key's label is no name that a customer would know.
        "sender": message.sender_name if message.source == Source.PORTAL else "",
        "shop": thread.shop,
        "order": thread.order,
        "is_automatic": message.is_automatic,
    }


def _headers(message: Message) -> dict[str, str]:
    """What makes it part of the conversation, and says whether a person wrote it (RFC 3834)."""
    earlier = Message.objects.filter(thread=message.thread).exclude(pk=message.pk).exclude(mail_message_id="")
    ids = list(earlier.order_by("-pk").values_list("mail_message_id", flat=True)[:MOST_REFERENCES])
    headers = {AUTO_SUBMITTED: "auto-generated" if message.is_automatic else "no"}
    if ids:
        headers |= {"In-Reply-To": ids[0], "References": " ".join(reversed(ids))}
    return headers


def _files(message: Message) -> list[MailFile]:
    attached = Attachment.objects.filter(message=message).select_related("file").order_by("pk")
    return [
        MailFile(name=each.file.name, mimetype=_travelling(each.file.mimetype), path=each.file.path)
        for each in attached
    ]


def _travelling(mimetype: str) -> str:
    """A mail inside a mail may not be in base64 (RFC 2046, 5.2.1)."""
    return BINARY if mimetype.startswith("message/") else mimetype

"""Django's mail API onto the outbox: mail from below it (sign-in, invitations) leaves the same way as all other."""

import mimetypes
from collections.abc import Iterable, Sequence
from email.message import Message
from email.mime.base import MIMEBase
from typing import Any

from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from marketplace.outbox.composing import Attachment, MailParts
from marketplace.outbox.services import write_mail
from marketplace.tenancy import scoped_shop_id

BINARY = "application/octet-stream"


class OutboxEmailBackend(BaseEmailBackend):
    """Writes a row for each recipient, of the shop whose scope is open, or of none."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write all of them in the caller's transaction; returns how many. Raises BadHeaderError."""
        return sum(self._write(message) for message in email_messages)

    def _write(self, message: EmailMessage) -> bool:
        recipients = list(dict.fromkeys(message.recipients()))
        try:
            parts = _parts(message)
            parts.check()
        except BadHeaderError:
            if self.fail_silently:
                return False
            raise
        own_id = message.extra_headers.get("Message-ID", "") if len(recipients) == 1 else ""
        for recipient in recipients:
            write_mail(shop_id=scoped_shop_id(), recipient=recipient, parts=parts, message_id=own_id)
        return bool(recipients)


def _parts(message: EmailMessage) -> MailParts:
    headers = {name: str(value) for name, value in message.extra_headers.items()}
    is_html = message.content_subtype == "html"
    html, others = _alternatives(message)
    return MailParts(
        sender=headers.get("From", message.from_email),
        to=[headers["To"]] if "To" in headers else list(message.to),
        subject=str(message.subject),
        text="" if is_html else str(message.body),
        html=str(message.body) if is_html else html,
        language=get_language() or "",
        cc=list(message.cc),
        reply_to=list(message.reply_to),
        headers=headers,
        alternatives=others,
        attachments=[_attachment(file) for file in message.attachments],
    )


def _alternatives(message: EmailMessage) -> tuple[str, list[tuple[str, str]]]:
    """The HTML text, and whatever other form the mail has."""
    if not isinstance(message, EmailMultiAlternatives):
        return "", []
    forms: Iterable[Any] = message.alternatives
    texts = [(_as_bytes(content).decode(), mimetype) for content, mimetype in forms]
    html = next((text for text, mimetype in texts if mimetype == "text/html"), "")
    return html, [(text, mimetype) for text, mimetype in texts if mimetype != "text/html"]


def _attachment(file: Any) -> Attachment:
    if isinstance(file, MIMEBase):
        payload = file.get_payload(decode=True)
        return Attachment.of(file.get_filename() or "", file.get_content_type(), _as_bytes(payload))
    name, content, mimetype = file
    mimetype = mimetype or mimetypes.guess_type(name or "")[0] or BINARY
    if mimetype.startswith("message/"):
        mimetype = BINARY  # a mail inside a mail may not be in base64 (RFC 2046, 5.2.1)
    return Attachment.of(name or "", mimetype, _as_bytes(content))


def _as_bytes(content: Any) -> bytes:
    if isinstance(content, EmailMessage):
        content = content.message()
    if isinstance(content, Message):
        return content.as_bytes()
    return content if isinstance(content, bytes) else str(content or "").encode()

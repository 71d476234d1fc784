"""Writing what leaves the house, in the transaction of the change that caused it."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from marketplace import clock
from marketplace.celery import app
from marketplace.outbox.choices import OutboxKind, OutboxState
from marketplace.outbox.composing import Attachment, MailParts, make_message_id, named_sender
from marketplace.outbox.models import OutboxMessage, StorefrontEvent
from marketplace.tenancy import all_shops, is_open_to, shop_scope

logger = logging.getLogger(__name__)

DELIVER_TASK = "marketplace.outbox.deliver"
# A hint that waited longer is worth nothing: the sweep has been there.
HINT_EXPIRES = 10
AUTO_SUBMITTED = "Auto-Submitted"
SUBJECT_SHOWN = 255  # of the column; the mail itself has the whole subject


def queue_mail(
    *,
    shop_id: int | None,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    language: str = "",
    headers: Mapping[str, str] | None = None,
    dedupe_key: str = "",
    reply_to: str = "",
    sender_name: str = "",
    message_id: str = "",
    attachments: Sequence[Attachment] = (),
) -> OutboxMessage:
    """Write one mail to one person, to leave after the commit. A `dedupe_key` used before returns that mail.

    `sender_name` stands before the marketplace's own address; `message_id` is given by who wants to know the answer.
    Marked as automatic unless `headers` say otherwise (RFC 3834). Raises BadHeaderError for a line break in a header.
    """
    parts = MailParts(
        sender=named_sender(sender_name, settings.DEFAULT_FROM_EMAIL),
        to=[to],
        subject=subject,
        text=text,
        html=html,
        language=language,
        reply_to=[reply_to] if reply_to else [],
        headers=dict(headers or {}),
        attachments=list(attachments),
    )
    return write_mail(shop_id=shop_id, recipient=to, parts=parts, dedupe_key=dedupe_key, message_id=message_id)


def write_mail(
    *, shop_id: int | None, recipient: str, parts: MailParts, dedupe_key: str = "", message_id: str = ""
) -> OutboxMessage:
    """Write the copy of a mail that goes to `recipient`; the face of `queue_mail` for those who bring the parts."""
    parts.headers.setdefault(AUTO_SUBMITTED, "auto-generated")
    parts.check()
    message = OutboxMessage(
        shop_id=shop_id,
        kind=OutboxKind.MAIL,
        recipient=recipient,
        subject=parts.subject[:SUBJECT_SHOWN],
        body=parts.as_json(),
        message_id=message_id or make_message_id(parts.sender),
        dedupe_key=dedupe_key,
        created_at=clock.now(),
        next_attempt_at=clock.real(),
    )
    with _rows_of(shop_id):
        message = _insert(message)
        hint_after_commit()
    return message


def publish_event(*, shop_id: int, kind: str, order_id: str, payload: dict[str, Any], at: datetime) -> StorefrontEvent:
    """Write one piece of news for the shop front, in the caller's transaction."""
    with _rows_of(shop_id):
        return StorefrontEvent.objects.create(shop_id=shop_id, kind=kind, order_id=order_id, payload=payload, at=at)


@transaction.atomic
def send_again(*, message_ids: Sequence[int]) -> int:
    """Put failed messages back in line with all their attempts; others are left alone. Returns how many."""
    failed = OutboxMessage.objects.filter(pk__in=message_ids, state=OutboxState.FAILED)
    count = failed.update(state=OutboxState.PENDING, attempts=0, next_attempt_at=clock.real(), claimed_until=None)
    hint_after_commit()
    return count


def hint_after_commit() -> None:
    """Register one hint for the transaction, however many mails it writes."""
    if all(hook[1] is not hint_delivery for hook in connection.run_on_commit):
        transaction.on_commit(hint_delivery, robust=True)


def hint_delivery() -> None:
    """Tell a worker that something waits. Only a hint, tried once: the sweep finds the row when it is lost."""
    try:
        app.send_task(DELIVER_TASK, expires=HINT_EXPIRES, retry=False)
    except OperationalError as error:
        logger.warning("The broker is away, mail waits for the sweep: %s", error)


def _insert(message: OutboxMessage) -> OutboxMessage:
    if not message.dedupe_key:
        message.save(force_insert=True)
        return message
    # The constraint decides between two writers at once; the later waits for the earlier to commit and writes nothing.
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    return OutboxMessage.objects.get(dedupe_key=message.dedupe_key)


@contextmanager
def _rows_of(shop_id: int | None) -> Iterator[None]:
    """Stay in the open scope where it reaches the row, else open the one that does."""
    if is_open_to(shop_id):
        yield
    elif shop_id is None:
        with all_shops("mail that belongs to no shop"):
            yield
    else:
        with shop_scope(shop_id):
            yield

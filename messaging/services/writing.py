"""One message with its files, and what follows from it on its conversation: written together, here alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.errors import ValidationFailed, refusal
from marketplace.files.checking import MOST_BYTES
from marketplace.files.services import store_file
from messaging.choices import SenderType
from messaging.models import Attachment, Message, Thread
from messaging.search import reindex_threads
from messaging.signals import message_written

# The seller API's limits.
MOST_MESSAGES = 1000  # of a conversation
MOST_FILES = 50  # of an order, over all its conversations
MOST_CHARACTERS = 50_000  # of a message that somebody types; a mail may be longer
SHOWN_CHARACTERS = 200  # of the last message in a list


@dataclass(frozen=True)
class NewFile:
    """A file that comes with a message, as it was sent."""

    name: str
    content: bytes


def check_body(body: str) -> str:
    """The text as it is kept. Raises ValidationFailed for an empty one and for one that is too long."""
    text = body.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise refusal("BODY_REQUIRED", "body", _("Write a message."))
    if len(text) > MOST_CHARACTERS:
        raise refusal(
            "BODY_TOO_LONG", "body", _("A message has at most %(most)s characters.") % {"most": MOST_CHARACTERS}
        )
    return text


def check_files(*, order_pk: int, body: str, files: Sequence[NewFile]) -> None:
    """Raises ValidationFailed for more files than an order takes, or more bytes than a message takes."""
    if not files:
        return
    if sum(len(file.content) for file in files) + len(body.encode()) > MOST_BYTES:
        raise refusal("MESSAGE_TOO_LARGE", "files", _("A message with its files has at most 30 MB."))
    if len(files) > room_for_files(order_pk):
        raise refusal("TOO_MANY_FILES", "files", _("An order takes at most %(most)s files.") % {"most": MOST_FILES})


def room_for_files(order_pk: int) -> int:
    """How many files the order still takes."""
    return MOST_FILES - Attachment.objects.filter(message__thread__order=order_pk).count()


def check_room(thread: Thread) -> None:
    """Raises ValidationFailed when the conversation is full."""
    if thread.message_count >= MOST_MESSAGES:
        text = _("This conversation is full: it has %(most)s messages. Begin a new one on the order.")
        raise ValidationFailed(code="THREAD_FULL", message=text % {"most": MOST_MESSAGES})


def write_message(message: Message, *, files: Sequence[NewFile], at: datetime) -> Message:
    """Save the message with its files, and bring its locked conversation up to date; the clock is the caller's."""
    thread = message.thread
    message.save(force_insert=True)
    for file in files:
        stored = store_file(shop_id=message.shop_id, name=file.name, content=file.content, at=at)
        Attachment.objects.create(shop_id=message.shop_id, message=message, file=stored)
    thread.message_count += 1
    thread.updated_at = max(at, thread.updated_at)
    thread.last_message_at = message.created_at
    thread.last_sender_type, thread.last_sender_name = message.sender_type, message.sender_name
    thread.last_text = " ".join(message.body.split())[:SHOWN_CHARACTERS]
    thread.has_customer |= message.to_customer or message.sender_type == SenderType.CUSTOMER_USER
    thread.has_shop |= message.to_shop or message.sender_type == SenderType.SHOP_USER
    thread.has_operator |= message.to_operator or message.sender_type == SenderType.OPERATOR_USER
    thread.save()
    if thread.message_count == 1:
        reindex_threads([thread.pk])
    announce = partial(
        message_written.send_robust,
        sender=Message,
        message_id=str(message.message_id),
        thread_id=str(thread.thread_id),
        shop_id=thread.shop_id,
        sender_type=message.sender_type,
    )
    transaction.on_commit(announce, robust=True)
    return message

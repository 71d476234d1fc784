"""A mail becomes a message of its conversation, with its files, or an event where a mail server sent something back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.actors import Actor, ActorKind
from marketplace.errors import ValidationFailed
from marketplace.files.checking import check_file, clean_name
from marketplace.tenancy import shop_scope
from messaging.choices import Source, ThreadEventKind
from messaging.mail.kinds import MailKind
from messaging.mail.parts import MailFile
from messaging.mail.reading import IncomingMail
from messaging.models import Message, Thread, ThreadEvent
from messaging.services.conversations import CustomerMessage, lock_thread, post_customer_message, record_event
from messaging.services.writing import MOST_FILES, NewFile, room_for_files
from orders.models import Order
from orders.services.moving import date_change as date_order_change
from orders.services.moving import lock_order

# Of a mail's text that becomes the message; what is longer comes as a file too, whole.
LONGEST_TEXT = 100_000
WHOLE_TEXT = "message.txt"


@dataclass(frozen=True)
class Placed:
    """Where a mail is now; `message` is empty for a bounce, and is the earlier one where it `was_there`."""

    thread: Thread
    message: Message | None
    was_there: bool = False


@dataclass
class SortedFiles:
    """Files of a mail: those that are kept, and those that are not, with the reason."""

    kept: list[NewFile] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)

    def leave_out(self, name: str, reason: str) -> None:
        self.left_out.append({"name": name, "reason": reason})


def put_into_thread(incoming: IncomingMail, thread: Thread, *, at: datetime) -> Placed:
    """Place a mail in a conversation. The same one a second time changes nothing. Raises NotFound."""
    with shop_scope(thread.shop_id):
        order = lock_order(thread.order.order_id)
        thread = lock_thread(thread.thread_id)
        if incoming.kind is MailKind.BOUNCE:
            return _record_bounce(incoming, thread, at=at)
        earlier = _earlier(incoming, Message.objects.filter(thread=thread))
        if earlier is not None:
            return Placed(thread, earlier, was_there=True)
        return _post(incoming, order, thread, at=at)


def put_on_order(incoming: IncomingMail, order: Order, *, at: datetime) -> Placed:
    """Place a mail in the order's conversation of its subject, or in a new one; one without a subject in its newest."""
    with shop_scope(order.shop_id):
        order = lock_order(order.order_id)
        earlier = _earlier(incoming, Message.objects.filter(thread__order=order))
        if earlier is not None:
            return Placed(earlier.thread, earlier, was_there=True)
        return _post(incoming, order, None, at=at)


def date_change(placed: Placed, *, as_of: datetime, at: datetime) -> None:
    """Date by its own moment what was written `as_of` a mail's arrival: who polls for changes would pass over it."""
    if placed.message is None or placed.message.created_at != as_of:
        return
    with shop_scope(placed.thread.shop_id):
        Thread.objects.filter(pk=placed.thread.pk, updated_at__lt=at).update(updated_at=at)
        date_order_change(order_id=placed.thread.order.order_id, as_of=as_of, at=at)


def _post(incoming: IncomingMail, order: Order, thread: Thread | None, *, at: datetime) -> Placed:
    # What is written into the conversation is read by the shop and, in mails, by the customer.
    with translation.override(order.channel.language):
        files = sort_files(incoming.files, room=room_for_files(order.pk))
        message = post_customer_message(
            order_id=order.order_id,
            message=_as_message(incoming, order, files),
            source=Source.MAIL,
            at=at,
            thread_id=thread.thread_id if thread else None,
        )
    if files.left_out:
        details: dict[str, object] = {"files": files.left_out}
        record_event(
            thread=message.thread, kind=ThreadEventKind.FILES_LEFT_OUT, actor=_customer(order), at=at, details=details
        )
    return Placed(message.thread, message)


def _as_message(incoming: IncomingMail, order: Order, files: SortedFiles) -> CustomerMessage:
    sender = incoming.sender
    is_customer = sender.address.casefold() == order.customer_email.casefold()
    return CustomerMessage(
        body=_body(incoming.text, files),
        subject=incoming.subject,
        files=files.kept,
        quoted=incoming.quoted[:LONGEST_TEXT],
        is_automatic=incoming.kind is not MailKind.PERSON,
        sender_name=sender.name or ("" if is_customer else sender.address),
        sender_address="" if is_customer else sender.address,
        mail_message_id=incoming.message_id,
    )


def _body(text: str, files: SortedFiles) -> str:
    if len(text) > LONGEST_TEXT:
        files.kept.append(NewFile(WHOLE_TEXT, text.encode()))
        return text[:LONGEST_TEXT]
    return text or _("(no text)")


def sort_files(files: Sequence[MailFile], *, room: int) -> SortedFiles:
    """Part what may be kept from what may not: programs, empty files, and more than an order takes."""
    found = SortedFiles()
    for file in files:
        name = clean_name(file.name)
        try:
            check_file(name, file.content)
        except ValidationFailed as error:
            found.leave_out(name, error.message)
            continue
        if len(found.kept) < room:
            found.kept.append(NewFile(name, file.content))
        else:
            found.leave_out(name, _("An order takes at most %(most)s files.") % {"most": MOST_FILES})
    return found


def _earlier(incoming: IncomingMail, messages: QuerySet[Message]) -> Message | None:
    """The message that the same mail became before: some servers send it twice, by two ways."""
    if not incoming.message_id:
        return None
    same = messages.filter(mail_message_id=incoming.message_id, source=Source.MAIL).select_related("thread")
    text = incoming.text[:LONGEST_TEXT]
    return next((message for message in same if not text or message.body == text), None)


def _record_bounce(incoming: IncomingMail, thread: Thread, *, at: datetime) -> Placed:
    events = ThreadEvent.objects.filter(thread=thread, kind=ThreadEventKind.MAIL_BOUNCED)
    if incoming.message_id and events.filter(details__mail=incoming.message_id).exists():
        return Placed(thread, None, was_there=True)
    ours = Message.objects.filter(thread=thread, mail_message_id__in=incoming.returned).order_by("-pk").first()
    details: dict[str, object] = {
        "reason": incoming.cause,
        "message_id": str(ours.message_id) if ours else "",
        "mail": incoming.message_id,
    }
    actor = Actor(kind=ActorKind.SYSTEM, label=(incoming.sender.name or incoming.sender.address)[:200])
    record_event(thread=thread, kind=ThreadEventKind.MAIL_BOUNCED, actor=actor, at=at, details=details)
    return Placed(thread, ours)


def _customer(order: Order) -> Actor:
    return Actor(kind=ActorKind.CUSTOMER, label=order.customer_name[:200])

"""To which conversation a mail belongs: by the address that it was sent to, else by the mail that it answers."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from messaging.addresses import read_reply_token
from messaging.choices import InboundReason
from messaging.mail.kinds import MailKind
from messaging.mail.reading import IncomingMail
from messaging.models import Message, Thread
from orders.models import Order
from orders.services.mailing import orders_of_mails


def find_place(incoming: IncomingMail, *, envelope_recipients: Sequence[str]) -> list[Thread] | Order | InboundReason:
    """The conversations of a mail, of any shop; else the order that it answers a mail about; or why there is neither.

    Mail to several addresses belongs to each. An address is proof enough: nobody can guess it. A Message-ID is not, so
    the sender must be the order's customer; a mail server that sends our own mail back has it from there.
    """
    if incoming.kind is not MailKind.PERSON and (threads := _of_returned(incoming.returned)):
        return threads
    tokens = _tokens(envelope_recipients) or _tokens(incoming.recipients)
    if tokens and (threads := list(_threads().filter(reply_token__in=tokens))):
        return threads
    answered = _answered(incoming.answers)
    for thread in answered:
        if _is_customer(thread.order, incoming.sender.address):
            return [thread]
    # A machine that answers "your order was accepted" has no question.
    told = _told_of(incoming.answers) if incoming.kind is MailKind.PERSON else []
    for order in told:
        if _is_customer(order, incoming.sender.address):
            return order
    return _reason(incoming, has_token=bool(tokens), has_answered=bool(answered or told))


def _reason(incoming: IncomingMail, *, has_token: bool, has_answered: bool) -> InboundReason:
    if incoming.kind is MailKind.BOUNCE:
        return InboundReason.BOUNCE_OF_NOTHING
    if has_answered:
        return InboundReason.WRONG_SENDER
    return InboundReason.NO_CONVERSATION if has_token else InboundReason.UNKNOWN_ADDRESS


def _threads() -> QuerySet[Thread]:
    # In the order of their locks: two mails to the same two conversations must not wait for each other.
    threads: QuerySet[Thread] = Thread.objects.select_related("order", "channel").order_by("order", "pk")
    return threads


def _tokens(addresses: Iterable[str]) -> set[str]:
    return {token for address in addresses if (token := read_reply_token(address))}


def _of_returned(message_ids: Sequence[str]) -> list[Thread]:
    """Of mails that we sent: one that came to us is no proof, its Message-ID was made elsewhere."""
    ours = Message.objects.filter(mail_message_id__in=message_ids, to_customer=True)
    return list(_threads().filter(pk__in=ours.values("thread")))


def _answered(message_ids: Sequence[str]) -> list[Thread]:
    """The conversations of the mails named, the nearest first."""
    found = Message.objects.filter(mail_message_id__in=message_ids).select_related("thread__order", "thread__channel")
    by_id: dict[str, list[Thread]] = {}
    for message in found.order_by("pk"):
        by_id.setdefault(message.mail_message_id, []).append(message.thread)
    return [thread for message_id in message_ids for thread in by_id.get(message_id, ())]


def _told_of(message_ids: Sequence[str]) -> list[Order]:
    """The orders that the mails named told of (accepted, on its way, ...), the nearest first."""
    told = orders_of_mails(message_ids)
    orders = {order.order_id: order for order in Order.objects.filter(order_id__in=told.values())} if told else {}
    return [orders[told[each]] for each in message_ids if each in told and told[each] in orders]


def _is_customer(order: Order, address: str) -> bool:
    return bool(address) and order.customer_email.casefold() == address.casefold()

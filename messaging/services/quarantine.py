"""What the operator does with mail that found no conversation."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import IllegalTransition, refusal
from messaging.choices import InboundState
from messaging.mail.kinds import MailKind
from messaging.mail.reading import IncomingMail
from messaging.models import InboundMail, Thread
from messaging.services.arriving import hint_placing
from messaging.services.placing import Placed, put_into_thread, put_on_order
from messaging.services.receiving import record_placed
from orders.models import Order


@transaction.atomic
def place_by_hand(*, mail_id: int, where: str, at: datetime) -> InboundMail:
    """Place a mail of the quarantine in a conversation, named by its id, or on an order, named by its number.

    The message is of now, not of its arrival: the shop could not have answered before. Raises ValidationFailed where
    there is no such conversation or order, IllegalTransition for a mail that is not in quarantine.
    """
    mail = _locked(mail_id)
    placed = _put(mail.content, where.strip(), at=at)
    record_placed(mail, mail.content, placed, was_there=placed.was_there)
    return mail


@transaction.atomic
def discard(*, mail_ids: Sequence[int]) -> int:
    """Put mails of the quarantine aside for good; others are left alone. Returns how many."""
    return _in_quarantine(mail_ids).update(state=InboundState.DISCARDED)


@transaction.atomic
def try_again(*, mail_ids: Sequence[int], at: datetime) -> int:
    """Put mails of the quarantine in line again, with all their attempts; others are left alone. Returns how many.

    They count as arrived now, as what is placed by hand does: the shop could not have answered before.
    """
    count = _in_quarantine(mail_ids).update(
        state=InboundState.RECEIVED, reason="", failure="", attempts=0, next_attempt_at=clock.real(), arrived_at=at
    )
    transaction.on_commit(hint_placing, robust=True)
    return count


def _put(incoming: IncomingMail, where: str, *, at: datetime) -> Placed:
    threads = Thread.objects.select_related("order", "channel")
    thread = threads.filter(thread_id=uuid).first() if (uuid := _uuid(where)) else None
    if thread is not None:
        return put_into_thread(incoming, thread, at=at)
    order = Order.objects.filter(order_id=where).first()
    if order is None:
        raise refusal("NOT_FOUND", "where", _("There is no such conversation, and no such order."))
    if incoming.kind is not MailKind.BOUNCE:
        return put_on_order(incoming, order, at=at)
    # A mail that came back is told of where it was sent from; it opens no conversation.
    newest = threads.filter(order=order).order_by("-last_message_at", "-pk").first()
    if newest is None:
        raise refusal("NOT_FOUND", "where", _("This order has no conversation that a mail could have come back to."))
    return put_into_thread(incoming, newest, at=at)


def _locked(mail_id: int) -> InboundMail:
    mail: InboundMail = InboundMail.objects.select_for_update().get(pk=mail_id)
    if mail.state != InboundState.QUARANTINED:
        raise IllegalTransition(code="NOT_IN_QUARANTINE", message=_("This mail is not in quarantine any more."))
    return mail


def _in_quarantine(mail_ids: Sequence[int]) -> QuerySet[InboundMail]:
    mails: QuerySet[InboundMail] = InboundMail.objects.filter(pk__in=mail_ids, state=InboundState.QUARANTINED)
    return mails


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

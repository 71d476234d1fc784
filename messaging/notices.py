"""The notice of a customer who has written and waits (R077)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.notices import registry
from marketplace.notices.models import Notice
from marketplace.notices.registry import Channels, NoticeKind, Said, Seat
from marketplace.notices.services import notify, settle
from marketplace.permissions import Right
from messaging.kinds import SUBJECT
from messaging.models import Message, Thread
from messaging.pages.subjects import shorten, thread_url

CUSTOMER_MESSAGE = "customer_message"


def register() -> None:
    """Make the kind known; called at start."""
    registry.register(
        NoticeKind(
            code=CUSTOMER_MESSAGE,
            label=gettext_lazy("Customer's message"),
            text=gettext_lazy("A customer has written and waits for an answer."),
            icon="mail",
            rights=_readers,
            defaults=_in_the_bell,
            say=_say,
            summary=lambda n: ngettext("%(n)s new message", "%(n)s new messages", n) % {"n": n},
        )
    )


def tell_customer_wrote(*, message: Message, at: datetime) -> None:
    """Put the message into the bells of those who may read it; of the order of a past nobody is told.

    It takes the place of an earlier one of the conversation: the bell counts who waits, not how often they wrote.
    """
    thread = message.thread
    if thread.order.is_imported:
        return
    settle(subject_type=SUBJECT, subject_id=str(thread.thread_id), kind=CUSTOMER_MESSAGE, at=at)
    notify(
        shop_id=thread.shop_id,
        kind=CUSTOMER_MESSAGE,
        right=Right.MESSAGE_READ,
        subject_type=SUBJECT,
        subject_id=str(thread.thread_id),
        key=f"{CUSTOMER_MESSAGE}:{message.message_id}",
        params={"words": shorten(message.body)},
        at=at,
    )


def settle_notices(*, thread: Thread, at: datetime) -> None:
    """The conversation was handled: its notices need nobody's eye any more."""
    settle(subject_type=SUBJECT, subject_id=str(thread.thread_id), at=at)


def _readers() -> Collection[Right]:
    return {Right.MESSAGE_READ}


def _in_the_bell(_seat: Seat) -> Channels:
    return Channels(bell=True, mail=False)


def _say(notices: Sequence[Notice]) -> list[Said]:
    """Who wrote, and what, in one query for all of them."""
    ids = {notice.subject_id for notice in notices}
    found = Thread.objects.filter(thread_id__in=ids).select_related("order")
    threads = {str(thread.thread_id): thread for thread in found}
    return [_say_one(notice, threads[notice.subject_id]) for notice in notices]


def _say_one(notice: Notice, thread: Thread) -> Said:
    return Said(
        title=_("%(customer)s has written") % {"customer": thread.order.customer_name},
        text=notice.params["words"],
        url=thread_url(thread.shop_id, thread.thread_id),
        detail=f"{thread.order.order_id} · {thread.topic_value}",
    )

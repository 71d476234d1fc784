"""Conversations as rows of the queue: whom to answer, what the customer wrote, and the way there."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from marketplace.deadlines.registry import QueueSubject, RowAct, Way
from marketplace.permissions import Right
from marketplace.portal.context import route
from messaging.choices import SenderType
from messaging.models import Message, Thread

SHOWN_CHARACTERS = 120  # of what the customer wrote


def threads_to_answer(thread_ids: Collection[str]) -> dict[str, QueueSubject]:
    """Each conversation with the customer's last words, in two queries."""
    threads = list(Thread.objects.filter(thread_id__in=thread_ids).select_related("order").order_by())
    words = last_words_of_customers([thread.pk for thread in threads])
    return {str(thread.thread_id): _subject(thread, words.get(thread.pk, "")) for thread in threads}


def last_words_of_customers(thread_pks: Collection[int]) -> dict[int, str]:
    """What each customer wrote last, by the conversation's primary key, shortened."""
    written = Message.objects.filter(thread__in=thread_pks, sender_type=SenderType.CUSTOMER_USER, is_automatic=False)
    newest = written.order_by("thread_id", "-pk").distinct("thread_id").only("thread", "body")
    return {message.thread_id: shorten(message.body) for message in newest}


def shorten(text: str) -> str:
    """The first words of a text, in one line."""
    return " ".join(text[: SHOWN_CHARACTERS * 4].split())[:SHOWN_CHARACTERS]


def thread_url(shop_id: int, thread_id: UUID | str) -> str:
    """The page of a conversation."""
    return route("messaging:thread", shop_id, UUID(str(thread_id)))


def _subject(thread: Thread, words: str) -> QueueSubject:
    order = thread.order
    url = thread_url(thread.shop_id, thread.thread_id)
    return QueueSubject(
        title=_("Answer %(customer)s") % {"customer": order.customer_name},
        detail=_("%(order)s · “%(words)s”") % {"order": order.order_id, "words": words} if words else order.order_id,
        amount=order.total_price,
        currency=order.currency,
        act=RowAct(_("Reply"), f"{url}#write", Way.LINK, Right.MESSAGE_WRITE),
    )

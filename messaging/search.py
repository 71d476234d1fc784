"""What finds a conversation: its order, its customer and its subject."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal.context import route
from marketplace.search import registry
from marketplace.search.registry import Entry, Hit, SearchKind
from marketplace.search.services import reindex
from messaging.models import Thread
from messaging.topics import topic_labels

KIND = "thread"
_TEXTS = (
    "topic_value",
    "order__order_id",
    "order__commercial_id",
    "order__customer_id",
    "order__customer_firstname",
    "order__customer_lastname",
    "order__customer_email",
)


def reindex_threads(thread_ids: Collection[int]) -> None:
    """Bring conversations, by primary key, up to date in the search, in the transaction that changed them."""
    reindex(kind=KIND, subject_ids=thread_ids)


def thread_entries(thread_ids: Collection[int]) -> Iterable[Entry]:
    """The words of conversations, in one query."""
    threads = Thread.objects.filter(pk__in=thread_ids).order_by()
    for pk, shop_id, *texts in threads.values_list("pk", "shop_id", *_TEXTS):
        yield Entry(shop_id=shop_id, subject_id=pk, texts=texts)


def thread_subjects() -> QuerySet[Any, int]:
    """Primary keys of all conversations of the scope."""
    threads: QuerySet[Any, int] = Thread.objects.values_list("pk", flat=True)
    return threads


def thread_hits(thread_ids: Collection[int]) -> list[Hit]:
    """Found conversations, last written in first, as far as the scope has them."""
    threads = Thread.objects.filter(pk__in=thread_ids).select_related("order").order_by("-last_message_at", "-pk")
    labels = topic_labels()
    return [
        Hit(
            label=thread.order.customer_name,
            detail=f"{thread.order.order_id} · {labels.get(thread.topic_value, thread.topic_value)}",
            url=route("messaging:thread", thread.shop_id, thread.thread_id),
        )
        for thread in threads
    ]


def register() -> None:
    """Make conversations searchable; called at start."""
    registry.register(
        SearchKind(
            code=KIND,
            label=_("Conversations"),
            right=Right.MESSAGE_READ,
            subjects=thread_subjects,
            entries=thread_entries,
            hits=thread_hits,
            more="messaging:inbox",
        )
    )

"""Which conversations M11 shows, and how conversations and their messages are read: one query per relation."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from marketplace.rest.wire import Query, refuse
from messaging.choices import ThreadEventKind
from messaging.models import Attachment, Message, Thread, ThreadEvent
from messaging.services.conversations import unknown_thread
from orders.api.querying import BEGINNING, UPDATE_MARGIN

ORDER_ENTITY = "MMP_ORDER"
# What else the seller API lets a conversation be about. There is none of them yet: asked for, the list is empty.
ENTITY_TYPES = (ORDER_ENTITY, "MMP_OFFER", "SELLER_OPERATOR", "MPS_ORDER", "MPS_SERVICE")
SORTS = {"dateUpdated": ("updated_at", "pk"), "dateCreated": ("created_at", "pk")}
_OF_ORDERS = ("order_id", "customer_id", "customer_firstname", "customer_lastname")
_SHOWN = (
    "pk", "thread_id", "message_id", "sender_type", "sender_name", "to_customer", "to_shop", "to_operator", "body",
    "created_at",
)  # fmt: skip
# A message with what M10 does not show of it.
WHOLE = (*_SHOWN, "quoted", "sender_address", "source", "is_automatic", "is_answer", "mail_message_id")

Row = dict[str, Any]


@dataclass
class Talk:
    """What belongs to one conversation: messages in their order, and when somebody said that none need answer."""

    messages: list[Row] = field(default_factory=list)
    settled: list[ThreadEvent] = field(default_factory=list)


def filter_threads(query: Query) -> QuerySet[Thread]:
    """Conversations of the scope as M11 is asked for them. Raises ValidationFailed for values that are wrong."""
    entity_type, entity_ids = query.choice("entity_type", ENTITY_TYPES), query.texts("entity_id")
    if entity_ids and not entity_type:
        raise refuse("entity_type", _("Where an entity_id is given, its type must be too."))
    threads = with_order(Thread.objects.all())
    if entity_type not in (None, ORDER_ENTITY):
        return threads.none()
    updated = query.moment("updated_since")
    wanted = {
        "order__order_id__in": entity_ids,
        "channel__code__in": query.texts("channel_codes"),
        "updated_at__gte": max(updated, BEGINNING) - UPDATE_MARGIN if updated else None,
    }
    return threads.filter(**{name: value for name, value in wanted.items() if value is not None})


def with_order(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """With what an answer shows of their orders, and without the addresses and proofs that it does not."""
    own = [each.attname for each in Thread._meta.concrete_fields if each.attname != "reply_token"]
    return threads.select_related("order").only(*own, *(f"order__{name}" for name in _OF_ORDERS))


def find_thread(thread_id: str) -> Thread:
    """The conversation of that id, which may be any text. Raises NotFound."""
    found = with_order(Thread.objects.filter(thread_id=read_id(thread_id))).first()
    if found is None:
        raise unknown_thread()
    return found


def read_id(thread_id: str) -> UUID:
    """The id of a conversation in a path. Raises NotFound: what is no id is no conversation's."""
    found = as_uuid(thread_id)
    if found is None:
        raise unknown_thread()
    return found


def as_uuid(text: str) -> UUID | None:
    """The UUID that a text is, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read_talks(threads: Sequence[Thread], *, most: int | None = None) -> dict[int, Talk]:
    """Messages, at most the last so many of each, and settlements of conversations, by their primary keys."""
    talks: defaultdict[int, Talk] = defaultdict(Talk)
    messages = Message.objects.filter(thread__in=[thread.pk for thread in threads])
    if most is not None:
        newest_first = Window(RowNumber(), partition_by=F("thread"), order_by=F("pk").desc())
        messages = messages.alias(place=newest_first).filter(place__lte=most)
    for row in with_attachments(list(messages.in_order().values(*_SHOWN))):
        talks[row["thread_id"]].messages.append(row)
    for event in read_settlements([thread.pk for thread in threads]):
        talks[event.thread_id].settled.append(event)
    return talks


def read_settlements(thread_pks: Collection[int]) -> list[ThreadEvent]:
    """When somebody said that no reply was needed, in order."""
    events = ThreadEvent.objects.filter(thread__in=thread_pks, kind=ThreadEventKind.NO_REPLY_NEEDED)
    return list(events.order_by("at", "pk"))


def with_attachments(rows: list[Row]) -> list[Row]:
    """The messages, each with its `attachments`."""
    attached: defaultdict[Any, list[Row]] = defaultdict(list)
    found = Attachment.objects.filter(message__in=[row["pk"] for row in rows]).order_by("pk")
    for pk, attachment_id, name, size in found.values_list("message", "attachment_id", "file__name", "file__size"):
        attached[pk].append({"id": attachment_id, "name": name, "size": size})
    for row in rows:
        row["attachments"] = attached[row["pk"]]
    return rows

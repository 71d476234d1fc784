"""Conversations, written by the services as in life."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops, shop_scope
from messaging.choices import Source, TopicType
from messaging.models import Message, Thread
from messaging.services import conversations
from messaging.services.conversations import CustomerMessage, Recipients
from messaging.services.writing import NewFile
from messaging.topics import Topic
from orders.models import Order
from tests.factories.orders import SELLER, make_shipping_order
from tests.factories.shops import NOON

QUESTION = "Where is my parcel?"


def make_question(
    shop: Shop, *, order: Order | None = None, at: datetime = NOON, body: str = QUESTION, **fields: Any
) -> Message:
    """A customer's message through the shop front, on a new order unless one is given."""
    order = order or make_shipping_order(shop, at=at)
    thread_id = fields.pop("thread_id", None)
    source = fields.pop("source", Source.STOREFRONT)
    message = CustomerMessage(body=body, **{"subject": "My parcel", **fields})
    with shop_scope(shop):
        return conversations.post_customer_message(
            order_id=order.order_id, message=message, source=source, at=at, thread_id=thread_id
        )


def make_thread(shop: Shop, **fields: Any) -> Thread:
    """A conversation whose customer waits since `at`."""
    return make_question(shop, **fields).thread


def answer(thread: Thread, *, at: datetime, body: str = "It comes tomorrow.", **fields: Any) -> Message:
    """The shop writes to the customer in the portal."""
    values = {"to": Recipients(), "actor": SELLER, "source": Source.PORTAL, **fields}
    with shop_scope(thread.shop_id):
        return conversations.post_seller_message(thread_id=thread.thread_id, body=body, at=at, **values)


def start(shop: Shop, *, order: Order | None = None, at: datetime = NOON, files: Sequence[NewFile] = ()) -> Thread:
    """A conversation that the shop begins."""
    order = order or make_shipping_order(shop, at=at)
    with shop_scope(shop):
        message = conversations.start_thread(
            order_id=order.order_id,
            topic=Topic(TopicType.FREE_TEXT, "Your address"),
            body="Is the door number right?",
            to=Recipients(),
            actor=SELLER,
            source=Source.PORTAL,
            at=at,
            files=files,
        )
    return message.thread


def settle_without_answer(thread: Thread, *, at: datetime) -> Thread:
    """The shop says that no reply is needed."""
    with shop_scope(thread.shop_id):
        return conversations.mark_no_reply_needed(thread_id=thread.thread_id, actor=SELLER, at=at)


def fresh(thread: Thread) -> Thread:
    """The conversation as it stands now."""
    with all_shops("a test looks at a row"):
        return Thread.objects.get(pk=thread.pk)

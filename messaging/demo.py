"""The demo's conversations: for every shop one of each kind, from overdue to settled, written by the real services."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from marketplace import worktime
from marketplace.actors import Actor, ActorKind
from marketplace.files.demo_sheet import pdf_of
from marketplace.shops.calendars import work_calendar
from marketplace.shops.choices import RuleClock
from marketplace.shops.models import Channel, Membership, Shop, ShopChannel
from messaging.choices import Source, TopicType
from messaging.demo_texts import PHOTO, TEXTS, Texts
from messaging.models import QuickReply, Thread
from messaging.services.conversations import (
    CustomerMessage,
    Recipients,
    mark_no_reply_needed,
    post_customer_message,
    post_seller_message,
    start_thread,
)
from messaging.services.writing import NewFile
from messaging.topics import Topic
from orders.choices import OrderState
from orders.models import Order

_TO_OPERATOR = Recipients(customer=False, operator=True)


@dataclass
class Talk:
    """One shop's demo conversations: who writes, in which words, about which orders, on which clock."""

    shop: Shop
    channel: Channel
    texts: Texts
    seller: Actor
    orders: Iterator[Order]
    now: datetime

    def ago(self, share: float) -> datetime:
        """The moment from which that share of the time to answer has passed until now, as the channel counts."""
        hours = self.channel.rules_in_force.reply_hours * share
        moment = self.now - timedelta(hours=hours)
        if self.channel.rules_in_force.reply_clock == RuleClock.ELAPSED:
            return moment
        calendar = work_calendar(self.channel)
        while (missing := timedelta(hours=hours) - worktime.elapsed(moment, self.now, calendar)) > timedelta(0):
            moment -= missing
        return moment

    def ask(self, text: str, at: datetime, *, order: Order | None = None, **fields: Any) -> Thread:
        """A customer writes through the shop front; without an order about the next one of the story."""
        subject, body = self.texts[text]
        message = CustomerMessage(body=body, subject=subject, **fields)
        about = order or next(self.orders)
        return post_customer_message(order_id=about.order_id, message=message, source=Source.STOREFRONT, at=at).thread

    def write(self, thread: Thread, text: str, at: datetime, **fields: Any) -> None:
        """The shop writes."""
        values = {"to": Recipients(), "source": Source.PORTAL, **fields}
        post_seller_message(thread_id=thread.thread_id, body=self.texts[text][1], actor=self.seller, at=at, **values)


def load(demo: Any) -> None:
    """Tell every demo shop's conversations. Does nothing where they exist."""
    for shop in Shop.objects.filter(pk__in=[entry["shop_id"] for entry in demo.shops]).order_by("pk"):
        if not Thread.objects.filter(shop=shop).exists():
            tell(talk_of(shop, demo.now))


def talk_of(shop: Shop, now: datetime) -> Talk:
    """What the shop's conversations are made with: its channel's language, its owner's hand, its parcels on the way."""
    channel = ShopChannel.objects.select_related("channel__rules").filter(shop=shop)[0].channel
    owner = Membership.objects.select_related("user").filter(shop=shop)[0].user
    sent = Order.objects.filter(shop=shop, state__in=[OrderState.SHIPPED, OrderState.RECEIVED, OrderState.SHIPPING])
    return Talk(
        shop=shop,
        channel=channel,
        texts=TEXTS[channel.language],
        seller=Actor(kind=ActorKind.MEMBER, label=owner.full_name, user_id=owner.pk),
        orders=iter(sent.order_by("created_at", "pk")),
        now=now,
    )


def tell(talk: Talk) -> None:
    """Answered and settled ones in the past; today one overdue, one due soon, some with time, one just come in."""
    quick_replies(talk)
    for chapter in (_answered, _thanked, _begun_by_shop, _invoice_sent, _side_question, _overdue, _due_soon):
        chapter(talk)
    talk.ask("change", talk.ago(0.35))
    talk.ask("invoice", talk.ago(0.02))


def quick_replies(talk: Talk) -> None:
    """Two ready texts in the channel's language."""
    for name in ("quick_tracking", "quick_thanks"):
        title, body = talk.texts[name]
        QuickReply.objects.create(
            shop=talk.shop, title=title, language=talk.channel.language, body=body, updated_at=talk.now
        )


def _answered(talk: Talk) -> None:
    at = talk.ago(6)
    thread = talk.ask("where", at)
    talk.write(thread, "where_answer", at + timedelta(hours=3))


def _thanked(talk: Talk) -> None:
    at = talk.ago(4)
    thread = talk.ask("fits", at)
    talk.write(thread, "fits_answer", at + timedelta(hours=2))
    talk.ask("thanks", at + timedelta(hours=4), order=thread.order)
    mark_no_reply_needed(thread_id=thread.thread_id, actor=talk.seller, at=at + timedelta(hours=5))


def _begun_by_shop(talk: Talk) -> None:
    subject, body = talk.texts["address"]
    start_thread(
        order_id=next(talk.orders).order_id,
        topic=Topic(TopicType.FREE_TEXT, subject),
        body=body,
        to=Recipients(),
        actor=talk.seller,
        source=Source.PORTAL,
        at=talk.ago(2),
    )


def _invoice_sent(talk: Talk) -> None:
    """The invoice as a file of a message, which does not count until it is filed (R042)."""
    order = Order.objects.without_invoice().filter(shop=talk.shop).order_by("-shipped_at", "-pk").first()
    if order is None:
        return
    subject, body = talk.texts["invoice_sent"]
    start_thread(
        order_id=order.order_id,
        topic=Topic(TopicType.FREE_TEXT, subject),
        body=body,
        to=Recipients(),
        actor=talk.seller,
        source=Source.PORTAL,
        at=talk.ago(1),
        files=[NewFile(talk.texts["invoice_file"][1], pdf_of([subject, "", order.order_id]))],
    )


def _side_question(talk: Talk) -> None:
    at = talk.ago(0.6)
    thread = talk.ask("return", at)
    talk.write(thread, "operator_question", at + timedelta(hours=1), to=_TO_OPERATOR)


def _overdue(talk: Talk) -> None:
    talk.ask("late", talk.ago(1.1))


def _due_soon(talk: Talk) -> None:
    at = talk.ago(0.9)
    thread = talk.ask("missing", at, files=[NewFile(talk.texts["photo"][1], PHOTO)])
    talk.write(thread, "automatic", at, is_automatic=True, source=Source.API)
    talk.ask("missing_again", talk.ago(0.2), order=thread.order)

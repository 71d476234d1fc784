"""Random histories of a shop, played by the services as in life, on two channels in different zones."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from marketplace.actors import SYSTEM
from marketplace.errors import DomainError
from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import all_shops
from messaging.models import Thread
from metrics.services.marking import mark_moment
from metrics.services.visits import Visits, record_visits
from offers.models import Offer
from orders.models import Evaluation, Order
from orders.services.acceptance import LineDecision, decide_order, refuse_unanswered
from orders.services.flags import mark_invoice
from orders.services.fraud import decide_fraud
from orders.services.payment import PaymentResult, record_payment
from orders.services.shipment import receive_order, ship_order
from tests.factories import messaging
from tests.factories.offers import make_offer
from tests.factories.orders import SELLER, SHOP_FRONT, lines, make_order, make_reason
from tests.factories.shops import NOON


@dataclass
class Story:
    """A shop's life so far; `at` is the moment of its clock."""

    shop: Shop
    channels: list[Channel]
    random: Random
    at: datetime = NOON
    offers: list[Offer] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)

    def play(self, steps: int) -> None:
        """So many things happen, hours or days apart."""
        make_reason("NO_STOCK")
        self.offers = self.offers or [make_offer(self.shop, quantity=500) for _number in range(2)]
        for _step in range(steps):
            self.at += timedelta(hours=self.random.choice([1, 7, 20, 50, 300]), minutes=self.random.randrange(60))
            act = self.random.choice(_ACTS)
            with all_shops("a test plays everybody"):
                act(self)


def _place(story: Story) -> None:
    chosen = story.random.sample(story.offers, story.random.choice([1, 2]))
    workflow = story.random.choice(["PAY_ON_ACCEPTANCE", "PAY_ON_ACCEPTANCE", "PAY_ON_DELIVERY"])
    channel = story.random.choice(story.channels)
    story.orders.append(make_order(story.shop, channel=channel, offers=chosen, at=story.at, payment_workflow=workflow))


def _check(story: Story, order: Order) -> None:
    decide_fraud(order_id=order.order_id, is_passed=story.random.random() < 0.8, actor=SHOP_FRONT, at=story.at)


def _decide(story: Story, order: Order) -> None:
    if story.random.random() < 0.2:
        refuse_unanswered(order_id=order.order_id, at=story.at)
        return
    decisions = [
        LineDecision(line.line_id, accepted=yes, reason_code="" if yes else "NO_STOCK")
        for line in lines(order)
        for yes in [story.random.random() < 0.75]
    ]
    decide_order(order_id=order.order_id, decisions=decisions, actor=SELLER, at=story.at)


def _pay(story: Story, order: Order) -> None:
    result = PaymentResult.OK if story.random.random() < 0.8 else PaymentResult.REFUSED
    record_payment(order_id=order.order_id, result=result, transaction_number="T1", actor=SHOP_FRONT, at=story.at)


def _ship(story: Story, order: Order) -> None:
    ship_order(order_id=order.order_id, actor=SELLER, at=story.at)


def _receive(story: Story, order: Order) -> None:
    receive_order(order_id=order.order_id, actor=SYSTEM, at=story.at)


def _rate(story: Story, order: Order) -> None:
    if not Evaluation.objects.filter(order=order).exists():
        Evaluation.objects.create(shop=story.shop, order=order, grade=story.random.randint(1, 5), created_at=story.at)
        mark_moment(shop_id=order.shop_id, channel_id=order.channel_id, moment=story.at)


def _invoice(story: Story, order: Order) -> None:
    mark_invoice(order_id=order.order_id, is_present=not order.has_invoice, at=story.at)
    mark_moment(shop_id=order.shop_id, channel_id=order.channel_id, moment=order.created_at)


_STEPS: dict[str, Callable[[Story, Order], None]] = {
    "STAGING": _check,
    "WAITING_ACCEPTANCE": _decide,
    "WAITING_DEBIT_PAYMENT": _pay,
    "SHIPPING": _ship,
    "SHIPPED": _receive,
    "RECEIVED": _rate,
}


def _go_on(story: Story) -> None:
    """Some orders take their next step."""
    for order in story.random.sample(story.orders, min(3, len(story.orders))):
        order.refresh_from_db()
        if order.shipped_at is not None and story.random.random() < 0.4:
            _invoice(story, order)
        elif order.state in _STEPS:
            _STEPS[order.state](story, order)


def _write(story: Story) -> None:
    if story.orders:
        order = story.random.choice(story.orders)
        story.threads.append(messaging.make_thread(story.shop, order=order, at=story.at))


def _answer(story: Story) -> None:
    for thread in story.random.sample(story.threads, min(2, len(story.threads))):
        try:
            if story.random.random() < 0.7:
                messaging.answer(thread, at=story.at)
            else:
                messaging.settle_without_answer(thread, at=story.at)
        except DomainError:
            continue  # nobody waits there


def _visit(story: Story) -> None:
    offer, channel = story.random.choice(story.offers), story.random.choice(story.channels)
    day = (story.at - timedelta(days=story.random.randrange(3))).date()
    record_visits(visits=[Visits(offer.pk, day, story.random.randrange(200), channel.pk)], at=story.at)


_ACTS = [_place, _place, _go_on, _go_on, _go_on, _go_on, _write, _answer, _visit]

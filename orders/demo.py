"""The demo's orders: for every shop each kind of work once or more, from fraud check to received, moved by the real
services.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from marketplace import worktime
from marketplace.actors import Actor, ActorKind
from marketplace.search.words import fold
from marketplace.shops.calendars import work_calendar
from marketplace.shops.models import Channel, Membership, Shop, ShopChannel
from marketplace.worktime import WorkCalendar
from offers.models import Offer
from orders.defaults import install_defaults
from orders.models import Order
from orders.services.acceptance import LineDecision, decide_order, refuse_unanswered
from orders.services.baskets import BasketLine, BasketRequest, Customer
from orders.services.creation import place_basket
from orders.services.fraud import decide_fraud
from orders.services.payment import PaymentResult, record_payment
from orders.services.shipment import Tracking, receive_order, set_tracking, ship_order
from shipping.models import ShippingMethod

STOREFRONT = Actor(kind=ActorKind.STOREFRONT, label="Demo shop front")

# First name, last name, street, postcode, city, region, telephone: per channel, all invented.
PEOPLE: dict[str, list[tuple[str, str, str, str, str, str, str]]] = {
    "ES": [
        ("Lucía", "Ferrándiz Olmo", "Calle Elvira 88, 2.º B", "18010", "Granada", "Granada", "+34 600 111 201"),
        ("Álvaro", "Peñalver Sáez", "Gran Vía Escultor Salzillo 14", "30004", "Murcia", "Murcia", "+34 600 111 202"),
        ("Begoña", "Urrutia Lasa", "Calle San Martín 37", "20007", "Donostia", "Gipuzkoa", "+34 600 111 203"),
        ("Inés", "Quintanilla Prado", "Calle de Alcalá 211, 5.º", "28028", "Madrid", "Madrid", "+34 600 111 204"),
        ("Marta", "Vidal Ferrer", "Carrer de Dénia 52", "46006", "Valencia", "Valencia", "+34 600 111 205"),
        ("Xoán", "Rivas Loureiro", "Rúa do Vilar 19", "15705", "Santiago de Compostela", "A Coruña", "+34 600 111 206"),
    ],
    "PT": [
        ("João Pedro", "Sequeira", "Rua Álvaro Castelões 12", "2900-220", "Setúbal", "Setúbal", "+351 910 111 201"),
        ("Beatriz", "Sottomayor Leal", "Rua do Souto 61", "4700-329", "Braga", "Braga", "+351 910 111 202"),
        ("Tomás", "Vilar Queirós", "Rua das Flores 140", "4050-264", "Porto", "Porto", "+351 910 111 203"),
        ("Madalena", "Brandão Reis", "Travessa do Carmo 9", "1200-095", "Lisboa", "Lisboa", "+351 910 111 204"),
    ],
    "DE": [
        ("Jürgen", "Brandstätter", "Lindenallee 23", "45127", "Essen", "", "+49 151 1110201"),
        ("Katharina", "Osterholz-Behn", "Kreuzstraße 4", "48143", "Münster", "", "+49 151 1110202"),
        ("Sebastian", "Köhler", "Karl-Liebknecht-Straße 77", "04275", "Leipzig", "", "+49 151 1110203"),
        ("Annegret", "Wulfmeier", "Am Wall 131", "28195", "Bremen", "", "+49 151 1110204"),
    ],
    "BR": [
        (
            "Thaís",
            "Andrade Figueiredo",
            "Rua Visconde de Nácar 800, ap. 72",
            "80410-201",
            "Curitiba",
            "PR",
            "+55 41 99999 0201",
        ),
        ("Caio Henrique", "Bittencourt", "Rua da Aurora 325", "50050-000", "Recife", "PE", "+55 81 99999 0202"),
        ("Luana", "Peixoto Amaral", "Avenida Ipiranga 1200", "90160-091", "Porto Alegre", "RS", "+55 51 99999 0203"),
        ("Otávio", "Meirelles Braga", "Rua Augusta 1508", "01304-001", "São Paulo", "SP", "+55 11 99999 0204"),
    ],
}
CARRIERS = {
    "ES": ("SEUR", "35{:010d}"),
    "PT": ("CTT", "DA{:09d}PT"),
    "DE": ("DHL_PAKET", "00340434{:012d}"),
    "BR": ("CORREIOS", "NL{:09d}BR"),
}


@dataclass
class Story:
    """One shop's demo orders: who acts, with what, and the numbers already used."""

    shop: Shop
    channel: Channel
    offers: list[Offer]
    method: ShippingMethod
    calendar: WorkCalendar
    seller: Actor
    now: datetime
    numbers: Any

    def ago(self, hours: float) -> datetime:
        """The moment from which so many hours of work time have passed until now."""
        moment = self.now
        missing = timedelta(hours=hours)
        while missing > timedelta(0):
            moment -= missing
            missing = timedelta(hours=hours) - worktime.elapsed(moment, self.now, self.calendar)
        return moment

    def place(self, hours: float, lines: int = 1) -> tuple[Order, datetime]:
        """A basket placed so many hours of work time ago."""
        number, at = next(self.numbers), self.ago(hours)
        request = basket(self, number, lines)
        return place_basket(request=request, actor=STOREFRONT, at=at)[0], at

    def to_accept(self, hours: float, lines: int = 1) -> tuple[Order, datetime]:
        order, at = self.place(hours, lines)
        decide_fraud(order_id=order.order_id, is_passed=True, actor=STOREFRONT, at=at + timedelta(minutes=4))
        return order, at + timedelta(minutes=4)

    def accepted(self, hours: float, lines: int = 1, after: float = 1.5) -> tuple[Order, datetime]:
        order, at = self.to_accept(hours, lines)
        at += timedelta(hours=after)
        decisions = [LineDecision(line_id=line.line_id, accepted=True) for line in order.lines.all()]
        decide_order(order_id=order.order_id, decisions=decisions, actor=self.seller, at=at)
        return order, at

    def to_ship(self, hours: float, lines: int = 1) -> tuple[Order, datetime]:
        order, at = self.accepted(hours, lines)
        at += timedelta(minutes=7)
        pay(order, PaymentResult.OK, at)
        return order, at

    def shipped(self, hours: float, after: float) -> tuple[Order, datetime]:
        order, at = self.to_ship(hours)
        at += timedelta(hours=after)
        code, shape = CARRIERS[self.channel.code]
        tracking = Tracking(carrier_code=code, tracking_number=shape.format(order.pk * 7919))
        set_tracking(order_id=order.order_id, tracking=tracking, actor=self.seller, at=at)
        ship_order(order_id=order.order_id, actor=self.seller, at=at + timedelta(minutes=2))
        return order, at

    def received(self, hours: float, after: float, travel: float = 50) -> None:
        order, at = self.shipped(hours, after)
        receive_order(order_id=order.order_id, actor=STOREFRONT, at=at + timedelta(hours=travel))


def load(demo: Any) -> None:
    """Tell every demo shop's story. Does nothing where its orders exist."""
    install_defaults()
    numbers = count(10401)
    codes = [entry["shop_id"] for entry in demo.shops]
    for shop in Shop.objects.filter(pk__in=codes).order_by("pk"):
        if not Order.objects.filter(shop=shop).exists():
            tell(story_of(shop, demo.now, numbers))


def story_of(shop: Shop, now: datetime, numbers: Any) -> Story:
    """What the shop's orders are made with: its channel, its well-stocked offers, its owner's hand."""
    channel = ShopChannel.objects.select_related("channel").filter(shop=shop)[0].channel
    owner = Membership.objects.select_related("user").filter(shop=shop)[0].user
    return Story(
        shop=shop,
        channel=channel,
        offers=list(Offer.objects.filter(shop=shop, quantity__gt=20).order_by("pk")),
        method=ShippingMethod.objects.filter(is_active=True)[0],
        calendar=work_calendar(channel),
        seller=Actor(kind=ActorKind.MEMBER, label=owner.full_name, user_id=owner.pk),
        now=now,
        numbers=numbers,
    )


def tell(story: Story) -> None:
    """Every kind of work: done, late and refused in the past; to do, soon and overdue today."""
    for days in (33, 21, 12):
        story.received(hours=days * 24, after=18)
    story.received(hours=30 * 24, after=110, travel=60)  # shipped late
    for chapter in (_refusals, _in_transit):
        chapter(story)
    story.to_ship(hours=100)  # overdue
    for hours in (47, 9, 5):
        story.to_ship(hours=hours, lines=1 + hours % 2)
    story.accepted(hours=1, after=0.2)  # waits for the customer's payment: 72 hours of every clock, a week-end too
    for hours in (40, 26, 7, 2):
        story.to_accept(hours=hours, lines=1 + hours % 3)
    story.place(hours=0.5)  # in the fraud check


def _refusals(story: Story) -> None:
    order, at = story.to_accept(hours=20 * 24)
    _decide(story, order, at + timedelta(hours=5), accept=lambda index: False)
    order, at = story.to_accept(hours=18 * 24, lines=2)
    _decide(story, order, at + timedelta(hours=3), accept=lambda index: index == 1)
    pay(order, PaymentResult.OK, at + timedelta(hours=4))
    ship_order(order_id=order.order_id, actor=story.seller, at=at + timedelta(hours=20))
    receive_order(order_id=order.order_id, actor=STOREFRONT, at=at + timedelta(hours=70))
    order, _at = story.to_accept(hours=15 * 24)
    due = Order.objects.get(pk=order.pk).acceptance_due_at or story.now
    refuse_unanswered(order_id=order.order_id, at=due)
    order, at = story.place(hours=14 * 24)
    decide_fraud(order_id=order.order_id, is_passed=False, actor=STOREFRONT, at=at + timedelta(minutes=9))
    order, at = story.accepted(hours=13 * 24)
    pay(order, PaymentResult.REFUSED, at + timedelta(minutes=20))


def _in_transit(story: Story) -> None:
    story.shipped(hours=8 * 24, after=20)  # promise broken, not received yet
    for hours in (70, 60):
        story.shipped(hours=hours, after=22)


def _decide(story: Story, order: Order, at: datetime, *, accept: Callable[[int], bool]) -> None:
    lines = list(order.lines.all())
    decisions = [
        LineDecision(line.line_id, accept(line.index), "" if accept(line.index) else "OUT_OF_STOCK") for line in lines
    ]
    decide_order(order_id=order.order_id, decisions=decisions, actor=story.seller, at=at)


def pay(order: Order, result: PaymentResult, at: datetime) -> None:
    """The shop front tells what became of the debit."""
    number = f"TX{order.pk:08d}"
    record_payment(order_id=order.order_id, result=result, transaction_number=number, actor=STOREFRONT, at=at)


def basket(story: Story, number: int, lines: int) -> BasketRequest:
    """An invented customer's basket of the shop's well-stocked offers; every third customer has another billing
    address.
    """
    people = PEOPLE[story.channel.code]
    firstname, lastname, street, zip_code, city, state, phone = people[number % len(people)]
    home = {
        "firstname": firstname,
        "lastname": lastname,
        "street_1": street,
        "zip_code": zip_code,
        "city": city,
        "state": state,
        "country_iso_code": story.channel.country,
        "phone": phone,
    }
    office = {**home, "company": f"{lastname.split()[0]} & Co.", "street_1": f"{street.rsplit(' ', 1)[0]} 2"}
    chosen = [story.offers[(number + step) % len(story.offers)] for step in range(lines)]
    freight = Decimal("19.90") if story.channel.currency == "BRL" else Decimal("4.90")
    return BasketRequest(
        basket_id=str(number),
        channel=story.channel.code,
        customer=Customer(
            customer_id=f"C{number % len(people) + 100}",
            email=f"{fold(firstname.split()[0])}.{number}@customer.example",
            firstname=firstname,
            lastname=lastname,
            locale=f"{story.channel.language}_{story.channel.country}",
        ),
        shipping_address=home,
        billing_address=[home, office, home][number % 3],
        shipping_type_code=story.method.code,
        payment_workflow="PAY_ON_ACCEPTANCE",
        lines=tuple(
            BasketLine(offer.pk, 1, freight if index == 0 else Decimal(0)) for index, offer in enumerate(chosen)
        ),
    )

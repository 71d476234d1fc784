"""One line of the file as a value: what the former system says of one order."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from marketplace.shops.models import Channel
from orders.choices import OrderState
from orders.history.fields import MAX_AMOUNT, Fields, Refused

MAX_LINES = 1_000
MAX_QUANTITY = 1_000_000
# What cannot stand in the address of an order's page, even quoted.
_UNSPEAKABLE = re.compile(r"[/\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class PastShop:
    """The seller as the former system names it."""

    code: str
    name: str
    city: str
    region: str


@dataclass(frozen=True, slots=True)
class PastCustomer:
    """The buyer, as far as known."""

    customer_id: str
    email: str
    firstname: str
    lastname: str
    locale: str
    address: dict[str, str]


@dataclass(frozen=True, slots=True)
class PastLine:
    """One item."""

    sku: str
    title: str
    category: str
    quantity: int
    unit_price: Decimal
    shipping_price: Decimal


@dataclass(frozen=True, slots=True)
class PastEvaluation:
    """The customer's rating."""

    grade: int
    title: str
    comment: str
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class PastOrder:
    """One order of one shop. Moments are None where the former system did not know them."""

    commercial_id: str
    shop: PastShop
    channel: Channel
    state: str
    currency: str
    payment_type: str
    customer: PastCustomer
    lines: tuple[PastLine, ...]
    evaluation: PastEvaluation | None
    created_at: datetime
    approved_at: datetime | None
    shipping_deadline: datetime | None
    shipped_at: datetime | None
    promised_latest: datetime | None
    received_at: datetime | None


def read_past_order(text: str, channels: Mapping[str, Channel]) -> PastOrder:
    """The order of one line of the file. Raises Refused where it is unreadable or incomplete, and only there."""
    fields = Fields(_parsed(text))
    channel = channels.get(fields.identity("channel", limit=64))
    if channel is None:
        raise Refused("channel", "is none of this marketplace")
    zone = ZoneInfo(channel.timezone)
    commercial_id = _speakable(fields, "commercial_id", limit=60)
    return PastOrder(
        commercial_id=commercial_id,
        shop=_shop(fields),
        channel=channel,
        state=_state(fields),
        currency=_currency(fields),
        payment_type=fields.text("payment_type", limit=40),
        customer=_customer(fields.part("customer"), commercial_id),
        lines=_lines(fields),
        evaluation=_evaluation(fields.part("evaluation"), zone),
        created_at=fields.required_moment("created_at", zone),
        approved_at=fields.moment("approved_at", zone),
        shipping_deadline=fields.moment("shipping_deadline", zone),
        shipped_at=fields.moment("shipped_at", zone),
        promised_latest=fields.moment("promised_latest", zone),
        received_at=fields.moment("received_at", zone),
    )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise Refused("", "is no readable JSON") from error


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _speakable(fields: Fields, field: str, *, limit: int) -> str:
    value = fields.identity(field, limit=limit)
    if _UNSPEAKABLE.search(value):
        raise Refused(fields.name(field), "holds a slash or a control character, which cannot stand in an address")
    return value


def _shop(fields: Fields) -> PastShop:
    shop = fields.required_part("shop")
    code = shop.identity("code", limit=64)
    return PastShop(
        code=code,
        name=shop.text("name", limit=100) or code,
        city=shop.text("city", limit=100),
        region=shop.text("state", limit=100),
    )


def _state(fields: Fields) -> str:
    state = fields.identity("state", limit=64)
    if state not in OrderState.values:
        raise Refused("state", "is none that an order can have")
    return state


def _currency(fields: Fields) -> str:
    currency = fields.identity("currency", limit=64)
    if not re.fullmatch("[A-Z]{3}", currency):
        raise Refused("currency", "must be a code of three capital letters")
    return currency


def _customer(fields: Fields | None, commercial_id: str) -> PastCustomer:
    """Of an unknown customer the order's own number is all there is: two of them are not taken for one."""
    fields = fields or Fields({}, "customer.")
    firstname, lastname = fields.text("firstname", limit=100), fields.text("lastname", limit=100)
    return PastCustomer(
        customer_id=fields.code("id", limit=64) or commercial_id,
        email=fields.text("email", limit=254),
        firstname=firstname,
        lastname=lastname,
        locale=fields.text("locale", limit=10),
        address={
            "firstname": firstname,
            "lastname": lastname,
            "company": "",
            "street_1": fields.text("street_1", limit=150),
            "street_2": fields.text("street_2", limit=150),
            "zip_code": fields.text("zip_code", limit=20),
            "city": fields.text("city", limit=100),
            "state": fields.text("state", limit=100),
            "country_iso_code": fields.text("country", limit=3).upper(),
            "phone": "",
        },
    )


def _lines(fields: Fields) -> tuple[PastLine, ...]:
    lines = tuple(_line(line) for line in fields.parts("lines", limit=MAX_LINES))
    if sum(line.unit_price * line.quantity + line.shipping_price for line in lines) > MAX_AMOUNT:
        raise Refused(fields.name("lines"), f"come to more than {MAX_AMOUNT}")
    return lines


def _line(fields: Fields) -> PastLine:
    sku = fields.identity("sku", limit=64)
    return PastLine(
        sku=sku,
        title=fields.text("title", limit=255) or sku,
        category=fields.code("category", limit=64),
        quantity=fields.number("quantity", lowest=1, highest=MAX_QUANTITY),
        unit_price=fields.amount("unit_price", required=True),
        shipping_price=fields.amount("shipping_price"),
    )


def _evaluation(fields: Fields | None, zone: ZoneInfo) -> PastEvaluation | None:
    if fields is None:
        return None
    return PastEvaluation(
        grade=fields.number("grade", lowest=1, highest=5),
        title=fields.text("title", limit=255),
        comment=fields.text("comment"),
        created_at=fields.moment("created_at", zone),
    )

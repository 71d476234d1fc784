"""What a figure's rows are, told for a page of them: a few queries, however many rows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from marketplace.deadlines.models import Deadline
from marketplace.permissions import Right
from messaging.models import Thread
from metrics.choices import RowKind
from metrics.columns import KIND_OF_SOURCE, Column, Source
from metrics.measures import FigureRow
from metrics.models import OfferVisits
from offers.models import Offer
from orders.models import Evaluation, Order, OrderLine


@dataclass(frozen=True)
class Found:
    """A row by its column and key."""

    column: Column
    rank: int
    at: datetime
    key: int
    amount: Decimal


@dataclass(frozen=True)
class _Told:
    """A row in public words: its own id, what it is called, and its order's number."""

    subject_id: str
    label: str
    order_id: str = ""


Teller = Callable[[Sequence[int]], Mapping[int, _Told]]


def describe_rows(found: Sequence[Found], *, rights: Collection[Right]) -> list[FigureRow]:
    """The rows with their public ids and labels, in the same order. Runs in the shop's scope.

    What customers wrote about is for who may read conversations; others are told the order.
    """
    keys: dict[Source, list[int]] = {}
    for row in found:
        keys.setdefault(row.column.source, []).append(row.key)
    told = {source: _TELLERS[source](some) for source, some in keys.items()}
    return [_row(row, told[row.column.source].get(row.key), rights) for row in found]


def _row(found: Found, told: _Told | None, rights: Collection[Right]) -> FigureRow:
    told = told or _Told(str(found.key), "")
    kind = KIND_OF_SOURCE[found.column.source]
    is_hidden = kind == RowKind.CONVERSATION and Right.MESSAGE_READ not in rights
    return FigureRow(
        kind=kind,
        subject_id=told.subject_id,
        label=told.order_id if is_hidden else told.label,
        at=found.at,
        amount=found.amount,
        order_id=told.order_id,
        key=found.key,
        column=found.column.name,
    )


def _orders(keys: Sequence[int]) -> dict[int, _Told]:
    rows = Order.objects.filter(pk__in=keys).only("order_id", "customer_firstname", "customer_lastname", "customer_id")
    return {order.pk: _Told(order.order_id, order.customer_name, order.order_id) for order in rows}


def _lines(keys: Sequence[int]) -> dict[int, _Told]:
    rows = OrderLine.objects.filter(pk__in=keys).values_list("pk", "line_id", "product_title", "order__order_id")
    return {pk: _Told(line_id, title, order_id) for pk, line_id, title, order_id in rows}


def _conversations(keys: Sequence[int]) -> dict[int, _Told]:
    subjects = dict(Deadline.objects.filter(pk__in=keys).values_list("pk", "subject_id"))
    threads = Thread.objects.filter(thread_id__in={UUID(subject) for subject in subjects.values()})
    rows = threads.values_list("thread_id", "topic_value", "order__order_id")
    told = {str(thread_id): _Told(str(thread_id), topic, order_id) for thread_id, topic, order_id in rows}
    return {pk: told[subject] for pk, subject in subjects.items() if subject in told}


def _evaluations(keys: Sequence[int]) -> dict[int, _Told]:
    rows = Evaluation.objects.filter(pk__in=keys).values_list("pk", "title", "comment", "order__order_id")
    return {pk: _Told(order_id, title or comment[:100], order_id) for pk, title, comment, order_id in rows}


def _visits(keys: Sequence[int]) -> dict[int, _Told]:
    rows = OfferVisits.objects.filter(pk__in=keys)
    found = rows.values_list("pk", "offer_id", "offer__shop_sku", "offer__product__title")
    return {pk: _Told(str(offer_id), f"{sku} {title}") for pk, offer_id, sku, title in found}


def _offers(keys: Sequence[int]) -> dict[int, _Told]:
    rows = Offer.objects.filter(pk__in=keys).values_list("pk", "shop_sku", "product__title")
    return {pk: _Told(str(pk), f"{sku} {title}") for pk, sku, title in rows}


_TELLERS: dict[Source, Teller] = {
    Source.ORDER: _orders,
    Source.LINE: _lines,
    Source.APPROVAL: _orders,
    Source.ANSWER: _conversations,
    Source.WAIT: _conversations,
    Source.EVALUATION: _evaluations,
    Source.VISIT: _visits,
    Source.OFFER: _offers,
}

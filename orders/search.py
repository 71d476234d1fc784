"""What finds an order: its numbers, its customer, what was ordered and how it travels."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal.context import route
from marketplace.search import registry
from marketplace.search.registry import Entry, Hit, SearchKind
from marketplace.search.services import reindex
from orders.models import Order, OrderLine, Shipment

KIND = "order"
_OWN_TEXTS = ("order_id", "commercial_id", "customer_id", "customer_firstname", "customer_lastname", "customer_email")
_ADDRESS_TEXTS = ("firstname", "lastname", "company")


def reindex_orders(order_ids: Collection[int]) -> None:
    """Bring orders, by primary key, up to date in the search, in the transaction that changed them."""
    reindex(kind=KIND, subject_ids=order_ids)


def order_entries(order_ids: Collection[int]) -> Iterable[Entry]:
    """The words of orders, read with one query a table."""
    orders = Order.objects.filter(pk__in=order_ids).order_by()
    lines = OrderLine.objects.filter(order__in=order_ids).order_by()
    shipments = Shipment.objects.filter(order__in=order_ids).order_by()
    entries = {
        pk: Entry(shop_id=shop_id, subject_id=pk, texts=[*own, *_address_texts(address)])
        for pk, shop_id, address, *own in orders.values_list("pk", "shop_id", "shipping_address", *_OWN_TEXTS)
    }
    for order, *texts in lines.values_list("order_id", "offer_sku", "product_title"):
        entries[order].texts.extend(texts)
    for order, number in shipments.values_list("order_id", "tracking_number"):
        entries[order].texts.append(number)
    return entries.values()


def order_subjects() -> QuerySet[Any, int]:
    """Primary keys of all orders of the scope."""
    orders: QuerySet[Any, int] = Order.objects.values_list("pk", flat=True)
    return orders


def order_hits(order_ids: Collection[int]) -> list[Hit]:
    """Found orders, newest first, as far as the scope has them."""
    orders = Order.objects.filter(pk__in=order_ids).order_by("-created_at", "-pk")
    return [
        Hit(
            label=order.order_id,
            detail=f"{order.customer_name} · {order.get_state_display()}",
            url=route("orders:detail", order.shop_id, order.order_id),
        )
        for order in orders
    ]


def register() -> None:
    """Make orders searchable; called at start."""
    registry.register(
        SearchKind(
            code=KIND,
            label=_("Orders"),
            right=Right.ORDER_READ,
            subjects=order_subjects,
            entries=order_entries,
            hits=order_hits,
            more="orders:list",
        )
    )


def _address_texts(address: dict[str, Any] | None) -> list[str]:
    return [str(address[key]) for key in _ADDRESS_TEXTS if address.get(key)] if address else []

"""Which orders OR11 shows, from its query, and how they are read: one query per relation."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from marketplace.rest.wire import Query
from marketplace.shops.models import Channel
from orders.api.amounts import TAX_EXCLUDED, TAX_INCLUDED
from orders.choices import OrderState, PaymentWorkflow
from orders.models import Order, OrderLine, Shipment
from shipping.models import ShippingMethod, ShippingZone

# The seller API's own name for the only fulfilment centre there is.
CENTER = "DEFAULT"
SORTS = {"dateCreated": ("created_at", "order_id")}
# A change carries the moment at which its request began, and is seen after its commit: a poll that goes on from the
# last one's time would miss what was under way.
UPDATE_MARGIN = timedelta(seconds=60)
# Nothing is older; a margin before the calendar's first moment cannot be reckoned.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def filter_orders(query: Query) -> QuerySet[Order]:
    """Orders of the scope as the query asks. Raises ValidationFailed for values that are wrong."""
    orders: QuerySet[Order] = Order.objects.filter(_lists(query), _flags(query), **_ranges(query))
    return orders


@dataclass(frozen=True, slots=True)
class WholeOrder:
    """An order with all that an answer shows."""

    order: Order
    lines: list[OrderLine]
    shipment: Shipment | None


def without_proofs(orders: QuerySet[Order]) -> QuerySet[Order]:
    """The frozen promise, which no answer shows and which is larger than all the rest, stays in the database."""
    return orders.defer("promise_policy")


def read_whole(orders: Sequence[Order]) -> list[WholeOrder]:
    """Read what belongs to the orders, one query per table.

    Prefetching would build a queryset for each order and an object per joined row; here what orders share is shared.
    """
    lines: defaultdict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(order__in=orders).order_by("order_id", "index"):
        lines[line.order_id].append(line)
    shipments: dict[int, Shipment] = {}
    for shipment in Shipment.objects.filter(order__in=orders).select_related("carrier").order_by("pk"):
        shipments.setdefault(shipment.order_id, shipment)
    channels = Channel.objects.in_bulk({order.channel_id for order in orders})
    methods = ShippingMethod.objects.in_bulk({order.shipping_method_id for order in orders})
    zones = ShippingZone.objects.in_bulk({order.shipping_zone_id for order in orders if order.shipping_zone_id})
    for order in orders:
        order.channel = channels[order.channel_id]
        order.shipping_method = methods[order.shipping_method_id]
        order.shipping_zone = zones[order.shipping_zone_id] if order.shipping_zone_id else None
    return [WholeOrder(order, lines[order.pk], shipments.get(order.pk)) for order in orders]


def tax_mode_of(query: Query) -> str:
    """How amounts are expressed."""
    return query.choice("order_tax_mode", (TAX_INCLUDED, TAX_EXCLUDED)) or TAX_INCLUDED


def _lists(query: Query) -> Q:
    wanted = {
        "order_id__in": query.texts("order_ids"),
        "reference_for_customer__in": query.texts("order_references_for_customer"),
        "reference_for_seller__in": query.texts("order_references_for_seller"),
        "state__in": query.choices("order_state_codes", OrderState.values),
        "channel__code__in": query.texts("channel_codes"),
    }
    if query.boolean("only_null_channel"):
        # Every order has a channel here.
        return Q(pk__in=[])
    return Q(**{name: values for name, values in wanted.items() if values})


def _flags(query: Query) -> Q:
    found = Q()
    debited, incident = query.boolean("customer_debited"), query.boolean("has_incident")
    workflow = query.choice("payment_workflow", PaymentWorkflow.values)
    centers = query.texts("fulfillment_center_code")
    if debited is not None:
        found &= Q(debited_at__isnull=not debited)
    if incident is not None:
        found &= Q(has_incident=incident)
    if workflow:
        found &= Q(payment_workflow=workflow)
    if centers and CENTER not in centers:
        found &= Q(pk__in=[])
    return found


def _ranges(query: Query) -> dict[str, object]:
    updated = query.moment("start_update_date")
    bounds = {
        "created_at__gte": query.moment("start_date"),
        "created_at__lte": query.moment("end_date"),
        "updated_at__gte": max(updated, BEGINNING) - UPDATE_MARGIN if updated else None,
        "updated_at__lte": query.moment("end_update_date"),
    }
    return {name: moment for name, moment in bounds.items() if moment is not None}

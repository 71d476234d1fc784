"""Which orders OR11 shows, from its query, and how they are read: one query per relation."""

from datetime import UTC, datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from marketplace.rest.wire import Query
from orders.api.amounts import TAX_EXCLUDED, TAX_INCLUDED
from orders.api.building import CENTER
from orders.choices import OrderState, PaymentWorkflow
from orders.models import Order, OrderLine, Shipment

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


def whole_orders(orders: QuerySet[Order]) -> QuerySet[Order]:
    """With all that an answer shows; the frozen promise, which no answer does, stays in the database."""
    lines = Prefetch("lines", OrderLine.objects.order_by("order_id", "index"))
    shipments = Prefetch("shipments", Shipment.objects.select_related("carrier").order_by("pk"))
    related = orders.select_related("channel", "shipping_method", "shipping_zone")
    return related.prefetch_related(lines, shipments).defer("promise_policy")


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

"""OR11, OR12, OR21, OR23, OR24: the seller's orders."""

from string import punctuation
from urllib.parse import quote

from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import NotFound
from marketplace.permissions import Right
from marketplace.rest.pagination import OffsetPage, read_sort
from marketplace.rest.schema import LOCALE, OFFSET_PAGING, describe
from marketplace.rest.views import SellerView
from orders.api.amounts import TAX_INCLUDED
from orders.api.building import build_order
from orders.api.examples import DECISION, TRACKING
from orders.api.querying import SORTS, filter_orders, read_whole, tax_mode_of, without_proofs
from orders.api.serializers import DecisionSerializer, TrackingSerializer, read_decisions, read_tracking
from orders.api.shapes import ORDER_LIST, SINGLE_ORDER
from orders.api.single import as_single
from orders.models import Order
from orders.reasons import reason_labels
from orders.services.acceptance import decide_order
from orders.services.shipment import set_tracking, ship_order
from shipping.services.carriers import number_warning

PLAIN = punctuation + " "
_LIST_PARAMETERS = (
    OpenApiParameter("order_ids", str, description="Comma-separated, at most 100. Unknown ids are left out."),
    OpenApiParameter("order_references_for_customer", str, description="Comma-separated, at most 100."),
    OpenApiParameter("order_references_for_seller", str, description="Comma-separated, at most 100."),
    OpenApiParameter("order_state_codes", str, description="Comma-separated."),
    OpenApiParameter("channel_codes", str, description="Comma-separated, at most 100."),
    OpenApiParameter("only_null_channel", bool, description="Orders without a channel; here every order has one."),
    OpenApiParameter("start_date", str, description="Created from."),
    OpenApiParameter("end_date", str, description="Created until."),
    OpenApiParameter("start_update_date", str, description="Changed from, with a margin of a minute before it."),
    OpenApiParameter("end_update_date", str, description="Changed until."),
    OpenApiParameter("customer_debited", bool, description="Paid or not."),
    OpenApiParameter("payment_workflow", str, description="One payment workflow."),
    OpenApiParameter("has_incident", bool, description="With an open incident or without."),
    OpenApiParameter("fulfillment_center_code", str, many=True, description="There is one centre: DEFAULT."),
    OpenApiParameter("order_tax_mode", str, description="TAX_INCLUDED (default) or TAX_EXCLUDED."),
    OpenApiParameter("sort", str, description="dateCreated"),
    OpenApiParameter("order", str, description="asc (default) or desc"),
    LOCALE,
    *OFFSET_PAGING,
)


class ListOrders(SellerView):
    """OR11."""

    operation = "OR11"
    permission = Right.ORDER_READ

    @describe("The shop's orders", answer=ORDER_LIST, parameters=_LIST_PARAMETERS)
    def get(self, request: Request) -> Response:
        page = OffsetPage.read(request)
        tax_mode = tax_mode_of(self.query)
        orders = filter_orders(self.query).order_by(*read_sort(self.query, SORTS, default="dateCreated"))
        rows, reasons = read_whole(page.rows(without_proofs(orders))), reason_labels()
        built = [build_order(whole, reasons=reasons, tax_mode=tax_mode) for whole in rows]
        return page.answer("orders", built, total=orders.count())


class ShowOrder(SellerView):
    """OR12."""

    operation = "OR12"
    permission = Right.ORDER_READ

    @describe("One order", answer=SINGLE_ORDER, explanation="Deprecated: read OR11 with `order_ids`.")
    def get(self, request: Request, order_id: str) -> Response:
        found = read_whole(list(without_proofs(Order.objects.filter(order_id=order_id))))
        if not found:
            raise NotFound(code="ORDER_NOT_FOUND", message=_("There is no such order."))
        return Response(as_single(build_order(found[0], reasons=reason_labels(), tax_mode=TAX_INCLUDED)))


class AcceptOrder(SellerView):
    """OR21."""

    operation = "OR21"
    permission = Right.ORDER_ACCEPT

    @describe("Accept or refuse an order line by line", status=204, body=DecisionSerializer, example=DECISION)
    def put(self, request: Request, order_id: str) -> Response:
        decisions = read_decisions(request.data)
        # The seller API knows no reasons here, so that a refusal without one must pass.
        decide_order(order_id=order_id, decisions=decisions, actor=self.actor, at=self.at, needs_reasons=False)
        return Response(status=204)


class SetTracking(SellerView):
    """OR23."""

    operation = "OR23"
    permission = Right.ORDER_SHIP

    @describe(
        "Carrier and tracking number",
        status=204,
        body=TrackingSerializer,
        example=TRACKING,
        explanation=(
            "A number that does not look like the carrier's is taken; the header `X-Warning` of the answer says so, "
            "in English, percent-encoded where it is not plain."
        ),
    )
    def put(self, request: Request, order_id: str) -> Response:
        shipment = set_tracking(order_id=order_id, tracking=read_tracking(request.data), actor=self.actor, at=self.at)
        with translation.override("en"):
            warning = number_warning(shipment.carrier, shipment.tracking_number)
        return Response(status=204, headers={"X-Warning": quote(warning, safe=PLAIN)} if warning else None)


class ShipOrder(SellerView):
    """OR24. Whatever stands in the body is not read (trap 4)."""

    operation = "OR24"
    permission = Right.ORDER_SHIP

    @describe("The parcel has left", status=204)
    def put(self, request: Request, order_id: str) -> Response:
        ship_order(order_id=order_id, actor=self.actor, at=self.at)
        return Response(status=204)

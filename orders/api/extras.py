"""Ours for sellers: an order's deadlines with their proof, and the decision with a reason for every refusal (R025)."""

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.deadlines.api.shapes import DEADLINES, deadlines_json, deadlines_of
from marketplace.errors import NotFound
from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.views import SellerView
from orders.api.examples import DECISION
from orders.api.serializers import DecisionSerializer, read_decisions
from orders.deadlines import SUBJECT
from orders.models import Order
from orders.services.acceptance import decide_order


class ListOrderDeadlines(SellerView):
    """Open and past deadlines of one order. R120: the right to read orders, not deadlines, since an order is named."""

    operation = "X-ORDER-DEADLINES"
    permission = Right.ORDER_READ

    @describe("The deadlines of an order, and what was counted", answer=DEADLINES)
    def get(self, request: Request, order_id: str) -> Response:
        if not Order.objects.filter(order_id=order_id).exists():
            raise NotFound(code="ORDER_NOT_FOUND", message=_("There is no such order."))
        deadlines = deadlines_of(subject_type=SUBJECT, subject_id=order_id, rights=self.rights)
        return Response({"data": deadlines_json(deadlines, self.at)})


class DecideOrder(SellerView):
    """OR21 with reasons: what the portal does."""

    operation = "X-ORDER-DECISION"
    permission = Right.ORDER_ACCEPT

    @describe(
        "Accept or refuse an order line by line, with a reason for each refused line",
        answer={"order_id": str, "order_state": str, "order_lines": [{"order_line_id": str, "order_line_state": str}]},
        body=DecisionSerializer,
        example=DECISION,
    )
    def post(self, request: Request, order_id: str) -> Response:
        decisions = read_decisions(request.data)
        order = decide_order(order_id=order_id, decisions=decisions, actor=self.actor, at=self.at)
        lines = order.lines.order_by("index").values_list("line_id", "state")
        told = [{"order_line_id": line_id, "order_line_state": state} for line_id, state in lines]
        return Response({"order_id": order.order_id, "order_state": order.state, "order_lines": told})

"""The page of one order."""

from typing import Any, ClassVar

from marketplace.permissions import Right
from orders.views.base import OrderBase


class OrderDetailView(OrderBase):
    """`/shop/<id>/orders/<order_id>/`: state and next act on top, everything else below."""

    permission = Right.ORDER_READ
    template_name: ClassVar[str] = "orders/order.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.order_context(), **kwargs)

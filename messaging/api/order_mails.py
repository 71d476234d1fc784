"""Ours: what the customer of a conversation was told of its order by automatic mail (R030)."""

from datetime import datetime
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.shapes import Shape
from marketplace.rest.views import SellerView
from messaging.api.querying import find_thread
from messaging.deliveries import delivery_states
from orders.models import OrderMail

_MAILS: Shape = {
    "data": [
        {
            "date": datetime,
            "order_id": str,
            "occasion": str,
            "language": str,
            "subject": str,
            "text": str,
            "delivery": str | None,
        }
    ]
}


class ListOrderMails(SellerView):
    """Mails of an order are no messages: they stand in no list of M10 and M11, and answer nobody."""

    operation = "X-THREAD-ORDER-MAILS"
    permission = Right.MESSAGE_READ

    @describe(
        "What the customer was told of the conversation's order by automatic mail, the first first",
        answer=_MAILS,
        explanation="Also what was told before the conversation began. `occasion` is accepted, refused, shipped, "
        "delayed or cancelled. None of these counts as an answer.",
    )
    def get(self, request: Request, thread_id: str) -> Response:
        thread = find_thread(thread_id)
        mails = list(OrderMail.objects.filter(order=thread.order_id).order_by("pk"))
        deliveries = delivery_states(mail.message_id for mail in mails)
        order_id = thread.order.order_id
        return Response({"data": [_told(mail, order_id, deliveries.get(mail.message_id)) for mail in mails]})


def _told(mail: OrderMail, order_id: str, delivery: str | None) -> dict[str, Any]:
    return {
        "date": mail.at,
        "order_id": order_id,
        "occasion": mail.kind,
        "language": mail.language,
        "subject": mail.subject,
        "text": mail.text,
        "delivery": delivery,
    }

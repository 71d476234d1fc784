"""What a customer writes in the shop front.

It knows an order by its public id alone: what is written on it is written in its shop's scope.
"""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.rest.schema import describe
from marketplace.rest.views import StorefrontView
from marketplace.tenancy import shop_scope
from messaging.api.examples import QUESTION
from messaging.api.shapes import WRITTEN
from messaging.choices import Source
from messaging.services.conversations import CustomerMessage, post_customer_message
from messaging.services.writing import check_body
from orders.services.moving import shop_of


class QuestionSerializer(serializers.Serializer[Any]):
    """What the customer writes; without a conversation named it goes into the order's one of that subject."""

    subject = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, default="", max_length=255, trim_whitespace=False
    )
    body = serializers.CharField(allow_blank=True, trim_whitespace=False)
    thread_id = serializers.UUIDField(required=False, allow_null=True, default=None)


class WriteMessage(StorefrontView):
    """The customer writes about an order."""

    operation = "SF-MESSAGES"

    @describe(
        "Hand on what a customer writes about an order",
        answer=WRITTEN,
        status=201,
        body=QuestionSerializer,
        example=QUESTION,
        explanation="It goes into the conversation named by `thread_id`, else into the order's one of that subject, "
        "else it begins one. Send an `Idempotency-Key`: without it a repeat is a second message.",
    )
    def post(self, request: Request, order_id: str) -> Response:
        question = QuestionSerializer(data=request.data)
        question.is_valid(raise_exception=True)
        values = question.validated_data
        message = CustomerMessage(body=check_body(values["body"]), subject=values["subject"] or "")
        with shop_scope(shop_of(order_id)):
            written = post_customer_message(
                order_id=order_id,
                message=message,
                source=Source.STOREFRONT,
                at=self.at,
                thread_id=values["thread_id"],
            )
        return Response({"thread_id": written.thread.thread_id, "message_id": written.message_id}, status=201)

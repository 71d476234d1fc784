"""Ours: a shop's ready texts (R074)."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.views import SellerView
from messaging.api.examples import QUICK_REPLY
from messaging.models import QuickReply
from messaging.services.quick_replies import find_quick_reply, remove_quick_reply, save_quick_reply

_SORTS = {"title": ("title", "pk")}
SHAPE = {"id": int, "title": str, "language": str, "body": str}


def _text() -> serializers.CharField:
    return serializers.CharField(allow_blank=True, trim_whitespace=False)


class QuickReplySerializer(serializers.Serializer[Any]):
    """A ready text in one language; a change leaves what is absent as it is."""

    title = _text()
    language = _text()
    body = _text()


class QuickRepliesOfShop(SellerView):
    """List and make."""

    operation = "X-QUICK-REPLIES"
    permission = Right.MESSAGE_READ
    write_permission = Right.MESSAGE_WRITE
    takes_page_token: ClassVar[bool] = True

    @describe("Ready texts, by name", answer={"data": [SHAPE]}, parameters=SEEK_PAGING)
    def get(self, request: Request) -> Response:
        page: SeekPage[QuickReply] = SeekPage.read(
            request, operation=self.operation, shop_id=self.shop_id, sorts=_SORTS, default="title,ASC"
        )
        return page.answer(QuickReply.objects.all(), lambda rows: [_told(row) for row in rows])

    @describe(
        "Make a ready text",
        operation="X-QUICK-REPLIES-MAKE",
        answer=SHAPE,
        status=201,
        body=QuickReplySerializer,
        example=QUICK_REPLY,
    )
    def post(self, request: Request) -> Response:
        body = QuickReplySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        reply = save_quick_reply(shop_id=self.shop_id, at=self.at, **body.validated_data)
        return Response(_told(reply), status=201)


class ChangeQuickReply(SellerView):
    """Other words for a ready text."""

    operation = "X-QUICK-REPLY-CHANGE"
    permission = Right.MESSAGE_WRITE

    @describe(
        "Change a ready text",
        answer=SHAPE,
        body=QuickReplySerializer,
        example={"body": "Su pedido sale hoy."},
    )
    def patch(self, request: Request, pk: int) -> Response:
        body = QuickReplySerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        values = {**_told(find_quick_reply(pk)), **body.validated_data}
        values.pop("id")
        return Response(_told(save_quick_reply(shop_id=self.shop_id, quick_reply_id=pk, at=self.at, **values)))


class RemoveQuickReply(SellerView):
    """Messages that were made of it stay."""

    operation = "X-QUICK-REPLY-REMOVE"
    permission = Right.MESSAGE_WRITE

    @describe("Remove a ready text", status=204)
    def post(self, request: Request, pk: int) -> Response:
        remove_quick_reply(quick_reply_id=pk)
        return Response(status=204)


def _told(reply: QuickReply) -> dict[str, Any]:
    return {"id": reply.pk, "title": reply.title, "language": reply.language, "body": reply.body}

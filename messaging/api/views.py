"""M10 to M13 and OR43: a shop's conversations."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import NotFound
from marketplace.files.serving import file_response
from marketplace.permissions import Right
from marketplace.rest.multipart import PartsParser
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.shapes import FILE
from marketplace.rest.views import SellerView
from marketplace.shops.models import Shop
from messaging.api.building import build_thread, people_of
from messaging.api.examples import ANSWER, NEW_THREAD
from messaging.api.querying import ENTITY_TYPES, SORTS, as_uuid, filter_threads, find_thread, read_id, read_talks
from messaging.api.serializers import MESSAGE_PART, THREAD_PART, MessageSerializer, NewThreadSerializer, read_call
from messaging.api.shapes import THREAD, THREADS, WRITTEN
from messaging.choices import Source
from messaging.models import Attachment, Message, Thread
from messaging.services.conversations import post_seller_message, start_thread
from messaging.services.writing import MOST_MESSAGES

PER_PAGE = 50
# The seller API's bound on what M11 shows of one conversation.
LAST_MESSAGES = 100
_LIST_PARAMETERS = (
    OpenApiParameter("entity_type", str, enum=ENTITY_TYPES, description="What conversations are about."),
    OpenApiParameter("entity_id", str, description="Comma-separated, at most 100; needs `entity_type`."),
    OpenApiParameter(
        "updated_since", OpenApiTypes.DATETIME, description="Changed from, with a margin of a minute before it."
    ),
    OpenApiParameter("with_messages", bool, description="The last 100 messages of each too.", default=False),
    OpenApiParameter("channel_codes", str, description="Comma-separated, at most 100."),
    OpenApiParameter("sort", str, description="`dateUpdated,DESC` (default), `dateCreated,DESC`, or `ASC`."),
    *SEEK_PAGING,
)


class ListThreads(SellerView):
    """M11."""

    operation = "M11"
    permission = Right.MESSAGE_READ
    takes_page_token: ClassVar[bool] = True

    @describe("The shop's conversations, the last changed first", answer=THREADS, parameters=_LIST_PARAMETERS)
    def get(self, request: Request) -> Response:
        page: SeekPage[Thread] = SeekPage.read(
            request,
            operation=self.operation,
            shop_id=self.shop_id,
            sorts=SORTS,
            default="dateUpdated,DESC",
            limit=PER_PAGE,
        )
        has_messages = page.query.boolean("with_messages")
        return page.answer(filter_threads(page.query), lambda rows: self._built(rows, bool(has_messages)))

    def _built(self, threads: Sequence[Thread], has_messages: bool) -> list[dict[str, Any]]:
        shop = Shop.objects.get(pk=self.shop_id)
        if not has_messages:
            return [build_thread(thread, None, people_of(thread, shop)) for thread in threads]
        talks = read_talks(threads, most=LAST_MESSAGES)
        return [build_thread(thread, talks[thread.pk], people_of(thread, shop)) for thread in threads]


class ShowThread(SellerView):
    """M10."""

    operation = "M10"
    permission = Right.MESSAGE_READ

    @describe("One conversation with all its messages", answer=THREAD)
    def get(self, request: Request, thread_id: str) -> Response:
        thread = find_thread(thread_id)
        people = people_of(thread, Shop.objects.get(pk=self.shop_id))
        return Response(build_thread(thread, read_talks([thread], most=MOST_MESSAGES)[thread.pk], people))


class ReplyToThread(SellerView):
    """M12."""

    operation = "M12"
    permission = Right.MESSAGE_WRITE
    parser_classes = [PartsParser]

    @describe(
        "Write in a conversation",
        answer=WRITTEN,
        status=201,
        body=MessageSerializer,
        part=MESSAGE_PART,
        example=ANSWER,
        explanation="To the customer, the operator or both; what goes to the customer is mailed at once.",
    )
    def post(self, request: Request, thread_id: str) -> Response:
        found = read_id(thread_id)
        values, files = read_call(request, MessageSerializer, MESSAGE_PART, THREAD_PART)
        message = post_seller_message(
            thread_id=found, files=files, actor=self.actor, source=Source.API, at=self.at, **values
        )
        return Response(written(message), status=201)


class StartThread(SellerView):
    """OR43. R120: the right to write, since who may not see orders may still write about one."""

    operation = "OR43"
    permission = Right.MESSAGE_WRITE
    parser_classes = [PartsParser]

    @describe(
        "Begin a conversation on an order",
        answer=WRITTEN,
        status=201,
        body=NewThreadSerializer,
        part=THREAD_PART,
        example=NEW_THREAD,
    )
    def post(self, request: Request, order_id: str) -> Response:
        values, files = read_call(request, NewThreadSerializer, THREAD_PART, MESSAGE_PART)
        message = start_thread(
            order_id=order_id, files=files, actor=self.actor, source=Source.API, at=self.at, **values
        )
        return Response(written(message), status=201)


class DownloadAttachment(SellerView):
    """M13. The file itself, whatever `Accept` says (trap 3)."""

    operation = "M13"
    permission = Right.MESSAGE_READ

    @describe("A file that came with a message", answer=FILE)
    def get(self, request: Request, attachment_id: str) -> FileResponse:
        found = as_uuid(attachment_id)
        attached = found and Attachment.objects.filter(attachment_id=found).select_related("file").first()
        if not attached:
            raise NotFound(code="ATTACHMENT_NOT_FOUND", message=_("There is no such file in a conversation."))
        return file_response(attached.file)


def written(message: Message) -> dict[str, Any]:
    """What every call that writes a message answers."""
    return {"message_id": message.message_id, "thread_id": message.thread.thread_id}

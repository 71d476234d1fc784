"""Ours on one conversation: its messages whole, a machine's message (R054), its reply clock, no reply needed (R057)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.deadlines.api.shapes import DEADLINES, deadlines_json, deadlines_of
from marketplace.permissions import Right
from marketplace.rest.multipart import PartsParser
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.views import SellerView
from marketplace.shops.models import Shop
from messaging.api.building import build_message, build_settlements, people_of
from messaging.api.examples import AUTOMATIC_NOTE
from messaging.api.querying import WHOLE, find_thread, read_id, read_settlements, with_attachments
from messaging.api.serializers import MESSAGE_PART, THREAD_PART, SellerMessageSerializer, read_call
from messaging.api.shapes import JUDGED, SETTLED, WHOLE_MESSAGES
from messaging.api.views import PER_PAGE, written
from messaging.choices import Source
from messaging.deliveries import delivery_states
from messaging.kinds import SUBJECT
from messaging.models import Message, Thread
from messaging.services.answering import Verdict, judge
from messaging.services.clocks import running_clock
from messaging.services.conversations import mark_no_reply_needed, post_seller_message

_SORTS = {"date": ("pk",)}


class MessagesOfThread(SellerView):
    """What was said, with what M10 leaves out; and M12 for machines too, which says whether it was an answer."""

    operation = "X-THREAD-MESSAGES"
    permission = Right.MESSAGE_READ
    write_permission = Right.MESSAGE_WRITE
    takes_page_token: ClassVar[bool] = True
    parser_classes = [PartsParser]

    @describe(
        "Messages of a conversation, the first first, with what M10 leaves out",
        answer=WHOLE_MESSAGES,
        parameters=SEEK_PAGING,
    )
    def get(self, request: Request, thread_id: str) -> Response:
        thread = find_thread(thread_id)
        page: SeekPage[Message] = SeekPage.read(
            request,
            operation=self.operation,
            shop_id=self.shop_id,
            sorts=_SORTS,
            default="date,ASC",
            limit=PER_PAGE,
        )
        return page.answer(Message.objects.filter(thread=thread), lambda rows: self._built(thread, rows))

    def _built(self, thread: Thread, messages: Sequence[Message]) -> list[dict[str, Any]]:
        people = people_of(thread, Shop.objects.get(pk=self.shop_id))
        rows = with_attachments([{name: getattr(each, name) for name in WHOLE} for each in messages])
        deliveries = delivery_states(row["mail_message_id"] for row in rows)
        return [{**build_message(row, people), **_ours(row, deliveries)} for row in rows]

    @describe(
        "Write in a conversation, as a person or as a machine",
        operation="X-THREAD-MESSAGES-WRITE",
        answer=JUDGED,
        status=201,
        body=SellerMessageSerializer,
        part=MESSAGE_PART,
        example=AUTOMATIC_NOTE,
        explanation="An automatic message stops no reply clock. `reason` says what it was taken for: COUNTS, "
        "NOBODY_WAITS, NOT_TO_CUSTOMER, AUTOMATIC or UNEDITED_QUICK_REPLY.",
    )
    def post(self, request: Request, thread_id: str) -> Response:
        found = read_id(thread_id)
        values, files = read_call(request, SellerMessageSerializer, MESSAGE_PART, THREAD_PART)
        message = post_seller_message(
            thread_id=found, files=files, actor=self.actor, source=Source.API, at=self.at, **values
        )
        verdict = _verdict_on(message)
        judged = {"counts_as_answer": verdict is Verdict.COUNTS, "reason": verdict.value}
        return Response({**written(message), **judged}, status=201)


class SettleWithoutReply(SellerView):
    """The button that the seller API does not have."""

    operation = "X-THREAD-NO-REPLY-NEEDED"
    permission = Right.MESSAGE_WRITE

    @describe(
        "No reply is needed: the clock ends, and the wait counts in no figure",
        answer=SETTLED,
        explanation="Said again, it changes nothing. 400 `NOBODY_WAITS` where nobody waits for an answer.",
    )
    def post(self, request: Request, thread_id: str) -> Response:
        thread = mark_no_reply_needed(thread_id=read_id(thread_id), actor=self.actor, at=self.at)
        return Response(
            {
                "thread_id": thread.thread_id,
                "shop_reply_needed_since": thread.waiting_since,
                "no_store_reply_needed": build_settlements(read_settlements([thread.pk])),
            }
        )


class ListThreadDeadlines(SellerView):
    """Reply clocks of one conversation, running and settled."""

    operation = "X-THREAD-DEADLINES"
    permission = Right.MESSAGE_READ

    @describe("The reply clocks of a conversation, and what was counted", answer=DEADLINES)
    def get(self, request: Request, thread_id: str) -> Response:
        subject_id = str(find_thread(thread_id).thread_id)
        deadlines = deadlines_of(subject_type=SUBJECT, subject_id=subject_id, rights=self.rights)
        return Response({"data": deadlines_json(deadlines, self.at)})


def _verdict_on(message: Message) -> Verdict:
    """What the message was taken for; one that was no answer has left the clock as it was."""
    if message.is_answer:
        return Verdict.COUNTS
    return judge(
        clock=running_clock(message.thread),
        body=message.body,
        to_customer=message.to_customer,
        is_automatic=message.is_automatic,
    )


def _ours(row: Mapping[str, Any], deliveries: Mapping[str, str]) -> dict[str, Any]:
    return {
        "quoted": row["quoted"] or None,
        "sender_address": row["sender_address"] or None,
        "source": row["source"],
        "is_automatic": row["is_automatic"],
        "is_answer": row["is_answer"],
        "delivery": deliveries.get(row["mail_message_id"]),
    }

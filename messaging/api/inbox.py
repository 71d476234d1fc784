"""Ours: the list of conversations as the portal shows it, with who waits until when."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.pagination import SeekPage, asked_query
from marketplace.rest.schema import LOCALE, SEEK_PAGING, describe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import Query, refuse
from messaging.api.querying import with_order
from messaging.api.shapes import INBOX
from messaging.filtersets import ThreadFilterSet
from messaging.models import Thread
from messaging.topics import topic_labels

WAITING, OVERDUE, ALL = "waiting", "overdue", "all"
_STATES = (WAITING, OVERDUE, ALL)
# Where nobody waits there is no due time to sort by.
_LAST_FIRST = {"last_message": ("last_message_at", "pk")}
_DUE_FIRST = {"due_at": ("reply_due_at", "pk"), **_LAST_FIRST}
_PARAMETERS = (
    OpenApiParameter("state", str, enum=_STATES, default=WAITING, description="Overdue ones wait too."),
    OpenApiParameter("q", str, description="Words of the order, its customer or the subject."),
    OpenApiParameter("channel", str, description="One channel's code."),
    OpenApiParameter(
        "sort",
        str,
        description="`due_at,ASC` (default; not for `all`), `last_message,DESC` (default for `all`), or the other way.",
    ),
    LOCALE,
    *SEEK_PAGING,
)


class ListInbox(SellerView):
    """What M11 cannot say: until when, and whether it is late."""

    operation = "X-THREADS"
    permission = Right.MESSAGE_READ
    takes_page_token: ClassVar[bool] = True

    @describe("Conversations by what to do, the most urgent first", answer=INBOX, parameters=_PARAMETERS)
    def get(self, request: Request) -> Response:
        state = asked_query(request, operation=self.operation).choice("state", _STATES) or WAITING
        page: SeekPage[Thread] = SeekPage.read(
            request,
            operation=self.operation,
            shop_id=self.shop_id,
            sorts=_LAST_FIRST if state == ALL else _DUE_FIRST,
            default="last_message,DESC" if state == ALL else "due_at,ASC",
        )
        return page.answer(_filtered(self._in_state(state), page.query), self._built)

    def _in_state(self, state: str) -> QuerySet[Thread]:
        threads = Thread.objects.all()
        if state == OVERDUE:
            threads = threads.overdue(self.at)
        elif state == WAITING:
            threads = threads.waiting()
        return with_order(threads).select_related("channel")

    def _built(self, threads: Sequence[Thread]) -> list[dict[str, Any]]:
        labels = topic_labels()
        return [self._listed(thread, labels) for thread in threads]

    def _listed(self, thread: Thread, labels: Mapping[str, str]) -> dict[str, Any]:
        topic, due_at = thread.topic_value, thread.reply_due_at
        return {
            "thread_id": thread.thread_id,
            "order_id": thread.order.order_id,
            "channel_code": thread.channel.code,
            "customer_name": thread.order.customer_name,
            "topic": {"type": thread.topic_type, "value": topic, "label": labels.get(topic, topic)},
            "waiting_since": thread.waiting_since,
            "reply_due_at": due_at,
            "overdue": due_at is not None and due_at < self.at,
            "last_message": {
                "date": thread.last_message_at,
                "sender_type": thread.last_sender_type,
                "sender_name": thread.last_sender_name,
                "text": thread.last_text,
            },
            "message_count": thread.message_count,
            "date_created": thread.created_at,
            "date_updated": thread.updated_at,
        }


def _filtered(threads: QuerySet[Thread], query: Query) -> QuerySet[Thread]:
    """The filters of the portal's list. Raises ValidationFailed for a channel that there is not."""
    filters = ThreadFilterSet(query.values, queryset=threads)
    for name, faults in filters.errors.items():
        raise refuse(name, str(faults[0]))
    found: QuerySet[Thread] = filters.qs
    return found

"""The queue over the API."""

from typing import ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.deadlines import queue, registry
from marketplace.deadlines.api.shapes import DEADLINES, deadlines_json
from marketplace.deadlines.choices import DeadlineState
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.querysets import DeadlineQuerySet
from marketplace.permissions import Right
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import Query

SORTS = {"due_at": ("due_at", "pk"), "opened_at": ("opened_at", "pk")}
_STATES = OpenApiParameter(
    "state",
    str,
    many=True,
    enum=DeadlineState.values,
    description="One or more. Absent: whatever is not resolved, the queue (open and overdue).",
)
_KINDS = OpenApiParameter("kind", str, many=True, description="One or more kinds, such as order_acceptance.")
_DUE_BEFORE = OpenApiParameter("due_before", OpenApiTypes.DATETIME, description="Due before this moment.")
_TO_DO = OpenApiParameter(
    "to_do", bool, description="`true`: what the seller must act on now, as on Today; `false`: the rest."
)
_SORT = OpenApiParameter("sort", str, description="`due_at,ASC` (default), `due_at,DESC`, `opened_at,ASC`, ...")


class ListDeadlines(SellerView):
    """The queue: everything with a clock, of the kinds that the caller may see."""

    operation = "X-DEADLINES"
    permission = Right.DEADLINE_READ
    takes_page_token: ClassVar[bool] = True

    @describe(
        "Deadlines, most urgent first",
        answer=DEADLINES,
        parameters=(_STATES, _KINDS, _TO_DO, _DUE_BEFORE, _SORT, *SEEK_PAGING),
    )
    def get(self, request: Request) -> Response:
        page: SeekPage[Deadline] = SeekPage.read(
            request, operation=self.operation, shop_id=self.shop_id, sorts=SORTS, default="due_at,ASC"
        )
        return page.answer(self._matching(page.query), lambda rows: deadlines_json(rows, self.at))

    def _matching(self, query: Query) -> DeadlineQuerySet:
        states = query.choices("state", DeadlineState.values) or [DeadlineState.OPEN, DeadlineState.OVERDUE]
        visible = registry.visible_codes(self.rights)
        asked = query.choices("kind", [kind.code for kind in registry.kinds()])
        codes = visible if asked is None else [code for code in asked if code in visible]
        found: DeadlineQuerySet = Deadline.objects.of_kinds(codes).in_states(states, self.at)
        wanted = query.boolean("to_do")
        if wanted is not None:
            found = queue.part_of(found, is_to_do=wanted, rights=self.rights, at=self.at)
        due_before = query.moment("due_before")
        return found if due_before is None else found.filter(due_at__lt=due_before)

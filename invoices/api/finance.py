"""Ours: the balances of every currency, and the lines and totals of a period, as the finance page has them (R135)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from invoices.api.finance_querying import Selection
from invoices.api.transaction_shapes import BALANCES, FINANCE
from invoices.choices import PaymentState, TransactionType
from invoices.models import LedgerTransaction
from invoices.services.balances import balances_of, running_balances
from invoices.services.finance import PeriodTotal, total_lines, total_period, total_state
from marketplace.permissions import Right
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.views import SellerView

MOST = 2000
_SORTS = {"date": ("at", "pk")}
_PARAMETERS = (
    OpenApiParameter("since", OpenApiTypes.DATETIME, description="Lines from this moment on. Absent: from the first."),
    OpenApiParameter("until", OpenApiTypes.DATETIME, description="Lines before this moment. Absent: to the last."),
    OpenApiParameter("state", str, enum=PaymentState.values, description="PENDING until received, then PAYABLE."),
    OpenApiParameter(
        "type",
        str,
        enum=[each for each in TransactionType.values if each != TransactionType.RELEASE],
        many=True,
        description="Repeated or comma-separated.",
    ),
    OpenApiParameter("order_id", str, description="Orders. Repeated or comma-separated, at most 100."),
    OpenApiParameter("currency", str, description="One currency, such as EUR."),
    OpenApiParameter("sort", str, description="`date,DESC` (default) or `date,ASC`."),
    *SEEK_PAGING,
)


class ShowBalances(SellerView):
    """What the three figures of the finance page say."""

    operation = "X-BALANCES"
    permission = Right.FINANCE_READ

    @describe(
        "What you are owed, by currency",
        answer=BALANCES,
        explanation="Pending until the customer has received the order, then payable. A01 has the balances of the "
        "shop's own currency alone.",
    )
    def get(self, request: Request) -> Response:
        found = balances_of(shop_id=self.shop_id)
        return Response(
            {
                "data": [
                    {"currency_iso_code": currency, "pending": each.pending, "payable": each.payable, "paid": each.paid}
                    for currency, each in found.items()
                ]
            }
        )


class ListFinance(SellerView):
    """The finance page's list with its totals."""

    operation = "X-FINANCE"
    permission = Right.FINANCE_READ
    takes_page_token: ClassVar[bool] = True

    @describe(
        "Lines of a period with its totals, the last line first",
        answer=FINANCE,
        parameters=_PARAMETERS,
        explanation="`totals` are of all lines asked for, not of the page. Where nothing but the period and the "
        "currency is asked for, `opening` + `lines` = `closing`; of some lines alone, both are null.",
    )
    def get(self, request: Request) -> Response:
        page: SeekPage[LedgerTransaction] = SeekPage.read(
            request, operation=self.operation, shop_id=self.shop_id, sorts=_SORTS, default="date,DESC", most=MOST
        )
        selection = Selection.read(page.query)
        response = page.answer(selection.lines().select_related("order", "order_line"), self._built)
        response.data["totals"] = [_total(each) for each in self._totals(selection)]
        return response

    def _totals(self, selection: Selection) -> list[PeriodTotal]:
        if state := selection.whole_state:
            found = total_state(shop_id=self.shop_id, state=state)
        elif selection.is_narrowed:
            return total_lines(selection.lines())
        else:
            found = total_period(shop_id=self.shop_id, since=selection.since, until=selection.until)
        return [each for each in found if selection.currency in (None, each.currency)]

    def _built(self, lines: Sequence[LedgerTransaction]) -> list[dict[str, Any]]:
        balances = running_balances(lines, shop_id=self.shop_id)
        return [
            {
                "id": line.transaction_id,
                "date": line.at,
                "order_id": line.order.order_id if line.order else None,
                "order_line_id": line.order_line.line_id if line.order_line else None,
                "type": line.type,
                "label": line.get_type_display(),
                "state": line.payment_state.value,
                "payable_since": line.released_at,
                "amount": line.amount,
                "balance": balances[line.pk],
                "currency_iso_code": line.currency,
            }
            for line in lines
        ]


def _total(total: PeriodTotal) -> dict[str, Any]:
    return {
        "currency_iso_code": total.currency,
        "opening": total.opening,
        "lines": total.lines,
        "closing": total.closing,
    }

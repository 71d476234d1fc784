"""TL02: the ledger as connectors read it, line by line, with what was owed after each."""

from collections.abc import Sequence
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from invoices.api.transaction_building import build_transactions
from invoices.api.transaction_querying import PAYMENT_STATES, TYPES, filter_transactions
from invoices.api.transaction_shapes import TRANSACTIONS
from invoices.choices import TransactionType
from invoices.models import LedgerTransaction
from marketplace.permissions import Right
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.views import SellerView

MOST = 2000
# Sorted by what is never changed, or by the last change as connectors poll it.
SORTS = {"dateCreated": ("at", "pk"), "lastUpdated": ("updated_at", "pk")}


def _moment(name: str, text: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.DATETIME, description=text)


def _listed(name: str, text: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=f"{text} Repeated or comma-separated, at most 100.")


_PARAMETERS = (
    _moment("date_created_from", "Written from."),
    _moment("date_created_to", "Written until."),
    _moment("transaction_date_from", "The customer paid from."),
    _moment("transaction_date_to", "The customer paid until."),
    _moment("last_updated_from", "Changed from, with a margin of a minute before it."),
    OpenApiParameter(
        "payment_state", str, enum=PAYMENT_STATES, many=True, description="PENDING until received, then PAYABLE."
    ),
    OpenApiParameter(
        "transaction_type",
        str,
        enum=[each for each in TYPES if each in TransactionType.values],
        many=True,
        description="The seller API's other types may be asked for; there is nothing of them yet.",
    ),
    _listed("order_id", "Orders."),
    _listed("order_line_id", "Order lines."),
    _listed("order_reference_for_customer", "References that customers know."),
    _listed("order_reference_for_seller", "The seller's own references."),
    OpenApiParameter("accounting_document_number", str, description="There is none yet: the list is empty."),
    OpenApiParameter("accounting_document_id", str, description="There is none yet: the list is empty."),
    OpenApiParameter("seller_billing_cycle_id", str, description="There is none yet: the list is empty."),
    OpenApiParameter("other_reference", str, description="There is none yet: the list is empty."),
    OpenApiParameter("shop_model", str, description="Every shop is a MARKETPLACE one."),
    OpenApiParameter("pay_out_psp_codes", str, description="Every line is NOT_SPECIFIED."),
    OpenApiParameter("sort", str, description="`dateCreated,DESC` (default), `lastUpdated,DESC`, or `ASC`."),
    *SEEK_PAGING,
)


class ListTransactions(SellerView):
    """TL02."""

    operation = "TL02"
    permission = Right.FINANCE_READ
    takes_page_token: ClassVar[bool] = True

    @describe(
        "Lines of the ledger, the last first",
        answer=TRANSACTIONS,
        parameters=_PARAMETERS,
        explanation="`balance` is what the shop was owed in that currency after the line, pending and payable together."
        " At most 2000 lines a page.",
    )
    def get(self, request: Request) -> Response:
        page: SeekPage[LedgerTransaction] = SeekPage.read(
            request,
            operation=self.operation,
            shop_id=self.shop_id,
            sorts=SORTS,
            default="dateCreated,DESC",
            most=MOST,
        )
        return page.answer(filter_transactions(page.query), self._built)

    def _built(self, transactions: Sequence[LedgerTransaction]) -> list[dict[str, Any]]:
        return build_transactions(transactions, shop_id=self.shop_id)

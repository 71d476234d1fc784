"""Ours on documents: orders without invoice, all that is known of an order's documents, re-filing and links (R135)."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from invoices.api.document_shapes import DOCUMENT, LINKED, ORDER_DOCUMENTS, REVOKED, WITHOUT_INVOICE
from invoices.kinds import INVOICE_DUE
from invoices.models import DocumentDownload, DocumentLink
from invoices.pages.documents import DocumentRow, MessageFile, message_files, misses_invoice, read_documents
from invoices.services.documents import refile_attachment
from invoices.services.drafting import find_order
from invoices.services.limits import read_type
from invoices.services.links import revoke_links, send_link
from marketplace.deadlines.api.shapes import deadlines_json
from marketplace.deadlines.models import Deadline
from marketplace.permissions import Right
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.views import SellerView
from orders.models import Order

_SORTS = {"shippedDate": ("shipped_at", "pk")}
PER_PAGE = 50


class RefileSerializer(serializers.Serializer[Any]):
    """The file of a message, and what it is."""

    attachment_id = serializers.UUIDField()
    type_code = serializers.CharField(required=False, max_length=100)


class ListWithoutInvoice(SellerView):
    """R041: the list and the count, the first shipped first, each with its deadline."""

    operation = "X-ORDERS-WITHOUT-INVOICE"
    permission = Right.ORDER_READ
    takes_page_token: ClassVar[bool] = True

    @describe("Shipped orders without invoice, and how many", answer=WITHOUT_INVOICE, parameters=SEEK_PAGING)
    def get(self, request: Request) -> Response:
        page: SeekPage[Order] = SeekPage.read(
            request,
            operation=self.operation,
            shop_id=self.shop_id,
            sorts=_SORTS,
            default="shippedDate,ASC",
            limit=PER_PAGE,
        )
        missing = Order.objects.without_invoice()
        response = page.answer(missing.defer("promise_policy"), self._built)
        response.data["total_count"] = missing.count()
        response.data["overdue_count"] = Deadline.objects.of_kinds([INVOICE_DUE]).overdue(self.at).count()
        return response

    def _built(self, orders: list[Order]) -> list[dict[str, Any]]:
        running = Deadline.objects.of_kinds([INVOICE_DUE]).unresolved()
        clocks = list(running.of_subjects([order.order_id for order in orders]))
        told = {row["subject"]["id"]: row for row in deadlines_json(clocks, self.at)}
        return [
            {
                "order_id": order.order_id,
                "order_state": order.state,
                "shipped_date": order.shipped_at,
                "customer_name": order.customer_name,
                "has_billing_address": bool(order.billing_address),
                "total_price": order.total_price,
                "currency_iso_code": order.currency,
                "deadline": told.get(order.order_id),
            }
            for order in orders
        ]


class ShowOrderDocuments(SellerView):
    """What the order's page shows of its documents."""

    operation = "X-ORDER-DOCUMENTS"
    permission = Right.ORDER_READ

    @describe(
        "The documents of an order with their links and downloads, and what is missing",
        answer=ORDER_DOCUMENTS,
        explanation="`downloads` holds the last 20 of each document; `files_of_messages` what the shop has sent to the "
        "customer and not filed.",
    )
    def get(self, request: Request, order_id: str) -> Response:
        order = find_order(order_id)
        rows = read_documents(order)
        files = message_files(order, {row.document.file_id for row in rows})
        clocks = Deadline.objects.of_kinds([INVOICE_DUE]).unresolved().of_subjects([order_id])
        return Response(
            {
                "order_id": order.order_id,
                "has_invoice": order.has_invoice,
                "invoice_missing": misses_invoice(order),
                "deadline": next(iter(deadlines_json(clocks, self.at)), None),
                "documents": [document_json(row, order.order_id) for row in rows],
                "files_of_messages": [_file_json(each) for each in files],
            }
        )


class RefileAttachment(SellerView):
    """R042: a file that was sent in a message becomes a document, by its attachment's id."""

    operation = "X-ORDER-DOCUMENTS-REFILE"
    permission = Right.DOCUMENT_WRITE

    @describe(
        "File what was sent in a message as a document of the order",
        answer=DOCUMENT,
        status=201,
        body=RefileSerializer,
        example={"attachment_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "type_code": "CUSTOMER_INVOICE"},
        explanation="A file that is filed already stays as it is. Without `type_code` it is the order's invoice: "
        "a simplified one where billing data lack. An invoice is a PDF or a picture.",
    )
    def post(self, request: Request, order_id: str) -> Response:
        serializer = RefileSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        code = serializer.validated_data.get("type_code")
        document = refile_attachment(
            order_id=order_id,
            attachment_id=serializer.validated_data["attachment_id"],
            type=None if code is None else read_type(code),
            actor=self.actor,
            at=self.at,
        )
        row = next(row for row in read_documents(document.order) if row.document.pk == document.pk)
        return Response(document_json(row, order_id), status=201)


class SendDocumentLink(SellerView):
    """R043."""

    operation = "X-ORDER-DOCUMENT-SEND-LINK"
    permission = Right.DOCUMENT_WRITE

    @describe(
        "Mail the customer a link to a document",
        answer=LINKED,
        status=201,
        explanation="Filing an invoice does so by itself. 400 `CUSTOMER_NOT_REACHABLE` for orders of the past.",
    )
    def post(self, request: Request, document_id: int) -> Response:
        link = send_link(document_id=document_id, at=self.at)
        return Response({"document_id": document_id, "link": _link_json(link)}, status=201)


class RevokeDocumentLinks(SellerView):
    """R043."""

    operation = "X-ORDER-DOCUMENT-REVOKE-LINKS"
    permission = Right.DOCUMENT_WRITE

    @describe(
        "Let the customer's links to a document end",
        answer=REVOKED,
        explanation="`revoked` says how many led to it; said again it is 0.",
    )
    def post(self, request: Request, document_id: int) -> Response:
        count = revoke_links(document_id=document_id, actor=self.actor, at=self.at)
        return Response({"document_id": document_id, "revoked": count})


def document_json(row: DocumentRow, order_id: str) -> dict[str, Any]:
    """A document as ours tell it."""
    document = row.document
    return {
        "id": document.pk,
        "order_id": order_id,
        "type": document.type,
        "type_label": document.get_type_display(),
        "file_name": document.name,
        "file_size": document.file.size,
        "mime_type": document.file.mimetype,
        "source": document.source,
        "date_uploaded": document.uploaded_at,
        "uploaded_by": document.actor_label,
        "can_be_removed": row.can_be_removed,
        "links": [_link_json(link) for link in row.links],
        "customer_downloads": row.customer_downloads,
        "downloads": [_download_json(download) for download in row.downloads],
    }


def _link_json(link: DocumentLink) -> dict[str, Any]:
    return {"id": link.pk, "sent_at": link.created_at, "revoked_at": link.revoked_at}


def _download_json(download: DocumentDownload) -> dict[str, Any]:
    return {
        "at": download.at,
        "by": download.by_kind,
        "name": download.by_label or None,
        "link_id": download.link_id,
    }


def _file_json(each: MessageFile) -> dict[str, Any]:
    return {
        "attachment_id": each.sent.attachment_id,
        "file_name": each.sent.file.name,
        "file_size": each.sent.file.size,
        "sent_at": each.sent.sent_at,
        "sent_by": each.sent.sender,
        "can_be_filed": each.can_be_filed,
    }

"""DO01, OR72, OR74, OR76: documents of orders."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from invoices.api.describing import PART, Described, DescriptionsSerializer, read_described
from invoices.api.document_shapes import DOCUMENTS, TYPES, UPLOADED
from invoices.choices import DocumentType
from invoices.delivery_slips import STATES, order_of_slip, slip_date, slip_id, slip_name
from invoices.models import OrderDocument
from invoices.services.documents import NewDocument, file_documents, remove_document
from marketplace.errors import ValidationFailed, refusal
from marketplace.permissions import Right
from marketplace.rest.multipart import PartsParser
from marketplace.rest.schema import LOCALE, describe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import refuse
from orders.models import Order

# The mime types of the endings that may be filed; the delivery slip is always a PDF.
_PDF = "application/pdf"
_MIME_TYPES = (
    _PDF,
    "application/msword",
    "application/rtf",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "image/gif",
    "image/jpeg",
    "image/png",
    "text/csv",
    "text/plain",
    "video/mp4",
    "video/quicktime",
)
ENTITIES = ("ORDER", "SHOP")
_EXAMPLE = {
    "order_documents": [
        {"file_name": "invoice-2026-118.pdf", "type_code": "CUSTOMER_INVOICE"},
        {"file_name": "manual.pdf", "type_code": "OTHER_DOCUMENT"},
    ]
}


class ListDocumentTypes(SellerView):
    """DO01. Shops have no documents of their own yet."""

    operation = "DO01"
    permission = Right.PLATFORM_READ

    @describe(
        "Types of documents",
        answer=TYPES,
        parameters=(OpenApiParameter("entities", str, description="Comma-separated: ORDER, SHOP."), LOCALE),
    )
    def get(self, request: Request) -> Response:
        wanted = self.query.choices("entities", ENTITIES) or ENTITIES
        return Response({"documents": [_type(each) for each in DocumentType] if "ORDER" in wanted else []})


class ListOrderDocuments(SellerView):
    """OR72."""

    operation = "OR72"
    permission = Right.ORDER_READ

    @describe(
        "Documents of orders",
        answer=DOCUMENTS,
        parameters=(OpenApiParameter("order_ids", str, required=True, description="Comma-separated, at most 100."),),
        explanation="The delivery slip of every order that is to ship or shipped stands among them; it is made when it "
        "is fetched, so that its `file_size` is 0. Unknown orders are left out.",
    )
    def get(self, request: Request) -> Response:
        order_ids = self.query.texts("order_ids")
        if not order_ids:
            raise refuse("order_ids", _("This is required."))
        rows = [*_slips(order_ids), *_documents(order_ids)]
        rows.sort(key=lambda row: (order_ids.index(row["order_id"]), row["date_uploaded"], row["id"]))
        return Response({"order_documents": rows, "total_count": len(rows)})


class UploadDocuments(SellerView):
    """OR74. JSON beside the files, or XML as the PHP SDK writes it (trap 7)."""

    operation = "OR74"
    permission = Right.DOCUMENT_WRITE
    parser_classes = [PartsParser]

    @describe(
        "File documents with an order",
        answer=UPLOADED,
        body=DescriptionsSerializer,
        part=PART,
        example=_EXAMPLE,
        explanation="Only what was not filed is answered, with its reasons. At most 50 documents an order, names of "
        "US-ASCII, each once. An invoice settles the order's deadline and is mailed to the customer as a link.",
    )
    def post(self, request: Request, order_id: str) -> Response:
        described = read_described(request)
        sent = [each for each in described if each.upload is not None]
        new = [NewDocument(each.file_name, each.type_code, each.upload.read()) for each in sent if each.upload]
        errors = file_documents(order_id=order_id, documents=new, actor=self.actor, at=self.at)
        failed = [_failure(each, error) for each, error in zip(sent, errors, strict=True) if error is not None]
        failed += [_failure(each, _no_file(each)) for each in described if each.upload is None]
        return Response({"errors_count": len(failed), "order_documents": failed})


class DeleteDocument(SellerView):
    """OR76."""

    operation = "OR76"
    permission = Right.DOCUMENT_WRITE

    @describe(
        "Remove a document of an order",
        status=204,
        explanation="An issued invoice stays: 400 `DOCUMENT_ISSUED`; so does a delivery slip: 400 "
        "`DOCUMENT_TYPE_RESERVED`. Links that customers have end.",
    )
    def delete(self, request: Request, document_id: int) -> Response:
        if _is_slip(document_id):
            message = _("The delivery slip is made here when it is fetched. It cannot be removed.")
            raise ValidationFailed(code="DOCUMENT_TYPE_RESERVED", message=message)
        remove_document(document_id=document_id, actor=self.actor, at=self.at)
        return Response(status=204)


def _is_slip(document_id: int) -> bool:
    """Whether OR72 lists this id for a delivery slip of the shop."""
    pk = order_of_slip(document_id)
    return pk is not None and Order.objects.filter(pk=pk, state__in=STATES).exists()


def _type(kind: DocumentType) -> dict[str, Any]:
    mime_types = [_PDF] if kind == DocumentType.SYSTEM_DELIVERY_BILL else list(_MIME_TYPES)
    label = str(kind.label)
    return {"code": kind.value, "description": label, "entity": "ORDER", "label": label, "mime_types": mime_types}


def _slips(order_ids: Sequence[str]) -> list[dict[str, Any]]:
    orders = Order.objects.filter(order_id__in=order_ids, state__in=STATES).defer("promise_policy")
    return [
        {
            "date_uploaded": slip_date(order),
            "file_name": slip_name(order),
            "file_size": 0,
            "id": slip_id(order),
            "order_id": order.order_id,
            "type": DocumentType.SYSTEM_DELIVERY_BILL.value,
        }
        for order in orders
    ]


def _documents(order_ids: Sequence[str]) -> list[dict[str, Any]]:
    rows = OrderDocument.objects.live().for_orders(order_ids).order_by("pk")
    columns = rows.values_list("pk", "name", "file__size", "type", "uploaded_at", "order__order_id")
    return [
        {"date_uploaded": at, "file_name": name, "file_size": size, "id": pk, "order_id": order_id, "type": kind}
        for pk, name, size, kind, at, order_id in columns
    ]


def _no_file(described: Described) -> ValidationFailed:
    text = _("No file “%(name)s” came with the call.") % {"name": described.file_name[:100]}
    return refusal("FILE_MISSING", "file_name", text)


def _failure(described: Described, error: ValidationFailed) -> dict[str, Any]:
    faults = [(fault.code, fault.field, fault.message) for fault in error.errors]
    told = faults or [(error.code, "file_name", error.message)]
    return {
        "errors": [{"code": code, "field": field, "message": message} for code, field, message in told],
        "input": described.told(),
    }

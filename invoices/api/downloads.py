"""OR73: documents of orders, one as it is, several in a ZIP archive."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from invoices.choices import DocumentType, Downloader
from invoices.delivery_slips import STATES, has_slip, order_of_slip
from invoices.downloads import pack_documents, slip_response
from invoices.models import OrderDocument
from invoices.rendering import missing_libraries
from invoices.services.links import log_download, log_downloads, unknown_document
from marketplace.errors import NotFound, ValidationFailed
from marketplace.files.serving import file_response
from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.shapes import FILE
from marketplace.rest.views import SellerView
from marketplace.rest.wire import BIGGEST_ID, read_integer, refuse
from orders.models import Order

# Of one archive: it is made on the server's disk before it leaves.
MOST_BYTES = 512 * 1024 * 1024
_PARAMETERS = (
    OpenApiParameter("order_ids", str, description="Comma-separated, at most 100."),
    OpenApiParameter("document_ids", str, description="Comma-separated, at most 100; then only these."),
    OpenApiParameter("document_codes", str, description="Comma-separated: only documents of these types."),
)


@dataclass(frozen=True)
class Chosen:
    """What a call asks for: stored documents, and orders whose slip is to be made."""

    documents: Sequence[OrderDocument]
    slips: Sequence[Order]

    @property
    def count(self) -> int:
        return len(self.documents) + len(self.slips)


class DownloadDocuments(SellerView):
    """OR73. The file itself, whatever `Accept` says (trap 3); each download is logged."""

    operation = "OR73"
    permission = Right.ORDER_READ

    @describe(
        "Download documents of orders",
        answer=FILE,
        parameters=_PARAMETERS,
        explanation="One document id gives the bare file; anything else a ZIP archive with a folder for each order. "
        "Delivery slips are made now: a server that cannot make PDFs leaves them out, unless they are asked for by id "
        "or type (503 `PDF_UNAVAILABLE`).",
    )
    def get(self, request: Request) -> HttpResponseBase:
        ids, order_ids = self.query.texts("document_ids"), self.query.texts("order_ids")
        codes = self.query.choices("document_codes", DocumentType.values)
        if not ids and not order_ids:
            raise refuse("document_ids", _("Name documents or orders."))
        chosen = self._by_ids(ids, codes) if ids else self._by_orders(order_ids or [], codes)
        if not chosen.count:
            raise NotFound(code="DOCUMENT_NOT_FOUND", message=_("There are no such documents."))
        if ids and len(ids) == 1:
            return self._single(chosen)
        return self._archive(chosen)

    def _by_ids(self, texts: Sequence[str], codes: Collection[str] | None) -> Chosen:
        ids = {read_integer("document_ids", text, minimum=1, maximum=BIGGEST_ID) for text in texts}
        order_pks = {pk for each in ids if (pk := order_of_slip(each)) is not None}
        documents = list(OrderDocument.objects.live().filter(pk__in=ids).select_related("file", "order").order_by("pk"))
        slips = [order for order in _packed(Order.objects.filter(pk__in=order_pks)) if has_slip(order)]
        if len(documents) + len(slips) < len(ids):
            raise unknown_document()
        return _narrowed(Chosen(documents, slips), codes)

    def _by_orders(self, order_ids: Sequence[str], codes: Collection[str] | None) -> Chosen:
        documents = OrderDocument.objects.live().for_orders(order_ids).select_related("file", "order").order_by("pk")
        orders = Order.objects.filter(order_id__in=order_ids, state__in=STATES)
        # Where the server cannot make PDFs, only who asks for slips hears of it: the rest is there.
        wants_slips = DocumentType.SYSTEM_DELIVERY_BILL in codes if codes else not missing_libraries()
        return _narrowed(Chosen(list(documents), list(_packed(orders)) if wants_slips else []), codes)

    def _single(self, chosen: Chosen) -> HttpResponseBase:
        if chosen.slips:
            order = chosen.slips[0]
            return slip_response(order)
        document = chosen.documents[0]
        log_download(document=document, by=Downloader.SELLER, label=self.actor.label, at=self.at)
        return file_response(document.file, name=document.name)

    def _archive(self, chosen: Chosen) -> HttpResponseBase:
        if sum(document.file.size for document in chosen.documents) > MOST_BYTES:
            raise ValidationFailed(
                code="TOO_MUCH_AT_ONCE", message=_("These documents have more than 512 MB. Ask for fewer at once.")
            )
        log_downloads(chosen.documents, by=Downloader.SELLER, label=self.actor.label, at=self.at)
        name = f"documents-{self.at:%Y%m%d%H%M%S}.zip"
        return FileResponse(
            pack_documents(chosen.documents, chosen.slips),
            as_attachment=True,
            filename=name,
            content_type="application/zip",
        )


def _packed(orders: Any) -> Any:
    """With what a slip prints."""
    return orders.select_related("shop", "channel", "shipping_method").order_by("pk")


def _narrowed(chosen: Chosen, codes: Collection[str] | None) -> Chosen:
    if not codes:
        return chosen
    documents = [document for document in chosen.documents if document.type in codes]
    return Chosen(documents, chosen.slips if DocumentType.SYSTEM_DELIVERY_BILL in codes else [])

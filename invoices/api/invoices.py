"""Ours on invoices: drafts, issuing, corrections, PDF files, runs and settings (R044 to R048, R135)."""

from typing import ClassVar

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from invoices.api import invoice_shapes as shapes
from invoices.api.invoice_building import build_draft, build_invoice, build_listed, build_run, build_settings
from invoices.choices import Downloader, InvoiceKind
from invoices.downloads import invoice_response
from invoices.models import Invoice
from invoices.parties import Recipient
from invoices.services.correcting import TakenBack, correct_invoice
from invoices.services.drafting import draft_of, find_order
from invoices.services.issuing import issue_invoice
from invoices.services.papers import render_again
from invoices.services.reading import find_invoice, invoices_with_order
from invoices.services.runs import cancel_run, find_run, start_run
from invoices.services.settings import change_settings
from marketplace.permissions import Right
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.shapes import FILE
from marketplace.rest.views import SellerView
from marketplace.rest.wire import Query
from marketplace.shops.models import Shop

_SORTS = {"issuedDate": ("issued_at", "pk")}
_PARAMETERS = (
    OpenApiParameter("kind", str, enum=InvoiceKind.values, many=True, description="Kinds."),
    OpenApiParameter("order_id", str, description="Orders. Repeated or comma-separated, at most 100."),
    OpenApiParameter("invoice_number", str, description="Numbers. Repeated or comma-separated, at most 100."),
    OpenApiParameter("channel_codes", str, description="Channels. Repeated or comma-separated, at most 100."),
    OpenApiParameter("issued_from", OpenApiTypes.DATETIME, description="Issued from."),
    OpenApiParameter("issued_to", OpenApiTypes.DATETIME, description="Issued until."),
    OpenApiParameter("sort", str, description="`issuedDate,DESC` (default) or `issuedDate,ASC`."),
    *SEEK_PAGING,
)


class ListInvoices(SellerView):
    """Issued invoices, corrective ones among them."""

    operation = "X-INVOICES"
    permission = Right.ORDER_READ
    takes_page_token: ClassVar[bool] = True

    @describe("Issued invoices, the last first", answer=shapes.INVOICES, parameters=_PARAMETERS)
    def get(self, request: Request) -> Response:
        page: SeekPage[Invoice] = SeekPage.read(
            request,
            operation=self.operation,
            shop_id=self.shop_id,
            sorts=_SORTS,
            default="issuedDate,DESC",
            limit=50,
        )
        return page.answer(_filtered(page.query), lambda rows: [build_listed(row) for row in rows])


class ShowInvoice(SellerView):
    """One invoice, word for word."""

    operation = "X-INVOICE"
    permission = Right.ORDER_READ

    @describe("An issued invoice with its lines and corrections", answer=shapes.INVOICE)
    def get(self, request: Request, invoice_id: str) -> Response:
        return Response(build_invoice(find_invoice(invoice_id)))


class DownloadInvoice(SellerView):
    """Its PDF; the download of a filed one is logged."""

    operation = "X-INVOICE-PDF"
    permission = Right.ORDER_READ

    @describe(
        "The PDF of an invoice",
        answer=FILE,
        explanation="As it was filed with the order, or made now where no worker has come to it: the same bytes. "
        "503 `PDF_UNAVAILABLE` where the server lacks the libraries.",
    )
    def get(self, request: Request, invoice_id: str) -> HttpResponseBase:
        invoice = find_invoice(invoice_id)
        return invoice_response(invoice, by=Downloader.SELLER, label=self.actor.label, at=self.at)


class RenderInvoiceAgain(SellerView):
    """A PDF that could not be made is tried again."""

    operation = "X-INVOICE-RENDER-AGAIN"
    permission = Right.INVOICE_WRITE

    @describe("Try a PDF again that could not be made", answer=shapes.INVOICE)
    def post(self, request: Request, invoice_id: str) -> Response:
        return Response(build_invoice(render_again(invoice_id=invoice_id)))


class ShowDraft(SellerView):
    """What the order's invoice would say."""

    operation = "X-ORDER-INVOICE-DRAFT"
    permission = Right.ORDER_READ

    @describe(
        "The invoice of an order as it would be issued now",
        answer=shapes.DRAFT,
        explanation="The recipient is the billing address, never the shipping one. `kinds` can be issued, "
        "the usual one first: without billing data a simplified invoice alone. `refusal` says why none can be.",
    )
    def get(self, request: Request, order_id: str) -> Response:
        return Response(build_draft(draft_of(find_order(order_id), at=self.at)))


class IssueInvoice(SellerView):
    """Issue the invoice of an order."""

    operation = "X-ORDER-INVOICES-ISSUE"
    permission = Right.INVOICE_WRITE

    @describe(
        "Issue the invoice of an order",
        answer=shapes.INVOICE,
        status=201,
        body=shapes.IssueSerializer,
        example={"kind": "FULL"},
        explanation="What is issued never changes. 400 `INVOICE_EXISTS`, `ISSUER_INCOMPLETE` (naming each field of the "
        "shop that lacks), `BILLING_DATA_MISSING`, `ORDER_INVALID_STATE` before the payment.",
    )
    def post(self, request: Request, order_id: str) -> Response:
        body = shapes.IssueSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        kind = body.validated_data.get("kind")
        invoice = issue_invoice(
            order_id=order_id, kind=InvoiceKind(kind) if kind else None, actor=self.actor, at=self.at
        )
        return Response(build_invoice(find_invoice(invoice.invoice_id)), status=201)


class CorrectInvoice(SellerView):
    """Correct an issued invoice by another document."""

    operation = "X-INVOICE-CORRECTIONS"
    permission = Right.INVOICE_WRITE

    @describe(
        "Correct an invoice by a corrective one that names it",
        answer=shapes.CORRECTED,
        status=201,
        body=shapes.CorrectSerializer,
        example={"reason": "Returned", "lines": [{"position": 1, "amount": 12.5}]},
        explanation="Without `lines` all that is left is taken back. With a `recipient` it is issued anew to that one. "
        "Corrections of a line never add up to more than the line.",
    )
    def post(self, request: Request, invoice_id: str) -> Response:
        body = shapes.CorrectSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        lines, recipient = given.get("lines"), given.get("recipient")
        corrected = correct_invoice(
            invoice_id=invoice_id,
            reason=given["reason"],
            lines=None if lines is None else [TakenBack(each["position"], each.get("amount")) for each in lines],
            recipient=Recipient(**recipient) if recipient else None,
            actor=self.actor,
            at=self.at,
        )
        renewed = corrected.renewed
        told = {
            "corrective": build_invoice(find_invoice(corrected.corrective.invoice_id)),
            "renewed": build_invoice(find_invoice(renewed.invoice_id)) if renewed else None,
        }
        return Response(told, status=201)


class StartRun(SellerView):
    """Many at once."""

    operation = "X-INVOICE-RUNS"
    permission = Right.INVOICE_WRITE

    @describe(
        "Have the invoices of many orders issued",
        answer=shapes.RUN,
        status=201,
        body=shapes.RunSerializer,
        example={"order_ids": ["20260504-0001-A", "20260504-0002-A"]},
        explanation="Each of the kind that its billing data allow. Ask for the run to see how far it is.",
    )
    def post(self, request: Request) -> Response:
        body = shapes.RunSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        order_ids = body.validated_data["order_ids"]
        run = start_run(shop_id=self.shop_id, order_ids=order_ids, actor=self.actor, at=self.at)
        return Response(build_run(run), status=201)


class ShowRun(SellerView):
    """How far a run is."""

    operation = "X-INVOICE-RUN"
    permission = Right.INVOICE_WRITE

    @describe("How far the issuing of many invoices is", answer=shapes.RUN)
    def get(self, request: Request, run_id: int) -> Response:
        return Response(build_run(find_run(run_id)))


class CancelRun(SellerView):
    """Issue no more of a run."""

    operation = "X-INVOICE-RUN-CANCEL"
    permission = Right.INVOICE_WRITE

    @describe("Issue no more invoices of a run; those that were stay", answer=shapes.RUN)
    def post(self, request: Request, run_id: int) -> Response:
        return Response(build_run(cancel_run(run_id=run_id, at=self.at)))


class SettingsOfInvoices(SellerView):
    """How the shop issues its invoices."""

    operation = "X-INVOICE-SETTINGS"
    permission = Right.ORDER_READ
    write_permission = Right.INVOICE_WRITE

    @describe("How the shop issues its invoices, and what it lacks for that", answer=shapes.SETTINGS)
    def get(self, request: Request) -> Response:
        return Response(build_settings(Shop.objects.get(pk=self.shop_id)))

    @describe(
        "Change how the shop issues its invoices",
        operation="X-INVOICE-SETTINGS-CHANGE",
        answer=shapes.SETTINGS,
        body=shapes.InvoiceSettingsSerializer,
        example={"issues_at_shipment": True, "full_prefix": "F"},
    )
    def patch(self, request: Request) -> Response:
        body = shapes.InvoiceSettingsSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        change_settings(shop_id=self.shop_id, changes=dict(body.validated_data), at=self.at)
        return Response(build_settings(Shop.objects.get(pk=self.shop_id)))


def _filtered(query: Query) -> QuerySet[Invoice]:
    wanted = {
        "kind__in": query.choices("kind", InvoiceKind.values),
        "order__order_id__in": query.texts("order_id"),
        "invoice_number__in": query.texts("invoice_number"),
        "channel__code__in": query.texts("channel_codes"),
        "issued_at__gte": query.moment("issued_from"),
        "issued_at__lte": query.moment("issued_to"),
    }
    return invoices_with_order().filter(**{name: value for name, value in wanted.items() if value is not None})

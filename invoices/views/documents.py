"""Acts on the documents of an order: upload, file from a message, fetch, remove, and the customer's link."""

from http import HTTPStatus
from typing import Any, ClassVar, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from invoices.choices import DocumentSource, DocumentType, Downloader
from invoices.delivery_slips import has_slip
from invoices.downloads import slip_response
from invoices.models import OrderDocument
from invoices.rendering import missing_libraries
from invoices.services.documents import MAILED_TYPES, file_document, refile_attachment, remove_document
from invoices.services.links import log_download, revoke_links, send_link, unknown_document
from invoices.upload_form import UploadForm
from marketplace import clock
from marketplace.errors import DomainError, NotFound, ValidationFailed
from marketplace.files.serving import file_response
from marketplace.permissions import Right
from marketplace.portal.faults import show_errors
from marketplace.portal.views import PortalView
from orders.services.mailing import is_mailed
from orders.views.base import OrderAct, OrderBase

_FIELDS = {"file_name": "file", "files": "file", "type_code": "type"}


class UploadView(OrderAct):
    """File a document with an order."""

    permission = Right.DOCUMENT_WRITE
    body_name: ClassVar[str] = "invoices/_upload.html"

    @property
    def act_title(self) -> str:
        return _("File a document with order %(order)s") % {"order": self.order_id}

    @property
    def order_url(self) -> str:
        return documents_of(self.request, super().order_url)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self._form(UploadForm(has_billing=bool(self.order.billing_address)))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, has_billing=bool(self.order.billing_address))
        if form.is_valid():
            try:
                return self._file(form)
            except ValidationFailed as error:
                show_errors(error, form, fields=_FIELDS)
        return self._form(form, status=HTTPStatus.BAD_REQUEST)

    def _form(self, form: UploadForm, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(form=form, tells_customer=is_mailed(self.order), status=status)

    def _file(self, form: UploadForm) -> HttpResponse:
        kind = DocumentType(form.cleaned_data["type"])
        document = file_document(
            order_id=self.order_id,
            type=kind,
            name=form.name,
            content=form.content,
            source=DocumentSource.UPLOADED,
            actor=self.actor,
            at=self.at,
        )
        return self.done(filed_text(document, tells_customer=is_mailed(self.order)), to=self.order_url)


class RefileView(OrderBase):
    """One click: what was sent in a message is filed as the invoice (R042)."""

    permission = Right.DOCUMENT_WRITE

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.go(self.url_of(self.order.order_id))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        order = self.order
        back = documents_of(request, self.order_url)
        try:
            document = refile_attachment(
                order_id=order.order_id,
                attachment_id=_uuid(request.POST.get("attachment_id", "")),
                actor=self.actor,
                at=self.at,
            )
        except ValidationFailed as error:
            return self.failed(error, to=back)
        return self.done(filed_text(document, tells_customer=is_mailed(order)), to=back)


class SlipView(OrderBase):
    """The delivery slip as a PDF, made now; where the server cannot, the page says what to install."""

    permission = Right.ORDER_READ

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not has_slip(self.order):
            raise NotFound(message=_("This order is not to be sent: it has no delivery slip."))
        if missing := missing_libraries():
            return self._refused(DomainError(code="PDF_UNAVAILABLE", message=missing, status=503))
        return slip_response(self.order)


class DocumentBase(PortalView):
    """A page or act of the document that the URL names; another shop's document is not there (404)."""

    area = "orders"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    @property
    def document_id(self) -> int:
        return cast(int, self.kwargs["document_id"])

    def find(self) -> OrderDocument:
        """The document, live. Raises NotFound."""
        documents = OrderDocument.objects.live().select_related("file", "order")
        found: OrderDocument | None = documents.filter(pk=self.document_id).first()
        if found is None:
            raise unknown_document()
        return found

    def order_url(self, document: OrderDocument) -> str:
        page = reverse("orders:detail", kwargs={"shop_id": self.shop.pk, "order_id": document.order.order_id})
        return documents_of(self.request, page)


class DocumentView(DocumentBase):
    """The file itself; the download is logged."""

    permission = Right.ORDER_READ

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        document = self.find()
        log_download(document=document, by=Downloader.SELLER, label=self.actor.label, at=self.at)
        return file_response(document.file, name=document.name)


class RemoveView(DocumentBase):
    """Asks once, naming what follows, and removes."""

    permission = Right.DOCUMENT_WRITE
    template_name: ClassVar[str] = "invoices/remove.html"
    fragment_name: ClassVar[str] = "portal/_dialog.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self._ask(self.find())

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        document = self.find()
        try:
            remove_document(document_id=document.pk, actor=self.actor, at=self.at)
        except ValidationFailed as error:
            return self.failed(error, to=self.order_url(document))
        return self.done(_("%(name)s was removed.") % {"name": document.name}, to=self.order_url(document))

    def _ask(self, document: OrderDocument) -> HttpResponse:
        title = _("Remove %(name)s?") % {"name": document.name}
        words: dict[str, Any] = {"dialog_id": "act", "dialog_title": title, "dialog_body": "invoices/_remove.html"}
        url = self.order_url(document)
        return self.page(document=document, order=document.order, order_url=url, back_url=self.next_url or url, **words)


class SendLinkView(DocumentBase):
    """Mail the customer a link, once more or for the first time."""

    permission = Right.DOCUMENT_WRITE

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.go(self.order_url(self.find()))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        document = self.find()
        try:
            send_link(document_id=document.pk, at=self.at)
        except ValidationFailed as error:
            return self.failed(error, to=self.order_url(document))
        return self.done(
            _("The customer gets a link to %(name)s.") % {"name": document.name}, to=self.order_url(document)
        )


class RevokeLinksView(DocumentBase):
    """Let no link lead to the document any more."""

    permission = Right.DOCUMENT_WRITE

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.go(self.order_url(self.find()))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        document = self.find()
        count = revoke_links(document_id=document.pk, actor=self.actor, at=self.at)
        text = ngettext("%(count)d link to %(name)s is revoked.", "%(count)d links to %(name)s are revoked.", count) % {
            "count": count,
            "name": document.name,
        }
        return self.done(text, to=self.order_url(document))


def documents_of(request: HttpRequest, order_url: str) -> str:
    """The documents on the order's page. A dialog stands on that page already, which a mere place on it does not
    load anew.
    """
    return order_url if "HX-Request" in request.headers else f"{order_url}#section-documents"


def filed_text(document: OrderDocument, *, tells_customer: bool) -> str:
    """What was done, and that the customer hears of it."""
    words = {"type": document.get_type_display(), "name": document.name}
    if tells_customer and document.type in MAILED_TYPES:
        return _("%(type)s filed: %(name)s. The customer gets a link by mail.") % words
    return _("%(type)s filed: %(name)s.") % words


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(code="ATTACHMENT_NOT_FOUND", message=_("There is no such file.")) from error

"""Pages of documents, invoices and finance."""

from django.urls import include, path

from invoices.views.customer import CustomerDocumentView, CustomerFileView
from invoices.views.documents import (
    DocumentView,
    RefileView,
    RemoveView,
    RevokeLinksView,
    SendLinkView,
    SlipView,
    UploadView,
)
from invoices.views.finance import FinanceView
from invoices.views.missing import MissingInvoicesView

app_name = "invoices"

_order = "shop/<int:shop_id>/orders/<order:order_id>"
_document = "shop/<int:shop_id>/documents/<int:document_id>"

urlpatterns = [
    path("shop/<int:shop_id>/invoices/", MissingInvoicesView.as_view(), name="missing"),
    path("shop/<int:shop_id>/finance/", FinanceView.as_view(), name="finance"),
    path(f"{_order}/documents/upload", UploadView.as_view(), name="upload"),
    path(f"{_order}/documents/refile", RefileView.as_view(), name="refile"),
    path(f"{_order}/delivery-slip", SlipView.as_view(), name="slip"),
    path(_document, DocumentView.as_view(), name="document"),
    path(f"{_document}/remove", RemoveView.as_view(), name="remove"),
    path(f"{_document}/send-link", SendLinkView.as_view(), name="send-link"),
    path(f"{_document}/revoke-links", RevokeLinksView.as_view(), name="revoke-links"),
    path("", include("invoices.issuing_urls")),
    path("documents/<str:token>", CustomerDocumentView.as_view(), name="customer-document"),
    path("documents/<str:token>/file", CustomerFileView.as_view(), name="customer-file"),
]

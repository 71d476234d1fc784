"""Operations of documents, invoices and the ledger, under /api/."""

from django.urls import path

from invoices.api import documents, downloads, finance, transactions, x_documents

urlpatterns = [
    path("sellerpayment/transactions_logs", transactions.ListTransactions.as_view()),
    path("x/balances", finance.ShowBalances.as_view()),
    path("x/finance", finance.ListFinance.as_view()),
    path("documents", documents.ListDocumentTypes.as_view()),
    path("orders/documents", documents.ListOrderDocuments.as_view()),
    path("orders/documents/download", downloads.DownloadDocuments.as_view()),
    path("orders/documents/<int:document_id>", documents.DeleteDocument.as_view()),
    path("orders/<order:order_id>/documents", documents.UploadDocuments.as_view()),
    path("x/orders/without-invoice", x_documents.ListWithoutInvoice.as_view()),
    path("x/orders/<order:order_id>/documents", x_documents.ShowOrderDocuments.as_view()),
    path("x/orders/<order:order_id>/documents/refile", x_documents.RefileAttachment.as_view()),
    path("x/orders/documents/<int:document_id>/send-link", x_documents.SendDocumentLink.as_view()),
    path("x/orders/documents/<int:document_id>/revoke-links", x_documents.RevokeDocumentLinks.as_view()),
]

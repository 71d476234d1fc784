"""Operations of documents, invoices and the ledger, under /api/."""

from django.urls import path

from invoices.api import documents, downloads, finance, invoices, transactions, x_documents

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
    path("x/orders/<order:order_id>/invoice-draft", invoices.ShowDraft.as_view()),
    path("x/orders/<order:order_id>/invoices", invoices.IssueInvoice.as_view()),
    path("x/invoices", invoices.ListInvoices.as_view()),
    path("x/invoices/<str:invoice_id>", invoices.ShowInvoice.as_view()),
    path("x/invoices/<str:invoice_id>/pdf", invoices.DownloadInvoice.as_view()),
    path("x/invoices/<str:invoice_id>/corrections", invoices.CorrectInvoice.as_view()),
    path("x/invoices/<str:invoice_id>/render-again", invoices.RenderInvoiceAgain.as_view()),
    path("x/invoice-runs", invoices.StartRun.as_view()),
    path("x/invoice-runs/<int:run_id>", invoices.ShowRun.as_view()),
    path("x/invoice-runs/<int:run_id>/cancel", invoices.CancelRun.as_view()),
    path("x/invoice-settings", invoices.SettingsOfInvoices.as_view()),
]

"""Documents of orders, invoices in their series, and the ledger."""

from invoices.models.documents import DocumentDownload, DocumentLink, OrderDocument
from invoices.models.invoices import Invoice, InvoiceLine, InvoiceRun, InvoiceSeries, InvoiceSettings
from invoices.models.ledger import LedgerDay, LedgerEntry, LedgerTransaction

__all__ = [
    "DocumentDownload",
    "DocumentLink",
    "Invoice",
    "InvoiceLine",
    "InvoiceRun",
    "InvoiceSeries",
    "InvoiceSettings",
    "LedgerDay",
    "LedgerEntry",
    "LedgerTransaction",
    "OrderDocument",
]

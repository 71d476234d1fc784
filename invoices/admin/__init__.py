"""What the operator keeps of documents, invoices and the ledger."""

from invoices.admin import ledger

__all__ = ["ledger"]

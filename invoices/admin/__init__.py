"""What the operator keeps of documents, invoices and the ledger."""

from invoices.admin import documents, ledger

__all__ = ["documents", "ledger"]

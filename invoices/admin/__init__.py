"""What the operator keeps of documents, invoices and the ledger."""

from invoices.admin import documents, invoices, ledger, orders

__all__ = ["documents", "invoices", "ledger", "orders"]

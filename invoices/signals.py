"""News of invoices and documents, sent inside the transaction of the change: what a receiver raises undoes it."""

from django.dispatch import Signal

# A document was filed or removed. Carries order_id (the public one), shop_id and at.
documents_changed = Signal()

# An invoice has its number. Carries invoice, order and at.
invoice_issued = Signal()

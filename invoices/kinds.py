"""The code of the deadline that an order without invoice has; `invoices.deadlines` says what it means."""

INVOICE_DUE = "invoice_due"

# The code of the notice of an invoice that could not be issued by itself.
INVOICE_NOT_ISSUED = "invoice_not_issued"

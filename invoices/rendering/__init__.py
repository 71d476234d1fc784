"""Invoices and delivery slips as PDF: pure functions from what is printed to bytes. No database, network or clock."""

from invoices.rendering.engine import missing_libraries
from invoices.rendering.pages import delivery_slip_html, delivery_slip_pdf, invoice_html, invoice_pdf, write_rate
from invoices.rendering.shapes import Party, Picture, PrintedInvoice, PrintedLine, Slip, SlipLine

__all__ = [
    "Party",
    "Picture",
    "PrintedInvoice",
    "PrintedLine",
    "Slip",
    "SlipLine",
    "delivery_slip_html",
    "delivery_slip_pdf",
    "invoice_html",
    "invoice_pdf",
    "missing_libraries",
    "write_rate",
]

"""Invoices and documents on the operator's page of an order (R116)."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from invoices.models import Invoice, OrderDocument
from marketplace.operator import ReadOnlyTabular
from orders.admin import OrderAdmin
from orders.models import Order


class InvoiceInline(ReadOnlyTabular):
    """What was issued for the order."""

    model = Invoice
    fields = ("invoice_number", "kind", "issued_on", "corrects", "total", "currency", "actor_label", "render_state")
    show_change_link = True
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invoice]:
        invoices: QuerySet[Invoice] = super().get_queryset(request).select_related("corrects")
        return invoices


class DocumentInline(ReadOnlyTabular):
    """What is filed with it, removed ones too."""

    model = OrderDocument
    fields = ("name", "type", "source", "uploaded_at", "actor_label", "removed_at")
    show_change_link = True
    tab = True


class OrderWithInvoicesAdmin(OrderAdmin):
    """Every order with all that hangs on it, what was issued for it and filed with it among that."""

    def get_inlines(self, request: HttpRequest, obj: Order | None) -> list[Any]:
        return [*super().get_inlines(request, obj), InvoiceInline, DocumentInline]


admin.site.unregister(Order)
admin.site.register(Order, OrderWithInvoicesAdmin)

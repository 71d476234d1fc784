"""Orders, to look at: they are moved by their services alone. And the operator's list of reasons."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.deadlines.models import Deadline
from marketplace.operator import OperatorAdmin, ReadOnlyAdmin, ReadOnlyTabular
from orders.models import Evaluation, Order, OrderEvent, OrderLine, OrderMail, Reason, Shipment


class LineInline(ReadOnlyTabular):
    model = OrderLine
    fields = (
        "line_id",
        "product_title",
        "offer_sku",
        "state",
        "quantity",
        "price",
        "shipping_price",
        "tax_rate",
        "total_price",
        "commission_fee",
        "reason_code",
    )
    ordering = ("index",)
    tab = True


class EventInline(ReadOnlyTabular):
    model = OrderEvent
    fields = ("at", "kind", "actor_kind", "actor_label", "reason_code", "details")
    tab = True


class ShipmentInline(ReadOnlyTabular):
    model = Shipment
    fields = ("carrier", "carrier_name", "tracking_number", "tracking_url", "created_at", "shipped_at")
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shipment]:
        shipments: QuerySet[Shipment] = super().get_queryset(request).select_related("carrier")
        return shipments


class MailInline(ReadOnlyTabular):
    model = OrderMail
    fields = ("at", "kind", "language", "subject", "text")
    tab = True


class EvaluationInline(ReadOnlyTabular):
    model = Evaluation
    fields = ("grade", "title", "comment", "created_at")
    tab = True


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """Every order of every shop, with all that hangs on it."""

    inlines = (LineInline, EventInline, ShipmentInline, MailInline, EvaluationInline)
    list_display = (
        "order_id",
        "created_at",
        "shop",
        "channel",
        "state",
        "customer_name",
        "total_price",
        "currency",
        "due_at",
    )
    list_filter = ("state", "channel", "is_fraud", "is_imported")
    list_select_related = ("shop", "channel")
    search_fields = ("order_id", "commercial_id")
    ordering = ("-pk",)  # the order of arrival, which costs no sorting however many there are
    readonly_fields = ("deadlines", "due_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        related = ("shop", "channel", "shipping_method", "shipping_zone")
        orders: QuerySet[Order] = super().get_queryset(request).select_related(*related)
        return orders

    @admin.display(description=_("deadlines"))
    def deadlines(self, order: Order) -> SafeString | str:
        now = clock.now()
        rows = Deadline.objects.filter(subject_id=order.order_id).order_by("opened_at", "pk")
        told: list[tuple[Any, ...]] = [
            (row.kind, f"{row.opened_at:%Y-%m-%d %H:%M}", f"{row.due_at:%Y-%m-%d %H:%M}", row.state_at(now).label)
            for row in rows
        ]
        cells = format_html_join("", "<li>{}: {} → {} UTC, {}</li>", told)
        return format_html("<ul>{}</ul>", cells) if told else "—"


@admin.register(Reason)
class ReasonAdmin(OperatorAdmin):
    list_display = ("label", "type", "code", "is_shop_right", "position")
    list_filter = ("type", "is_shop_right")
    search_fields = ("label", "code")

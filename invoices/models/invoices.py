"""Invoices to customers: numbered in series without gap, frozen with all that they print (R044 to R048)."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from invoices.choices import InvoiceKind, InvoiceLineKind, RenderState, RunState
from invoices.models.documents import OrderDocument
from marketplace.files.models import StoredFile
from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import shop_manager
from orders.models import Order, OrderLine

_money: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


class InvoiceSettings(models.Model):
    """How a shop issues its invoices. Who issues them (legal name, tax id, address) stands on the shop itself."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="+")
    issues_at_shipment = models.BooleanField(_("issue by itself at shipment"), default=False)
    logo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("text at the foot"), max_length=500, blank=True)
    full_prefix = models.CharField(_("prefix of invoices"), max_length=10, default="F")
    simplified_prefix = models.CharField(_("prefix of simplified invoices"), max_length=10, default="S")
    corrective_prefix = models.CharField(_("prefix of corrective invoices"), max_length=10, default="R")
    updated_at = models.DateTimeField(_("changed"))

    objects = shop_manager()

    class Meta:
        verbose_name = _("invoice settings")
        verbose_name_plural = _("invoice settings")

    def __str__(self) -> str:
        return str(self.shop)


class InvoiceSeries(models.Model):
    """One run of numbers: of a kind, a prefix and a year of the shop. Its row is locked while a number is taken."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=InvoiceKind.choices)
    prefix = models.CharField(_("prefix"), max_length=10)
    year = models.PositiveSmallIntegerField(_("year"))
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    objects = shop_manager()

    class Meta:
        verbose_name = _("invoice series")
        verbose_name_plural = _("invoice series")
        ordering = ["-year", "prefix"]
        constraints = [
            # Two kinds never share a prefix within a year, so that no number is given twice.
            models.UniqueConstraint(fields=["shop", "prefix", "year"], name="invoices_invoiceseries_once"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.year}"


class Invoice(models.Model):
    """An issued invoice. What it says never changes (the database refuses it): wrong data lead to a corrective one.

    `issuer`, `recipient` and `printed` hold all that the PDF shows beside the lines; amounts include tax where `total`
    says so: `total = total_net + total_tax`. The render fields alone move after issuing.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+", verbose_name=_("channel"))
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices", verbose_name=_("order"))
    invoice_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=InvoiceKind.choices)
    series = models.ForeignKey(InvoiceSeries, on_delete=models.PROTECT, related_name="+", verbose_name=_("series"))
    number = models.PositiveIntegerField(_("number in the series"))
    invoice_number = models.CharField(_("number"), max_length=40)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    correction_reason = models.CharField(_("reason of the correction"), max_length=255, blank=True)
    issued_at = models.DateTimeField(_("issued"))
    issued_on = models.DateField(_("date"))
    currency = models.CharField(_("currency"), max_length=3)
    language = models.CharField(_("language"), max_length=5)
    issuer = models.JSONField(_("issuer"))
    recipient = models.JSONField(_("recipient"), null=True, blank=True)
    printed = models.JSONField(_("printed besides"), default=dict)
    total_net = models.DecimalField(_("net"), **_money)
    total_tax = models.DecimalField(_("tax"), **_money)
    total = models.DecimalField(_("total"), **_money)
    actor_kind = models.CharField(max_length=10)
    actor_label = models.CharField(_("by"), max_length=150)
    document = models.OneToOneField(
        OrderDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="invoice"
    )
    render_state = models.CharField(_("PDF"), max_length=8, choices=RenderState.choices, default=RenderState.PENDING)
    render_attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    render_next_at = models.DateTimeField(null=True, blank=True)
    render_failure = models.CharField(_("failure"), max_length=500, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="invoices_invoice_number"),
            models.UniqueConstraint(fields=["shop", "invoice_number"], name="invoices_invoice_full_number"),
            models.CheckConstraint(condition=Q(number__gt=0), name="invoices_invoice_number_positive"),
            models.CheckConstraint(
                condition=Q(total=models.F("total_net") + models.F("total_tax")), name="invoices_invoice_sum"
            ),
            models.CheckConstraint(
                condition=Q(kind=InvoiceKind.CORRECTIVE, corrects__isnull=False)
                | (~Q(kind=InvoiceKind.CORRECTIVE) & Q(corrects__isnull=True)),
                name="invoices_invoice_corrects",
            ),
            # R047: a simplified invoice names no recipient.
            models.CheckConstraint(
                condition=~Q(kind=InvoiceKind.SIMPLIFIED) | Q(recipient__isnull=True),
                name="invoices_invoice_simplified_bare",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-issued_at", "-id"], name="invoices_invoice_issued"),
            # What is seldom, among many.
            models.Index(
                fields=["shop", "-issued_at", "-id"],
                name="invoices_invoice_corrective",
                condition=Q(kind="CORRECTIVE"),
            ),
            models.Index(
                fields=["shop", "-issued_at", "-id"],
                name="invoices_invoice_failed",
                condition=Q(render_state="FAILED"),
            ),
            models.Index(
                fields=["render_next_at", "id"], name="invoices_invoice_render", condition=Q(render_state="PENDING")
            ),
        ]

    def __str__(self) -> str:
        return self.invoice_number


class InvoiceLine(models.Model):
    """One line with its tax. Gross is what was paid; tax = gross x rate / (100 + rate), half up to the cent; net is
    the rest.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=InvoiceLineKind.choices)
    title = models.CharField(_("item"), max_length=255)
    sku = models.CharField(_("SKU"), max_length=64, blank=True)
    quantity = models.IntegerField(_("quantity"))
    unit_price = models.DecimalField(_("unit price, with tax"), **_money)
    gross = models.DecimalField(_("amount, with tax"), **_money)
    tax_rate = models.DecimalField(_("tax, %"), max_digits=6, decimal_places=3, default=Decimal(0))
    tax_amount = models.DecimalField(_("tax"), **_money)
    net = models.DecimalField(_("net"), **_money)

    objects = shop_manager()

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoices_invoiceline_position"),
            models.CheckConstraint(
                condition=Q(gross=models.F("net") + models.F("tax_amount")), name="invoices_invoiceline_sum"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class InvoiceRun(models.Model):
    """The issuing of many invoices: asked for in the portal, worked off by a worker, watched by a progress bar.

    Those of one order that the system asks for are the invoices that a shop has issued by itself at shipment.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.WAITING)
    order_ids = ArrayField(models.CharField(max_length=64))
    done = models.PositiveIntegerField(_("invoices issued"), default=0)
    failures = models.JSONField(_("not issued"), default=list)
    actor_kind = models.CharField(max_length=10)
    actor_label = models.CharField(_("by"), max_length=150)
    language = models.CharField(_("language"), max_length=10, default="en")
    created_at = models.DateTimeField(_("asked for"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("issuing run")
        verbose_name_plural = _("issuing runs")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["next_at", "id"], name="invoices_run_open", condition=Q(state__in=["WAITING", "RUNNING"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} ({len(self.order_ids)})"

    @property
    def total(self) -> int:
        return len(self.order_ids)

    @property
    def handled(self) -> int:
        """How many orders are behind it, issued or not."""
        return self.done + len(self.failures)

    @property
    def is_open(self) -> bool:
        return self.state in {RunState.WAITING, RunState.RUNNING}

"""An order of one shop, and its lines. What was promised and agreed is frozen on them."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import shop_manager
from offers.models import Offer
from orders.choices import LineState, OrderState, PaymentWorkflow
from orders.querysets import OrderQuerySet
from shipping.models import ShippingMethod, ShippingZone

_money: dict[str, Any] = {"max_digits": 12, "decimal_places": 2, "default": Decimal(0)}


class Order(models.Model):
    """One shop's part of a basket: `X-A` of commercial order `X`. Customer and addresses are copies, dates of the
    promise are frozen (R095). `delayed_until` is what the customer was told instead, by which nobody is judged (R031).

    `is_fraud` marks an order that failed the fraud check: no figure ever counts it (R024). `is_imported` marks one
    taken over from the past.
    `due_at` is the moment of its present step, kept by the database from the state.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+", verbose_name=_("channel"))
    order_id = models.CharField(_("order"), max_length=64, unique=True)
    commercial_id = models.CharField(_("commercial order"), max_length=60)
    state = models.CharField(_("state"), max_length=24, choices=OrderState.choices)
    reason_code = models.CharField(_("reason"), max_length=40, blank=True)
    is_fraud = models.BooleanField(_("fraud"), default=False)
    is_imported = models.BooleanField(_("imported"), default=False)

    created_at = models.DateTimeField(_("placed"))
    updated_at = models.DateTimeField(_("changed"))
    accepted_at = models.DateTimeField(_("accepted or refused"), null=True, blank=True)
    debited_at = models.DateTimeField(_("paid"), null=True, blank=True)
    shipped_at = models.DateTimeField(_("shipped"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)

    acceptance_due_at = models.DateTimeField(_("accept by"), null=True, blank=True)
    payment_due_at = models.DateTimeField(_("pay by"), null=True, blank=True)
    ship_by = models.DateTimeField(_("ship by"), null=True, blank=True)
    promise_earliest = models.DateTimeField(_("promised from"), null=True, blank=True)
    promise_latest = models.DateTimeField(_("promised until"), null=True, blank=True)
    delayed_until = models.DateTimeField(_("delayed until"), null=True, blank=True)
    delay_declared_at = models.DateTimeField(_("delay declared"), null=True, blank=True)
    lead_time_days = models.PositiveSmallIntegerField(_("preparation, working days"), default=0)
    promise_policy = models.JSONField(_("promise made with"), default=dict)
    due_at = models.GeneratedField(
        expression=Case(
            When(state=OrderState.WAITING_ACCEPTANCE, then=F("acceptance_due_at")),
            When(state__in=[OrderState.WAITING_DEBIT, OrderState.WAITING_DEBIT_PAYMENT], then=F("payment_due_at")),
            When(state=OrderState.SHIPPING, then=F("ship_by")),
            When(state=OrderState.SHIPPED, then=F("promise_latest")),
            default=None,
        ),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )

    currency = models.CharField(_("currency"), max_length=3)
    price = models.DecimalField(_("goods"), **_money)
    shipping_price = models.DecimalField(_("freight"), **_money)
    total_price = models.DecimalField(_("customer paid"), **_money)
    total_commission = models.DecimalField(_("commission"), **_money)
    payment_workflow = models.CharField(
        _("payment"), max_length=40, choices=PaymentWorkflow.choices, default=PaymentWorkflow.PAY_ON_ACCEPTANCE
    )
    payment_type = models.CharField(_("paid by"), max_length=40, blank=True)
    transaction_number = models.CharField(_("transaction"), max_length=100, blank=True)
    transaction_at = models.DateTimeField(null=True, blank=True)

    customer_id = models.CharField(_("customer"), max_length=64)
    customer_email = models.EmailField(_("customer's e-mail"), blank=True)
    customer_firstname = models.CharField(_("first name"), max_length=100, blank=True)
    customer_lastname = models.CharField(_("last name"), max_length=100, blank=True)
    customer_locale = models.CharField(_("locale"), max_length=10, blank=True)
    customer_tax_id = models.CharField(_("customer's tax id"), max_length=30, blank=True)
    billing_address = models.JSONField(_("billing address"), null=True, blank=True)
    shipping_address = models.JSONField(_("shipping address"), null=True, blank=True)

    shipping_method = models.ForeignKey(
        ShippingMethod, on_delete=models.PROTECT, related_name="+", verbose_name=_("method")
    )
    shipping_zone = models.ForeignKey(
        ShippingZone, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("zone")
    )
    reference_for_customer = models.CharField(max_length=100, blank=True)
    reference_for_seller = models.CharField(max_length=100, blank=True)

    # Written by upper apps through services of this one.
    has_customer_message = models.BooleanField(default=False)
    has_invoice = models.BooleanField(default=False)
    has_incident = models.BooleanField(default=False)

    objects = shop_manager(queryset=OrderQuerySet)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commercial_id", "shop"], name="orders_order_one_per_shop"),
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="orders_order_state_known"),
        ]
        indexes = [
            # OR11 and the list of all orders, by date.
            models.Index(fields=["shop", "created_at", "id"], name="orders_order_created"),
            # Tabs by what to do, most urgent first; counts of the navigation.
            models.Index(fields=["shop", "state", "due_at", "id"], name="orders_order_todo"),
            # The list of all orders, sorted by what must be done next.
            models.Index(fields=["shop", "due_at", "id"], name="orders_order_due"),
            # OR11 by change, as connectors poll it.
            models.Index(fields=["shop", "updated_at", "id"], name="orders_order_updated"),
            # How long the last shipments took.
            models.Index(
                fields=["shop", "-shipped_at", "-id"],
                name="orders_order_shipped",
                condition=Q(shipped_at__isnull=False),
            ),
            # The list and count of orders without invoice (R041), in every page's navigation.
            models.Index(
                fields=["shop", "shipped_at", "id"],
                name="orders_order_uninvoiced",
                condition=Q(shipped_at__isnull=False, has_invoice=False, is_imported=False, is_fraud=False),
            ),
            # How many orders are past their ship-by date or promise, by channel and day: told without their rows.
            models.Index(
                fields=["shop", "ship_by"],
                include=["channel", "created_at"],
                name="orders_order_unshipped",
                condition=Q(state="SHIPPING", is_fraud=False),
            ),
            models.Index(
                fields=["shop", "promise_latest"],
                include=["channel", "created_at"],
                name="orders_order_undelivered",
                condition=Q(state__in=["SHIPPING", "SHIPPED", "TO_COLLECT"], received_at__isnull=True, is_fraud=False),
            ),
            # Refusals since the last acceptance.
            models.Index(
                "shop",
                Coalesce("accepted_at", "acceptance_due_at"),
                name="orders_order_refusals",
                condition=Q(state="REFUSED", is_fraud=False, is_imported=False),
            ),
            # How many orders the customer of a conversation has.
            models.Index(fields=["shop", "customer_id"], name="orders_order_customer"),
        ]

    def __str__(self) -> str:
        return self.order_id

    @property
    def shipped_in_time(self) -> bool | None:
        """Whether it left before its ship-by; unknown for what has not left or was never due."""
        return None if self.shipped_at is None or self.ship_by is None else self.shipped_at <= self.ship_by

    @property
    def customer_name(self) -> str:
        return f"{self.customer_firstname} {self.customer_lastname}".strip() or self.customer_id


class OrderLine(models.Model):
    """One offer in one order, with the tax and the commission of the day it was ordered. Amounts include tax."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    line_id = models.CharField(_("line"), max_length=70, unique=True)
    index = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=24, choices=LineState.choices)
    reason_code = models.CharField(_("reason"), max_length=40, blank=True)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    offer_sku = models.CharField(_("SKU"), max_length=64)
    offer_condition = models.CharField(max_length=4)
    product_sku = models.CharField(max_length=64)
    product_title = models.CharField(_("item"), max_length=255)
    product_media_url = models.URLField(max_length=500, blank=True)
    category_code = models.CharField(max_length=64)
    category_label = models.CharField(max_length=150)
    quantity = models.PositiveIntegerField(_("quantity"))
    price_unit = models.DecimalField(_("unit price"), **_money)
    price = models.DecimalField(_("price"), **_money)
    shipping_price = models.DecimalField(_("freight"), **_money)
    total_price = models.DecimalField(_("total"), **_money)
    tax_code = models.CharField(max_length=30, blank=True)
    tax_rate = models.DecimalField(_("tax, %"), max_digits=6, decimal_places=3, default=Decimal(0))
    tax_amount = models.DecimalField(_("tax in the price"), **_money)
    shipping_tax_amount = models.DecimalField(_("tax in the freight"), **_money)
    commission_rate = models.DecimalField(_("commission, %"), max_digits=5, decimal_places=2, default=Decimal(0))
    commission_fee = models.DecimalField(_("commission"), **_money)
    commission_tax_rate = models.DecimalField(max_digits=6, decimal_places=3, default=Decimal(0))
    commission_tax = models.DecimalField(**_money)
    total_commission = models.DecimalField(**_money)
    # What lowered its price, as orders.reductions writes it; empty where nothing did.
    reductions = models.JSONField(default=dict, db_default={}, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    debited_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["order", "index"]
        constraints = [
            models.UniqueConstraint(fields=["order", "index"], name="orders_orderline_index"),
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="orders_orderline_state_known"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="orders_orderline_quantity_positive"),
        ]

    def __str__(self) -> str:
        return self.line_id

"""What shops offer of the catalogue, what became of it, and what the operator takes."""

from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace import clock
from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import shop_manager
from offers.choices import ChangeSource, CustomFieldType, OfferCondition, SaleState
from offers.models.catalogue import Category, Product
from offers.querysets import OfferQuerySet
from shipping.models import LogisticClass

HEAVIEST_GRAMS = 30_000_000
# Prices by channel and time; quantities of each with a price of their own.
MOST_PRICES = 50
MOST_VOLUMES = 50


class Offer(models.Model):
    """A shop sells a product at a price. Prices include tax. Removed offers stay for the orders that point at them
    (R007).

    `price` with its discount and `volume_prices` hold on every channel at all times; `other_prices` hold instead where
    they name the channel or the time (`offers.prices` reads them all). Of `quantity` pieces `safety_in_force` are kept
    back: the offer's own safety stock, else the shop's default, which is written into every offer when it changes, so
    that what is for sale can be read and indexed without another table (R009, R010). `alert_in_force` likewise.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", verbose_name=_("product"))
    shop_sku = models.CharField(_("your SKU"), max_length=64)
    condition = models.CharField(
        _("condition"), max_length=4, choices=OfferCondition.choices, default=OfferCondition.NEW
    )
    description = models.TextField(_("description"), blank=True)
    internal_description = models.TextField(_("internal note"), blank=True)

    price = models.DecimalField(
        _("price, tax included"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    currency = models.CharField(_("currency"), max_length=3)
    discount_price = models.DecimalField(
        _("reduced price"), max_digits=12, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )  # fmt: skip
    discount_starts_at = models.DateTimeField(_("reduced from"), null=True, blank=True)
    discount_ends_at = models.DateTimeField(_("reduced until"), null=True, blank=True)
    volume_prices = models.JSONField(_("volume prices"), default=list, db_default=[], blank=True)
    other_prices = models.JSONField(_("prices by channel and time"), default=list, db_default=[], blank=True)
    price_additional_info = models.CharField(_("about the price"), max_length=255, blank=True, db_default="")
    tax_code = models.CharField(
        _("tax code"), max_length=30, blank=True, help_text=_("Empty: the channel's standard rate.")
    )

    quantity = models.PositiveIntegerField(_("stock"), default=0)
    safety_stock = models.PositiveIntegerField(
        _("safety stock"), null=True, blank=True, help_text=_("Empty: the shop's default.")
    )
    safety_in_force = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    sellable_quantity = models.GeneratedField(
        expression=Greatest(F("quantity") - F("safety_in_force"), Value(0)),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    stock_alert = models.PositiveIntegerField(
        _("alert at"), null=True, blank=True, help_text=_("Empty: the shop's default.")
    )
    alert_in_force = models.PositiveIntegerField(null=True, editable=False)
    low_told_at = models.DateTimeField(null=True, editable=False)
    min_order_quantity = models.PositiveIntegerField(
        _("minimum order quantity"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    max_order_quantity = models.PositiveIntegerField(
        _("maximum order quantity"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    package_quantity = models.PositiveIntegerField(
        _("sold in packs of"), null=True, blank=True, validators=[MinValueValidator(1)]
    )

    lead_time_days = models.PositiveSmallIntegerField(
        _("preparation, working days"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(60)],
        help_text=_("Empty: the shop's default."),
    )
    logistic_class = models.ForeignKey(
        LogisticClass,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logistic class"),
        help_text=_("Empty: the marketplace's first."),
    )
    weight_grams = models.PositiveIntegerField(
        _("weight of one piece with its packing, g"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST_GRAMS)],
        help_text=_("Needed where freight goes by weight."),
    )

    available_from = models.DateTimeField(_("on sale from"), null=True, blank=True)
    available_until = models.DateTimeField(_("on sale until"), null=True, blank=True)
    favorite_rank = models.PositiveIntegerField(_("rank among favourites"), null=True, blank=True)
    allow_quote_requests = models.BooleanField(_("takes quote requests"), default=False, db_default=False)
    additional_fields = models.JSONField(_("custom fields"), default=dict, db_default={}, blank=True)

    is_active = models.BooleanField(_("on sale"), default=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    # Who answers for the sheet's data, and since when (R002).
    sheet_confirmed_at = models.DateTimeField(_("sheet confirmed"), null=True, blank=True)
    sheet_confirmed_by = models.CharField(_("sheet confirmed by"), max_length=150, blank=True, db_default="")
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    objects = shop_manager(queryset=OfferQuerySet)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "shop_sku"], name="offers_offer_sku_per_shop"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="offers_offer_quantity_not_negative"),
            models.CheckConstraint(condition=Q(price__gt=0), name="offers_offer_price_positive"),
            models.CheckConstraint(
                condition=Q(discount_price__isnull=True) | Q(discount_price__gt=0),
                name="offers_offer_discount_positive",
            ),
            models.CheckConstraint(
                condition=Q(condition__in=OfferCondition.values), name="offers_offer_condition_known"
            ),
        ]
        indexes = [
            # OF21's default order, and the portal's list by price.
            models.Index(
                fields=["shop", "price", "id"], name="offers_offer_price", condition=Q(removed_at__isnull=True)
            ),
            # The differential export: what of a shop changed since.
            models.Index(fields=["shop", "updated_at", "id"], name="offers_offer_changed"),
            # The sweep: offers low on stock of which nobody was told, and told ones that are so no more (R011).
            models.Index(
                fields=["shop", "id"],
                name="offers_offer_low",
                condition=Q(alert_in_force__gte=F("sellable_quantity"), low_told_at__isnull=True)
                | Q(low_told_at__isnull=False),
            ),
            # The tabs of the portal's list and their counts, each of few rows among a shop's millions.
            models.Index(
                fields=["shop", "id"],
                name="offers_offer_paused",
                condition=Q(removed_at__isnull=True, is_active=False),
            ),
            models.Index(
                fields=["shop", "id"],
                name="offers_offer_out",
                condition=Q(removed_at__isnull=True, is_active=True, sellable_quantity=0),
            ),
            models.Index(
                fields=["shop", "id"],
                name="offers_offer_alert",
                condition=Q(
                    removed_at__isnull=True,
                    is_active=True,
                    sellable_quantity__gt=0,
                    alert_in_force__gte=F("sellable_quantity"),
                ),
            ),
            models.Index(
                fields=["shop", "id"],
                name="offers_offer_period",
                condition=Q(removed_at__isnull=True, is_active=True)
                & (Q(available_from__isnull=False) | Q(available_until__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shop_sku} {self.price} {self.currency}"

    @property
    def sale_state(self) -> SaleState:
        """Its state now."""
        return self.sale_state_at(clock.now())

    def sale_state_at(self, at: datetime) -> SaleState:
        """Whether customers can buy it at that moment, as far as the offer itself decides."""
        if self.removed_at:
            return SaleState.REMOVED
        if not self.is_active:
            return SaleState.PAUSED
        if not self.is_available_at(at):
            return SaleState.OUT_OF_PERIOD
        return SaleState.ON_SALE if self.sellable_quantity else SaleState.OUT_OF_STOCK

    def is_available_at(self, at: datetime) -> bool:
        """Whether the moment lies in the offer's period of sale: from its start, included, to its end, excluded."""
        begun = self.available_from is None or self.available_from <= at
        return begun and (self.available_until is None or at < self.available_until)


class OfferChange(models.Model):
    """The price or stock of an offer changed: written by a trigger of the database on every way into the table."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    at = models.DateTimeField(_("when"))
    source = models.CharField(
        pgettext_lazy("source of a change", "by"), max_length=8, choices=ChangeSource.choices, blank=True
    )
    who = models.CharField(_("who"), max_length=150, blank=True)
    price_before = models.DecimalField(max_digits=12, decimal_places=2)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    discount_before = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    discount_price = models.DecimalField(_("reduced price"), max_digits=12, decimal_places=2, null=True)
    quantity_before = models.PositiveIntegerField()
    quantity = models.PositiveIntegerField(_("stock"))
    # Dates of the reduction, prices by quantity, prices by channel and time, under the names of the offer's columns;
    # null where none of them changed.
    prices_before = models.JSONField(null=True)
    prices = models.JSONField(_("other prices"), null=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("change of an offer")
        verbose_name_plural = _("changes of offers")
        ordering = ["-pk"]
        indexes = [
            # The history of one offer, newest first.
            models.Index(fields=["offer", "-id"], name="offers_offerchange_of_offer"),
        ]

    def __str__(self) -> str:
        return f"{self.price_before} → {self.price}, {self.quantity_before} → {self.quantity}"


class OfferField(models.Model):
    """A custom field of the operator's that every offer may fill (AF01, entity OFFER)."""

    code = models.CharField(_("code"), max_length=64, unique=True)
    label = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("description"), max_length=255, blank=True)
    type = models.CharField(_("type"), max_length=20, choices=CustomFieldType.choices, default=CustomFieldType.STRING)
    accepted_values = ArrayField(
        models.CharField(max_length=100), verbose_name=_("values of a list"), default=list, blank=True
    )
    regex = models.CharField(_("regular expression"), max_length=255, blank=True)
    is_required = models.BooleanField(_("required"), default=False)
    default_value = models.CharField(_("default"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("custom field of offers")
        verbose_name_plural = _("custom fields of offers")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(type__in=CustomFieldType.values), name="offers_offerfield_type_known")
        ]

    def __str__(self) -> str:
        return self.label


class CommissionRate(models.Model):
    """What the operator takes of a sale: per channel, and per category where one is named (its nearest ancestor with
    a rate holds).
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+", verbose_name=_("channel"))
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("category")
    )
    rate = models.DecimalField(
        _("rate, %"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("commission rate")
        verbose_name_plural = _("commission rates")
        ordering = ["channel", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "category"], nulls_distinct=False, name="offers_commissionrate_once"
            ),
            models.CheckConstraint(condition=Q(rate__range=(0, 100)), name="offers_commissionrate_rate"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.rate} %"

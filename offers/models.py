"""The catalogue and what shops offer of it: as much as orders need to point at."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import shop_manager
from offers.choices import OfferCondition, SaleState
from offers.querysets import OfferQuerySet
from shipping.models import LogisticClass

HEAVIEST_GRAMS = 30_000_000


class Category(models.Model):
    """A node of the marketplace's tree of categories."""

    code = models.CharField(_("code"), max_length=64, unique=True)
    label = models.CharField(_("name"), max_length=150)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["label", "pk"]

    def __str__(self) -> str:
        return self.label


class Product(models.Model):
    """A product sheet of the marketplace, shared by the offers of many sellers."""

    product_sku = models.CharField(_("product SKU"), max_length=64, unique=True)
    title = models.CharField(_("title"), max_length=255)
    brand = models.CharField(_("brand"), max_length=100, blank=True)
    description = models.TextField(_("description"), blank=True)
    ean = models.CharField(_("EAN"), max_length=14, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="products", verbose_name=_("category")
    )
    media_url = models.URLField(_("picture"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["ean"], condition=~Q(ean=""), name="offers_product_ean")]

    def __str__(self) -> str:
        return self.title


class Offer(models.Model):
    """A shop sells a product at a price. Prices include tax. Removed offers stay for the orders that point at them
    (R007).
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
    quantity = models.PositiveIntegerField(_("stock"), default=0)
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
    tax_code = models.CharField(
        _("tax code"), max_length=30, blank=True, help_text=_("Empty: the channel's standard rate.")
    )
    is_active = models.BooleanField(_("on sale"), default=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
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
                condition=Q(condition__in=OfferCondition.values), name="offers_offer_condition_known"
            ),
        ]
        indexes = [
            # OF21's default order, and the portal's list by price.
            models.Index(
                fields=["shop", "price", "id"], name="offers_offer_price", condition=Q(removed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shop_sku} {self.price} {self.currency}"

    @property
    def sale_state(self) -> SaleState:
        if self.removed_at:
            return SaleState.REMOVED
        if not self.is_active:
            return SaleState.PAUSED
        return SaleState.ON_SALE if self.quantity else SaleState.OUT_OF_STOCK


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

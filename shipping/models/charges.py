"""What a shop charges for sending: its rate table, the contingency table behind it, and when that one was needed."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager
from shipping.choices import ChargeBasis, FreightReason
from shipping.models.network import LogisticClass, ShippingMethod, ShippingZone

_money: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


class RateTableRow(models.Model):
    """One row of a rate table: for a zone, or a range of its postcodes, one method, and one logistic class or all.

    Amounts are in the shop's currency, tax included. A row by weight (kg) or by order value holds from `at_least`,
    that amount included, to `below`, that one not; without `below` for all above. `postcode_from` and `postcode_to`
    are what postcodes begin with, equally long, both included; both empty for what no range names. `extra_price` is
    for each line or piece after the first; orders of `free_from` or more go free.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    zone = models.ForeignKey(ShippingZone, on_delete=models.PROTECT, related_name="+", verbose_name=_("zone"))
    method = models.ForeignKey(ShippingMethod, on_delete=models.PROTECT, related_name="+", verbose_name=_("method"))
    logistic_class = models.ForeignKey(
        LogisticClass,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logistic class"),
        help_text=_("Empty: all classes without rows of their own."),
    )
    postcode_from = models.CharField(_("postcodes from"), max_length=10, blank=True, db_collation="C")
    postcode_to = models.CharField(_("postcodes to"), max_length=10, blank=True, db_collation="C")
    basis = models.CharField(_("charged"), max_length=8, choices=ChargeBasis.choices)
    at_least = models.DecimalField(_("from"), max_digits=12, decimal_places=3, default=Decimal(0))
    below = models.DecimalField(_("below"), max_digits=12, decimal_places=3, null=True, blank=True)
    price = models.DecimalField(_("price"), default=Decimal(0), **_money)
    extra_price = models.DecimalField(_("each further"), default=Decimal(0), **_money)
    free_from = models.DecimalField(_("free from"), null=True, blank=True, **_money)

    objects = shop_manager()

    class Meta:
        abstract = True
        ordering = ["zone", "method", "logistic_class", "postcode_from", "at_least"]
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=ChargeBasis.values), name="shipping_%(class)s_basis_known"),
            models.CheckConstraint(
                condition=Q(price__gte=0, extra_price__gte=0, at_least__gte=0)
                & (Q(free_from__isnull=True) | Q(free_from__gte=0)),
                name="shipping_%(class)s_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(below__isnull=True) | Q(below__gt=F("at_least")), name="shipping_%(class)s_range_order"
            ),
            models.UniqueConstraint(
                fields=["shop", "zone", "method", "logistic_class", "postcode_from", "at_least"],
                nulls_distinct=False,
                name="shipping_%(class)s_one_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.basis} {self.price}"


class Charge(RateTableRow):
    """A row of a shop's rate table (R085, R089, R098)."""

    class Meta(RateTableRow.Meta):
        verbose_name = _("shipping charge")
        verbose_name_plural = _("shipping charges")


class ContingencyCharge(RateTableRow):
    """A row of the table that holds when the rate table gives no price (R099). A table of its own: what locks or
    breaks the other leaves it alone.
    """

    class Meta(RateTableRow.Meta):
        verbose_name = _("contingency charge")
        verbose_name_plural = _("contingency charges")


class FreightFault(models.Model):
    """A time in which a shop's rate table gave no price for a destination, and in how many minutes (R099). Open until
    it does again.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    zone = models.ForeignKey(ShippingZone, on_delete=models.CASCADE, related_name="+", verbose_name=_("zone"))
    method = models.ForeignKey(ShippingMethod, on_delete=models.CASCADE, related_name="+", verbose_name=_("method"))
    reason = models.CharField(_("reason"), max_length=16, choices=FreightReason.choices)
    details = models.JSONField(_("last asked for"), default=dict)
    has_contingency = models.BooleanField(_("the contingency table gave a price"), default=False)
    count = models.PositiveIntegerField(_("times met, counted once a minute"), default=1)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True, editable=False)

    objects = shop_manager()

    class Meta:
        verbose_name = _("freight fault")
        verbose_name_plural = _("freight faults")
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "zone", "method", "reason"],
                condition=Q(ended_at__isnull=True),
                name="shipping_freightfault_one_open",
            )
        ]
        indexes = [
            # What the shop's members are still to be told.
            models.Index(fields=["id"], name="shipping_freightfault_untold", condition=Q(told_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.reason}"

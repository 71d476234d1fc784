"""How parcels travel: the operator's methods, zones and carriers, and each shop's own preparation time."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager


class ShippingZone(models.Model):
    """A destination as sellers price it: one or more countries."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    label = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("description"), max_length=255, blank=True)
    countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("countries"), help_text=_("ISO codes, such as ES, PT.")
    )

    class Meta:
        verbose_name = _("shipping zone")
        verbose_name_plural = _("shipping zones")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label


class ShippingMethod(models.Model):
    """A way of sending that the operator offers, with its transit in working days (R090). The seller API calls it a
    shipping type.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    label = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("description"), max_length=255, blank=True)
    standard_code = models.CharField(_("standard code"), max_length=40, blank=True)
    transit_min_days = models.PositiveSmallIntegerField(_("transit from, working days"), default=1)
    transit_max_days = models.PositiveSmallIntegerField(
        _("transit to, working days"), default=3, validators=[MaxValueValidator(90)]
    )
    mandatory_tracking = models.BooleanField(_("tracking is mandatory"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("shipping method")
        verbose_name_plural = _("shipping methods")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(transit_max_days__gte=F("transit_min_days")), name="shipping_shippingmethod_transit_order"
            )
        ]

    def __str__(self) -> str:
        return self.label


class Carrier(models.Model):
    """A carrier of the operator's list. `tracking_url` holds `{trackingId}` where the number goes."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("name"), max_length=100)
    standard_code = models.CharField(_("standard code"), max_length=40, blank=True)
    tracking_url = models.CharField(_("tracking address"), max_length=255, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = ["label", "pk"]

    def __str__(self) -> str:
        return self.label

    def tracking_link(self, number: str) -> str:
        """Where the customer follows `number`; empty when this carrier has no page."""
        return self.tracking_url.replace("{trackingId}", number) if self.tracking_url and number else ""


class ShopShipping(models.Model):
    """How one shop prepares its orders. 0 days means shipped on the day of the order (D9)."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="+")
    lead_time_days = models.PositiveSmallIntegerField(
        _("preparation, working days"), default=2, validators=[MaxValueValidator(60)]
    )

    objects = shop_manager()

    class Meta:
        verbose_name = _("shop's shipping settings")
        verbose_name_plural = _("shops' shipping settings")

    def __str__(self) -> str:
        return f"{self.shop_id}: {self.lead_time_days}"

"""How one shop prepares and sends its orders."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.shops.choices import Weekday
from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager
from shipping.choices import ClosureKind
from shipping.models.network import LONGEST_LEAD_TIME_DAYS, Carrier


class ShopShipping(models.Model):
    """A shop's preparation: 0 days means shipped on the day of the order (D9). Times are local to the channel."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="+")
    lead_time_days = models.PositiveSmallIntegerField(
        _("preparation, working days"), default=2, validators=[MaxValueValidator(LONGEST_LEAD_TIME_DAYS)]
    )
    cutoff = models.TimeField(
        _("orders from this hour on count as the next day's"),
        null=True,
        blank=True,
        help_text=_("Empty: the day's end."),
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday.choices),
        verbose_name=_("working days of the week"),
        null=True,
        blank=True,
        help_text=_("Empty: those of the marketplace's calendar."),
    )
    updated_at = models.DateTimeField(_("changed"), null=True, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("shop's shipping settings")
        verbose_name_plural = _("shops' shipping settings")

    def __str__(self) -> str:
        return f"{self.shop_id}: {self.lead_time_days}"


class Closure(models.Model):
    """Days on which a shop departs from its week, both included: closed, or worked though a holiday (R096, D12)."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until, that day included"))
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("meanwhile"), max_length=12, choices=ClosureKind.choices, default=ClosureKind.STAY_OPEN)
    created_at = models.DateTimeField(_("entered"))

    objects = shop_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="shipping_closure_order"),
            models.CheckConstraint(condition=Q(kind__in=ClosureKind.values), name="shipping_closure_kind_known"),
        ]
        indexes = [
            # The closures that a promise may still meet.
            models.Index(fields=["shop", "last_day"], name="shipping_closure_ahead"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.first_day} – {self.last_day}"


class ShopCarrier(models.Model):
    """A carrier that a shop usually sends with (R091)."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="+", verbose_name=_("carrier"))

    objects = shop_manager()

    class Meta:
        verbose_name = _("usual carrier")
        verbose_name_plural = _("usual carriers")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["shop", "carrier"], name="shipping_shopcarrier_once")]

    def __str__(self) -> str:
        return str(self.carrier)

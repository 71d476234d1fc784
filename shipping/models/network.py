"""What the operator offers: destinations, methods with their transit, carriers, classes of goods, and limits."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.shops.choices import Weekday

LONGEST_LEAD_TIME_DAYS = 60


def _weekdays(**options: object) -> "ArrayField[list[int], list[int]]":
    """ISO weekdays, 1 for Monday."""
    day = models.PositiveSmallIntegerField(choices=Weekday.choices)
    return ArrayField(day, blank=True, default=list, **options)  # type: ignore[arg-type]  # options of any field


class ShippingZone(models.Model):
    """A destination as sellers price it: one or more countries, or the part of them that some postcodes begin."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    label = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("description"), max_length=255, blank=True)
    countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("countries"), help_text=_("ISO codes, such as ES, PT.")
    )
    postcodes = ArrayField(
        models.CharField(max_length=10),
        verbose_name=_("postcodes that begin with"),
        blank=True,
        default=list,
        help_text=_("Such as 35, 38. Empty: all that no other zone of the country names."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("shipping zone")
        verbose_name_plural = _("shipping zones")
        ordering = ["position", "code"]

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
    service_days = _weekdays(
        verbose_name=_("days of transit and delivery"), help_text=_("Empty: the working days of the channel.")
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


class MethodTransit(models.Model):
    """The transit of a method to one zone, where it differs from the method's own."""

    method = models.ForeignKey(
        ShippingMethod, on_delete=models.CASCADE, related_name="transits", verbose_name=_("method")
    )
    zone = models.ForeignKey(ShippingZone, on_delete=models.CASCADE, related_name="transits", verbose_name=_("zone"))
    transit_min_days = models.PositiveSmallIntegerField(_("transit from, working days"))
    transit_max_days = models.PositiveSmallIntegerField(
        _("transit to, working days"), validators=[MaxValueValidator(90)]
    )

    class Meta:
        verbose_name = _("transit to a zone")
        verbose_name_plural = _("transit by zone")
        ordering = ["method", "zone"]
        constraints = [
            models.UniqueConstraint(fields=["method", "zone"], name="shipping_methodtransit_once"),
            models.CheckConstraint(
                condition=Q(transit_max_days__gte=F("transit_min_days")), name="shipping_methodtransit_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transit_min_days}–{self.transit_max_days}"


class LogisticClass(models.Model):
    """A class of goods that travel alike, such as small parcels or bulky ones. The first is that of offers that name
    none.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    label = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("description"), max_length=255, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("logistic class")
        verbose_name_plural = _("logistic classes")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class Carrier(models.Model):
    """A carrier of the operator's list. `tracking_url` holds `{trackingId}` where the number goes.

    `number_shapes` are what its numbers look like: # a digit, @ a letter, * either, all else as written. Where none
    fits, a number is warned about and taken (R092).
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("name"), max_length=100)
    standard_code = models.CharField(_("standard code"), max_length=40, blank=True)
    tracking_url = models.CharField(_("tracking address"), max_length=255, blank=True)
    number_shapes = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("shapes of its tracking numbers"),
        blank=True,
        default=list,
        help_text=_("# a digit, @ a letter, * either; such as 1Z****************. Empty: any number."),
    )
    service_days = _weekdays(
        verbose_name=_("days on which it delivers"), help_text=_("Empty: the working days of the channel.")
    )
    countries = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("countries"),
        blank=True,
        default=list,
        help_text=_("Where its customers send from. Empty: everywhere."),
    )
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


class ShippingLimits(models.Model):
    """How far sellers may depart from the marketplace's calendar and times (D12). One row, or none for the defaults."""

    allows_own_calendar = models.BooleanField(_("shops may keep their own calendar"), default=True)
    fewest_weekdays = models.PositiveSmallIntegerField(
        _("working days of a week, at least"), default=3, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    longest_closure_days = models.PositiveSmallIntegerField(
        _("days of one closure, at most"), default=31, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    most_closed_days = models.PositiveSmallIntegerField(
        _("days closed in twelve months, at most"), default=60, validators=[MaxValueValidator(300)]
    )
    earliest_cutoff = models.TimeField(_("cut-off hour, at the earliest"), null=True, blank=True)
    longest_lead_time_days = models.PositiveSmallIntegerField(
        _("preparation, working days, at most"),
        default=LONGEST_LEAD_TIME_DAYS,
        validators=[MaxValueValidator(LONGEST_LEAD_TIME_DAYS)],
    )
    default_lead_time_days = models.PositiveSmallIntegerField(
        _("preparation of shops that have set none, working days"),
        default=2,
        validators=[MaxValueValidator(LONGEST_LEAD_TIME_DAYS)],
    )

    class Meta:
        verbose_name = _("limits of shops' shipping")
        verbose_name_plural = _("limits of shops' shipping")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="shipping_shippinglimits_one")]

    def __str__(self) -> str:
        return str(_("Limits of shops' shipping"))

"""Sales channels, their calendars and rules: the operator's settings (R052, R096, R114)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.shops.choices import DirectContact, RuleClock, Weekday


class Calendar(models.Model):
    """Working time: public holidays of a country and region, service windows by weekday, and days of its own."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    country = models.CharField(
        _("holidays of country"),
        max_length=2,
        blank=True,
        help_text=_("ISO code, such as ES. Empty: no public holidays."),
    )
    subdivision = models.CharField(
        _("region"),
        max_length=10,
        blank=True,
        help_text=_("Code of the region, such as MD or BY. Empty: national holidays alone."),
    )

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ServiceWindow(models.Model):
    """Opening time on one weekday, local to the channel. An empty end means the day's end."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"), null=True, blank=True)

    class Meta:
        verbose_name = _("service window")
        verbose_name_plural = _("service windows")
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "weekday", "opens"], name="shops_servicewindow_start"),
            models.CheckConstraint(
                condition=Q(closes__isnull=True) | Q(closes__gt=F("opens")), name="shops_servicewindow_order"
            ),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="shops_servicewindow_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}"


class CalendarDay(models.Model):
    """A day that departs from the public holidays: closed though they say nothing, or worked though they name it."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=100)
    is_closed = models.BooleanField(_("closed"), default=True)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="shops_calendarday_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Channel(models.Model):
    """A sales channel: where, in which language and currency, and on which calendar its orders live (R114)."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    label = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("description"), max_length=255, blank=True)
    language = models.CharField(_("language"), max_length=5, default="es")
    country = models.CharField(_("country"), max_length=2)
    currency = models.CharField(_("currency"), max_length=3)
    timezone = models.CharField(_("time zone"), max_length=64)
    calendar = models.ForeignKey(
        Calendar, on_delete=models.PROTECT, related_name="channels", verbose_name=_("calendar")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label

    @property
    def rules_in_force(self) -> "ChannelRules":
        """Its own rules, else the standard ones: a channel the operator has just made takes orders too."""
        return getattr(self, "rules", None) or ChannelRules(channel=self)


class ChannelRules(models.Model):
    """The deadlines of one channel. A change holds for what comes after it: running deadlines keep their frozen
    policy (R052).
    """

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="rules")
    reply_name = models.CharField(_("name of the reply rule"), max_length=60, default="24 working hours")
    reply_hours = models.PositiveSmallIntegerField(
        _("answer within, hours"), default=24, validators=[MinValueValidator(1)]
    )
    reply_clock = models.CharField(_("counted in"), max_length=10, choices=RuleClock.choices, default=RuleClock.WORKING)
    unedited_quick_reply_counts = models.BooleanField(_("an unedited quick reply counts as an answer"), default=True)
    direct_contact = models.CharField(
        _("direct contact"), max_length=12, choices=DirectContact.choices, default=DirectContact.ALLOWED
    )
    acceptance_hours = models.PositiveSmallIntegerField(
        _("accept within, hours"), default=48, validators=[MinValueValidator(1)]
    )
    acceptance_clock = models.CharField(
        _("counted in"), max_length=10, choices=RuleClock.choices, default=RuleClock.WORKING
    )
    payment_hours = models.PositiveSmallIntegerField(
        _("payment within, hours"), default=72, validators=[MinValueValidator(1)]
    )
    incident_days = models.PositiveSmallIntegerField(
        _("incidents close after, days"), default=15, validators=[MinValueValidator(1)]
    )
    autoreceive_days = models.PositiveSmallIntegerField(
        _("received by itself after, days"), default=14, validators=[MinValueValidator(1)]
    )
    autoclose_days = models.PositiveSmallIntegerField(
        _("closed after, days"), default=90, validators=[MinValueValidator(1)]
    )
    invoice_hours = models.PositiveSmallIntegerField(
        _("file the invoice within, hours"), default=48, validators=[MinValueValidator(1)]
    )
    invoice_clock = models.CharField(
        _("counted in"), max_length=10, choices=RuleClock.choices, default=RuleClock.WORKING
    )
    warn_percent = models.PositiveSmallIntegerField(
        _("warn when this share of the time is used, %"),
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )

    class Meta:
        verbose_name = _("rules")
        verbose_name_plural = _("rules")
        constraints = [
            models.CheckConstraint(condition=Q(warn_percent__range=(1, 99)), name="shops_channelrules_warn_percent")
        ]

    def __str__(self) -> str:
        return self.reply_name


class TaxRate(models.Model):
    """A tax of a channel. Offers name one by its code; the standard one holds for the others."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="tax_rates")
    code = models.CharField(_("code"), max_length=30)
    label = models.CharField(_("name"), max_length=60)
    rate = models.DecimalField(
        _("rate, %"), max_digits=6, decimal_places=3, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    is_standard = models.BooleanField(_("standard"), default=False)

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        ordering = ["channel", "code"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "code"], name="shops_taxrate_code"),
            models.UniqueConstraint(
                fields=["channel"], condition=Q(is_standard=True), name="shops_taxrate_one_standard"
            ),
            models.CheckConstraint(condition=Q(rate__range=(0, 100)), name="shops_taxrate_rate"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.rate.normalize():f} %"

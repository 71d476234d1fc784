"""What happened on a day in one channel of a shop, added up; the marks of days to add up anew; and visits as told."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import shop_manager
from offers.models import Offer

_money: dict[str, Any] = {"max_digits": 16, "decimal_places": 2, "default": 0}


class DailyFacts(models.Model):
    """One day by the channel's clock. Every number adds up over days and channels; what each counts says
    `metrics.columns`. Times are in seconds, amounts in the channel's currency.

    Orders and their lines belong to the day they were placed on, answers and evaluations to the day they were given on.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"))
    computed_at = models.DateTimeField(_("counted"))
    # The latest acceptance among the day's orders: refusals in a row begin after the latest of all.
    last_accepted_at = models.DateTimeField(null=True)

    orders = models.BigIntegerField(default=0)
    outside_orders = models.BigIntegerField(default=0)
    shipped_late = models.BigIntegerField(default=0)
    shipped_orders = models.BigIntegerField(default=0)
    shipping_seconds = models.BigIntegerField(default=0)
    received_in_time = models.BigIntegerField(default=0)
    received_late = models.BigIntegerField(default=0)
    received_unpromised = models.BigIntegerField(default=0)
    to_invoice = models.BigIntegerField(default=0)
    invoiced = models.BigIntegerField(default=0)
    shipped_past = models.BigIntegerField(default=0)
    paid_orders = models.BigIntegerField(default=0)
    unpaid_orders = models.BigIntegerField(default=0)
    revenue_orders = models.BigIntegerField(default=0)
    revenue = models.DecimalField(**_money)
    revenue_with_shipping = models.DecimalField(**_money)
    foreign_orders = models.BigIntegerField(default=0)

    accepted_lines = models.BigIntegerField(default=0)
    decided_lines = models.BigIntegerField(default=0)
    undecided_lines = models.BigIntegerField(default=0)
    submitted_lines = models.BigIntegerField(default=0)
    auto_refused_lines = models.BigIntegerField(default=0)
    past_lines = models.BigIntegerField(default=0)
    cancellable_lines = models.BigIntegerField(default=0)
    cancelled_lines = models.BigIntegerField(default=0)
    sold_lines = models.BigIntegerField(default=0)
    unvisited_lines = models.BigIntegerField(default=0)

    approvals = models.BigIntegerField(default=0)
    approval_seconds = models.BigIntegerField(default=0)

    answers = models.BigIntegerField(default=0)
    answers_in_time = models.BigIntegerField(default=0)
    answer_seconds = models.BigIntegerField(default=0)
    answer_worked_seconds = models.BigIntegerField(default=0)
    unneeded_answers = models.BigIntegerField(default=0)

    evaluations = models.BigIntegerField(default=0)
    grade_sum = models.BigIntegerField(default=0)
    visits = models.BigIntegerField(default=0)

    objects = shop_manager()

    class Meta:
        verbose_name = _("facts of a day")
        verbose_name_plural = _("facts of days")
        ordering = ["shop", "day", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "day", "channel"], name="metrics_dailyfacts_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class DirtyDay(models.Model):
    """A mark, written with a change: this day must be added up anew. Repeated freely, so that nobody waits to write
    one; gone once it was done.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"))

    objects = shop_manager()

    class Meta:
        verbose_name = _("day to count anew")
        verbose_name_plural = _("days to count anew")
        ordering = ["pk"]
        indexes = [models.Index(fields=["shop", "day"], name="metrics_dirtyday_shop")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class OfferVisits(models.Model):
    """How often an offer's listing was visited on a day in a channel, as the shop front last told it (R104)."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("visits"))

    objects = shop_manager()

    class Meta:
        verbose_name = _("visits of an offer")
        verbose_name_plural = _("visits of offers")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "channel", "day"], name="metrics_offervisits_once"),
        ]
        indexes = [models.Index(fields=["shop", "day"], name="metrics_offervisits_day")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}: {self.count}"

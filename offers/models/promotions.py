"""Price reductions for a time: the operator's campaigns, who joined them with what, and sellers' own promotions."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import shop_manager
from offers.choices import DiscountKind, PromotionState, RewardType, SelectionType, TriggerType
from offers.querysets import CampaignQuerySet, PromotionQuerySet


def usual_cash_payment_types() -> list[str]:
    """What counts as paid at once unless the operator says otherwise."""
    return ["BANK_TRANSFER", "BOLETO", "CASH", "DEBIT_CARD", "PIX"]


class Storefront(models.Model):
    """A storefront of the marketplace: a brand that sells on one channel (R020)."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("name"), max_length=100)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+", verbose_name=_("channel"))
    is_active = models.BooleanField(_("active"), default=True)
    cash_payment_types = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("paid at once"),
        default=usual_cash_payment_types,
        blank=True,
        help_text=_("Payment types that get the price for who pays at once."),
    )

    class Meta:
        verbose_name = _("storefront")
        verbose_name_plural = _("storefronts")
        ordering = ["label", "pk"]

    def __str__(self) -> str:
        return self.label


class Campaign(models.Model):
    """The operator's campaign on one storefront, which sellers join with discounts of the kinds that it takes.
    It runs from `starts_at`, included, to `ends_at`, excluded (R020, R021).
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    storefront = models.ForeignKey(
        Storefront, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("storefront")
    )
    label = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    join_until = models.DateTimeField(_("to be joined until"), null=True, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=16, choices=DiscountKind.choices), verbose_name=_("kinds of discount")
    )
    least_percent = models.DecimalField(
        _("discount of at least, %"), max_digits=5, decimal_places=2, default=1,
        validators=[MinValueValidator(0), MaxValueValidator(99)],
    )  # fmt: skip
    payment_methods = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("payment methods"),
        default=list,
        blank=True,
        help_text=_("Those which a discount on a payment method may name."),
    )
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="offers_campaign_order"),
        ]

    def __str__(self) -> str:
        return self.label


class Selection(models.Model):
    """Which of the shop's offers something holds for: all, or those that `selection` names: ids of offers, SKUs of
    products, codes of categories (with all below them) or brands.
    """

    selection_type = models.CharField(
        _("applies to"), max_length=16, choices=SelectionType.choices, default=SelectionType.ALL
    )
    selection = models.JSONField(_("selection"), default=list, blank=True)

    class Meta:
        abstract = True


class CampaignEntry(Selection):
    """A shop takes part in a campaign. Left, it stays for the record."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="entries", verbose_name=_("campaign"))
    joined_at = models.DateTimeField(_("joined"))
    joined_by = models.CharField(_("joined by"), max_length=150)
    left_at = models.DateTimeField(_("left the campaign"), null=True, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("campaign entry")
        verbose_name_plural = _("campaign entries")
        ordering = ["-joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "campaign"], condition=Q(left_at__isnull=True), name="offers_campaignentry_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.campaign)


class CampaignDiscount(models.Model):
    """One discount that a shop joined with, in percent of what its kind names."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(CampaignEntry, on_delete=models.CASCADE, related_name="discounts")
    kind = models.CharField(_("kind"), max_length=16, choices=DiscountKind.choices)
    payment_method = models.CharField(_("payment method"), max_length=40, blank=True)
    percent = models.DecimalField(
        _("discount, %"), max_digits=5, decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip

    objects = shop_manager()

    class Meta:
        verbose_name = _("campaign discount")
        verbose_name_plural = _("campaign discounts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind", "payment_method"], name="offers_campaigndiscount_once"),
            models.CheckConstraint(
                condition=Q(percent__gt=0) & Q(percent__lte=100), name="offers_campaigndiscount_percent"
            ),
            models.CheckConstraint(
                condition=Q(kind=DiscountKind.PAYMENT_METHOD, payment_method__gt="")
                | (~Q(kind=DiscountKind.PAYMENT_METHOD) & Q(payment_method="")),
                name="offers_campaigndiscount_payment_method",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.percent} %"


class Promotion(Selection):
    """A seller's own promotion (R022): what triggers it and what it takes off, as PR03 says it. The selection is what
    triggers; `reward_type` of it takes `reward_value` off the purchased items, or off those that the reward names.
    It runs from `starts_at`, included, to `ends_at`, excluded; `stopped_at` ends it earlier.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    internal_id = models.CharField(_("number"), max_length=64)
    internal_description = models.CharField(_("name"), max_length=255, blank=True)
    public_descriptions = models.JSONField(_("public descriptions"), default=dict, blank=True)
    channel_codes = ArrayField(models.CharField(max_length=20), verbose_name=_("channels"), default=list, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    trigger_type = models.CharField(
        _("triggered by"), max_length=20, choices=TriggerType.choices, default=TriggerType.MINIMUM_QUANTITY
    )
    trigger_value = models.DecimalField(_("from a quantity or amount of"), max_digits=12, decimal_places=2, default=1)
    same_item = models.BooleanField(_("of one and the same offer"), default=True)
    reward_type = models.CharField(
        _("benefit"), max_length=20, choices=RewardType.choices, default=RewardType.PERCENTAGE_OFF
    )
    reward_value = models.DecimalField(_("how much"), max_digits=12, decimal_places=2)
    max_quantity_to_discount = models.PositiveIntegerField(_("pieces reduced at most"), null=True, blank=True)
    reward_selection_type = models.CharField(max_length=16, default=SelectionType.PURCHASED_ITEMS)
    reward_selection = models.JSONField(default=list, blank=True)
    promo_codes = ArrayField(models.CharField(max_length=64), verbose_name=_("codes"), default=list, blank=True)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    objects = shop_manager(queryset=PromotionQuerySet)

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "internal_id"], name="offers_promotion_internal_id"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="offers_promotion_order"
            ),
            models.CheckConstraint(condition=Q(reward_value__gt=0), name="offers_promotion_reward"),
            models.CheckConstraint(condition=Q(trigger_value__gt=0), name="offers_promotion_trigger"),
        ]
        indexes = [
            # Prices of a page of offers: what of these shops runs now or later.
            models.Index(fields=["shop", "ends_at"], name="offers_promotion_running"),
        ]

    def __str__(self) -> str:
        return self.internal_description or self.internal_id

    def state_at(self, at: datetime) -> PromotionState:
        """Where it stands at that moment."""
        if self.stopped_at is not None or (self.ends_at is not None and self.ends_at <= at):
            return PromotionState.EXPIRED
        return PromotionState.PENDING if self.starts_at > at else PromotionState.ACTIVE

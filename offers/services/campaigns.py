"""Sellers take part in the operator's campaigns (R020, R021). Usable for integrated shops too: prices are commerce."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.actors import Actor
from marketplace.errors import Conflict, FieldError, NotFound, ValidationFailed
from marketplace.shops.models import ShopChannel
from offers.choices import DiscountKind, SelectionType
from offers.models import Campaign, CampaignDiscount, CampaignEntry
from offers.services.selecting import SelectionTerms, count_selected, resolve_selection

SELECTIONS = (
    SelectionType.ALL,
    SelectionType.CATEGORY,
    SelectionType.BRAND,
    SelectionType.PRODUCT,
    SelectionType.OFFER,
)
MOST_PERCENT = Decimal(99)


@dataclass(frozen=True)
class DiscountTerms:
    """A discount in percent of what its kind names; `payment_method` for that kind alone."""

    kind: str
    percent: Decimal
    payment_method: str = ""


@dataclass(frozen=True)
class EntryTerms:
    """What a shop takes part with."""

    discounts: tuple[DiscountTerms, ...]
    selection: SelectionTerms = SelectionTerms()


@dataclass(frozen=True)
class ShownCampaign:
    """A campaign with the shop's part in it."""

    campaign: Campaign
    entry: CampaignEntry | None
    discounts: list[CampaignDiscount]
    offers: int
    is_sold_there: bool

    def runs(self, at: datetime) -> bool:
        return self.campaign.starts_at <= at < self.campaign.ends_at

    def may_join(self, at: datetime) -> bool:
        """Whether the shop could still join: never what it has joined."""
        return self.entry is None and self.is_sold_there and not is_closed(self.campaign, at)


def is_closed(campaign: Campaign, at: datetime) -> bool:
    """Whether nobody may join any more."""
    return campaign.ends_at <= at or (campaign.join_until is not None and campaign.join_until <= at)


def list_campaigns(*, shop_id: int, at: datetime) -> list[ShownCampaign]:
    """Those that run or are to come on every storefront, soonest end first; ended ones are not there (R020)."""
    campaigns = Campaign.objects.listed(at).select_related("storefront__channel").order_by("ends_at", "pk")
    return _shown(list(campaigns), shop_id)


def show_campaign(*, shop_id: int, code: str) -> ShownCampaign:
    """One by its code. Raises NotFound."""
    [shown] = _shown([find_campaign(code)], shop_id)
    return shown


def past_entries(*, at: datetime) -> QuerySet[CampaignEntry]:
    """Entries of the scope that are over: the campaign has ended, or the shop has left; newest first."""
    entries = CampaignEntry.objects.select_related("campaign__storefront").prefetch_related("discounts")
    over = entries.filter(campaign__ends_at__lte=at) | entries.filter(left_at__isnull=False)
    found: QuerySet[CampaignEntry] = over.order_by("-campaign__ends_at", "-pk")
    return found


def find_campaign(code: str) -> Campaign:
    """Raises NotFound."""
    open_ones = Campaign.objects.filter(storefront__is_active=True).select_related("storefront__channel")
    found: Campaign | None = None if "\x00" in code else open_ones.filter(code=code).first()
    if found is None:
        raise NotFound(code="CAMPAIGN_NOT_FOUND", message=_("There is no such campaign."))
    return found


@transaction.atomic
def join_campaign(*, shop_id: int, code: str, terms: EntryTerms, actor: Actor, at: datetime) -> CampaignEntry:
    """Take part. Raises NotFound, ValidationFailed, and Conflict for who has joined or comes too late."""
    campaign = find_campaign(code)
    if is_closed(campaign, at):
        raise Conflict(code="CAMPAIGN_CLOSED", message=_("This campaign can no longer be joined."))
    if not ShopChannel.objects.filter(shop=shop_id, channel=campaign.storefront.channel_id).exists():
        message = _("Your shop does not sell on the channel of this storefront.")
        raise Conflict(code="CHANNEL_NOT_SOLD_ON", message=message)
    kind, values = check_entry(campaign, terms)
    try:
        with transaction.atomic():
            entry = CampaignEntry.objects.create(
                shop_id=shop_id,
                campaign=campaign,
                selection_type=kind,
                selection=values,
                joined_at=at,
                joined_by=actor.label,
            )
    except IntegrityError as error:
        raise Conflict(code="ALREADY_JOINED", message=_("Your shop takes part already.")) from error
    _write_discounts(entry, terms)
    return entry


@transaction.atomic
def change_entry(*, shop_id: int, code: str, terms: EntryTerms, at: datetime) -> CampaignEntry:
    """Take part with other discounts or offers from now on. Raises NotFound, Conflict, ValidationFailed."""
    entry = _locked(shop_id, code, at)
    entry.selection_type, entry.selection = check_entry(entry.campaign, terms)
    entry.save(update_fields=["selection_type", "selection"])
    entry.discounts.all().delete()
    _write_discounts(entry, terms)
    return entry


@transaction.atomic
def leave_campaign(*, shop_id: int, code: str, at: datetime) -> CampaignEntry:
    """Its discounts hold no longer; the entry stays for the record. Raises NotFound, Conflict."""
    entry = _locked(shop_id, code, at)
    entry.left_at = at
    entry.save(update_fields=["left_at"])
    return entry


def entry_terms(shown: ShownCampaign) -> EntryTerms:
    """The terms that hold now."""
    discounts = tuple(DiscountTerms(each.kind, each.percent, each.payment_method) for each in shown.discounts)
    if shown.entry is None:
        return EntryTerms(discounts)
    return EntryTerms(discounts, SelectionTerms(shown.entry.selection_type, tuple(shown.entry.selection)))


def _locked(shop_id: int, code: str, at: datetime) -> CampaignEntry:
    campaign = find_campaign(code)
    entry = (
        CampaignEntry.objects.select_for_update(of=("self",))
        .filter(shop=shop_id, campaign=campaign, left_at__isnull=True)
        .first()
    )
    if entry is None:
        raise Conflict(code="NOT_JOINED", message=_("Your shop does not take part."))
    if campaign.ends_at <= at:
        raise Conflict(code="CAMPAIGN_OVER", message=_("This campaign is over."))
    entry.campaign = campaign
    return entry


def check_entry(campaign: Campaign, terms: EntryTerms) -> tuple[str, list[str]]:
    """The selection, type and values, where the campaign takes the terms. Raises ValidationFailed."""
    faults = []
    if not terms.discounts:
        faults.append(FieldError("DISCOUNT_MISSING", "discounts", _("Give at least one discount.")))
    seen: set[tuple[str, str]] = set()
    for place, discount in enumerate(terms.discounts):
        fault = _fault(campaign, discount, seen)
        if fault:
            faults.append(FieldError("VALIDATION_ERROR", f"discounts[{place}].{fault[0]}", fault[1]))
        seen.add((discount.kind, discount.payment_method))
    if faults:
        raise ValidationFailed(code=faults[0].code, message=faults[0].message, errors=faults)
    return resolve_selection(terms.selection, allowed=SELECTIONS, field="selection")


def _fault(campaign: Campaign, discount: DiscountTerms, seen: set[tuple[str, str]]) -> tuple[str, str] | None:
    """The field and what is wrong with it."""
    is_by_method = discount.kind == DiscountKind.PAYMENT_METHOD
    if discount.kind not in campaign.kinds:
        return "kind", _("The campaign takes no discount of this kind.")
    if is_by_method and discount.payment_method not in campaign.payment_methods:
        return "payment_method", _("The campaign does not take this payment method.")
    if not is_by_method and discount.payment_method:
        return "payment_method", _("Only a discount by payment method names one.")
    if (discount.kind, discount.payment_method) in seen:
        return "kind", _("Give each kind once.")
    if discount.percent < max(campaign.least_percent, Decimal("0.01")):
        return "percent", _("The campaign asks for at least %(percent)s %%.") % {"percent": campaign.least_percent}
    if discount.percent > (100 if discount.kind == DiscountKind.FREIGHT else MOST_PERCENT):
        return "percent", _("At most %(percent)s %% may be given.") % {
            "percent": 100 if discount.kind == DiscountKind.FREIGHT else MOST_PERCENT
        }
    return None


def _write_discounts(entry: CampaignEntry, terms: EntryTerms) -> None:
    CampaignDiscount.objects.bulk_create(
        CampaignDiscount(
            shop_id=entry.shop_id,
            entry=entry,
            kind=each.kind,
            payment_method=each.payment_method,
            percent=each.percent,
        )
        for each in terms.discounts
    )


def _shown(campaigns: Sequence[Campaign], shop_id: int) -> list[ShownCampaign]:
    entries = {
        entry.campaign_id: entry
        for entry in CampaignEntry.objects.filter(campaign__in=campaigns, left_at__isnull=True).prefetch_related(
            "discounts"
        )
    }
    sold_on = set(ShopChannel.objects.filter(shop=shop_id).values_list("channel_id", flat=True))
    joined = [campaign for campaign in campaigns if campaign.pk in entries]
    counts = count_selected(
        [entries[campaign.pk] for campaign in joined], [campaign.storefront.channel.currency for campaign in joined]
    )
    offers = {campaign.pk: count for campaign, count in zip(joined, counts, strict=True)}
    return [
        ShownCampaign(
            campaign=campaign,
            entry=entries.get(campaign.pk),
            discounts=list(entries[campaign.pk].discounts.all()) if campaign.pk in entries else [],
            offers=offers.get(campaign.pk, 0),
            is_sold_there=campaign.storefront.channel_id in sold_on,
        )
        for campaign in campaigns
    ]

"""Promotions and campaigns as their pages tell them: in words, and on offers of the shop (R020 to R022)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.money import format_money
from marketplace.portal.formats import write_duration
from marketplace.shops.models import Channel, ShopChannel
from offers.choices import DiscountKind, PromotionState, RewardType, SelectionType, TriggerType
from offers.models import Campaign, CampaignDiscount, CampaignEntry, Category, Offer, Product, Promotion
from offers.selections import Selecting
from offers.services.campaigns import EntryTerms, ShownCampaign
from offers.services.price_book import PriceBook
from offers.services.promotion_lists import load_traits
from offers.services.promotions import PromotionTerms
from offers.services.sales import Sale
from offers.services.selecting import SelectionTerms, resolve_selection, selected_filters

_EXAMPLES = 3
# So many of the offers that it lowers most are looked at for prices that fall too far.
_LOOKED_AT = 200
_LEAST_SHARE = Decimal("0.3")
_MOST_PIECES = 100
_MOST_NAMED = 3
MARKS = {
    PromotionState.ACTIVE: ("ontime", "check"),
    PromotionState.PENDING: ("soon", "clock"),
    PromotionState.EXPIRED: ("settled", "check"),
}


@dataclass(frozen=True)
class Example:
    """An offer with what it would cost: so many pieces, before and after."""

    offer: Offer
    quantity: int
    before: Decimal
    sale: Sale

    @property
    def share(self) -> Decimal:
        """What is left to pay, of 1."""
        return self.sale.total / self.before if self.before else Decimal(1)


@dataclass(frozen=True)
class Fall:
    """Prices that fall by more than 70 %: at how many offers (`is_more`: at least), and the lowest of one piece."""

    offers: int
    is_more: bool
    lowest: Decimal
    currency: str

    @property
    def seen(self) -> str:
        """What the seller was shown: consent to it is none to a deeper fall."""
        return f"{self.offers}:{self.lowest}"

    @property
    def words(self) -> str:
        text = ngettext(
            "At %(n)s offer the price falls by more than 70 %%, to %(lowest)s.",
            "At %(n)s offers the price falls by more than 70 %%, down to %(lowest)s.",
            self.offers,
        )
        if self.is_more:
            text = _("At %(n)s offers or more the price falls by more than 70 %%, down to %(lowest)s.")
        return text % {"n": self.offers, "lowest": format_money(self.lowest, self.currency)}


def campaign_words(shown: ShownCampaign, at: datetime) -> dict[str, Any]:
    """A campaign as its list tells it."""
    runs = shown.runs(at)
    left = write_duration((shown.campaign.ends_at if runs else shown.campaign.starts_at) - at)
    return {
        "shown": shown,
        "campaign": shown.campaign,
        "runs": runs,
        "left": _("Ends in %(time)s") % {"time": left} if runs else _("Begins in %(time)s") % {"time": left},
        "kinds": ", ".join(str(DiscountKind(kind).label) for kind in shown.campaign.kinds),
        "part": [discount_words(each) for each in shown.discounts],
        "offers": ngettext("%(n)s offer", "%(n)s offers", shown.offers) % {"n": shown.offers},
        "may_join": shown.may_join(at),
        "is_sold_there": shown.is_sold_there,
    }


def discount_words(discount: CampaignDiscount) -> str:
    """ "Price −10 %"."""
    label = (
        _("Price by %(method)s") % {"method": discount.payment_method}
        if discount.kind == DiscountKind.PAYMENT_METHOD
        else str(DiscountKind(discount.kind).label)
    )
    return f"{label} \N{MINUS SIGN}{discount.percent.normalize():f}\N{NO-BREAK SPACE}%"


def reward_words(promotion: Promotion, currency: str) -> str:
    """What a promotion gives, and for what."""
    value = promotion.reward_value
    if promotion.reward_type == RewardType.PERCENTAGE_OFF:
        gives = _("%(percent)s %% off") % {"percent": f"{value.normalize():f}"}
    elif promotion.reward_type == RewardType.AMOUNT_OFF:
        gives = _("%(amount)s off") % {"amount": format_money(value, currency)}
    elif promotion.reward_type == RewardType.REDUCED_UNIT_PRICE:
        gives = _("%(amount)s a piece") % {"amount": format_money(value, currency)}
    else:
        gives = ngettext("%(n)s piece free", "%(n)s pieces free", int(value)) % {"n": int(value)}
    trigger = _trigger_words(promotion, currency)
    return f"{gives}, {trigger}" if trigger else gives


def promotion_words(
    promotion: Promotion, at: datetime, currency: str, names: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    """A promotion as its list tells it; `names` as `selection_names` gives them."""
    state = promotion.state_at(at)
    mark, icon = MARKS[state]
    return {
        "promotion": promotion,
        "state": state.label,
        "mark": mark,
        "icon": icon,
        "gives": reward_words(promotion, currency),
        "holds_for": selection_words(promotion, names),
        "ends_at": promotion.stopped_at or promotion.ends_at,
        "may_change": state != PromotionState.EXPIRED,
    }


def selection_names(selections: Iterable[Selecting]) -> dict[tuple[str, str], str]:
    """What the categories and products that selections name are called, by type and value: two queries at most."""
    values: dict[str, set[str]] = {SelectionType.CATEGORY: set(), SelectionType.PRODUCT: set()}
    for each in selections:
        if each.selection_type in values:
            values[each.selection_type] |= {str(value) for value in each.selection[:_MOST_NAMED]}
    named: dict[tuple[str, str], str] = {}
    if codes := values[SelectionType.CATEGORY]:
        found = Category.objects.filter(code__in=codes)
        named |= {(SelectionType.CATEGORY, each.code): each.name for each in found}
    if skus := values[SelectionType.PRODUCT]:
        titles = Product.objects.filter(product_sku__in=skus).values_list("product_sku", "title")
        named |= {(SelectionType.PRODUCT, sku): title for sku, title in titles}
    return named


def selection_words(selection: Selecting, names: Mapping[tuple[str, str], str]) -> str:
    """What a selection names, shortly."""
    chosen, many = selection.selection_type, len(selection.selection)
    if chosen == SelectionType.ALL:
        return _("All offers")
    if chosen == SelectionType.OFFER:
        return ngettext("%(n)s offer", "%(n)s offers", many) % {"n": many}
    values = [str(value) for value in selection.selection[:_MOST_NAMED]]
    shown = ", ".join(names.get((chosen, value), value) for value in values)
    if many <= _MOST_NAMED:
        return shown
    return _("%(names)s and %(n)s more") % {"names": shown, "n": many - _MOST_NAMED}


def promotion_effect(terms: PromotionTerms, shop_id: int) -> tuple[list[Example], Fall | None]:
    """What the offers that it lowers most would cost while it runs, and where prices fall too far. Raises
    ValidationFailed for what names nothing.
    """
    promotion = Promotion(
        shop_id=shop_id,
        internal_id="preview",
        trigger_type=terms.trigger_type,
        trigger_value=terms.trigger_value,
        same_item=terms.same_item,
        reward_type=terms.reward_type,
        reward_value=terms.reward_value,
        max_quantity_to_discount=terms.max_quantity,
        reward_selection_type=terms.reward_selection.type,
        reward_selection=list(terms.reward_selection.values),
    )
    _select(promotion, terms.selection)
    found = _examples(promotion, shop_id, terms.starts_at, promotions=[promotion])
    deep = [each for each in found if each.share < _LEAST_SHARE]
    if not deep:
        return found[:_EXAMPLES], None
    lowest = min(deep, key=lambda each: each.sale.price)
    return found[:_EXAMPLES], Fall(len(deep), len(deep) == _LOOKED_AT, lowest.sale.price, lowest.offer.currency)


def entry_examples(campaign: Campaign, terms: EntryTerms, shop_id: int) -> list[Example]:
    """What some offers would cost in the campaign. Raises ValidationFailed for what names nothing."""
    entry = CampaignEntry(shop_id=shop_id, campaign=campaign)
    _select(entry, terms.selection)
    discounts = [
        CampaignDiscount(
            shop_id=shop_id, entry=entry, kind=each.kind, payment_method=each.payment_method, percent=each.percent
        )
        for each in terms.discounts
    ]
    channel = campaign.storefront.channel
    return _examples(entry, shop_id, campaign.starts_at, discounts=discounts, channel=channel)[:_EXAMPLES]


def _select(row: Promotion | CampaignEntry, terms: SelectionTerms) -> None:
    chosen = resolve_selection(terms, allowed=SelectionType.values, field="selection")
    row.selection_type, row.selection = chosen


def _examples(
    selection: Promotion | CampaignEntry,
    shop_id: int,
    at: datetime,
    *,
    promotions: Sequence[Promotion] = (),
    discounts: Sequence[CampaignDiscount] = (),
    channel: Channel | None = None,
) -> list[Example]:
    sold_on = channel or _first_channel(shop_id)
    [chosen] = selected_filters([selection])
    # An amount off lowers the cheapest most, every other reduction the dearest or all alike.
    by_amount = bool(promotions) and promotions[0].reward_type == RewardType.AMOUNT_OFF
    found = Offer.objects.current().with_product().filter(chosen, is_active=True)
    offers = list(found.order_by("price" if by_amount else "-price")[:_LOOKED_AT])
    traits = {each.offer_id: each for each in load_traits([offer.pk for offer in offers])}
    book = PriceBook(
        channel=sold_on.code if sold_on else "",
        at=at,
        traits=traits,
        discounts={shop_id: list(discounts)},
        promotions={shop_id: list(promotions)},
    )
    examples = []
    for offer in offers:
        quantity = _quantity(promotions[0], offer) if promotions else 1
        sale = book.sale_price(offer, quantity)
        examples.append(Example(offer, quantity, sale.base.price * quantity, sale))
    return sorted(examples, key=lambda each: each.share)


def _quantity(promotion: Promotion, offer: Offer) -> int:
    """As many pieces as make the promotion hold."""
    if promotion.trigger_type in (TriggerType.MINIMUM_QUANTITY, TriggerType.EVERY_QUANTITY):
        wanted = promotion.trigger_value
    else:
        wanted = (promotion.trigger_value / offer.price).to_integral_value(ROUND_CEILING)
    return max(1, min(int(wanted), _MOST_PIECES))


def _first_channel(shop_id: int) -> Channel | None:
    sold_on = ShopChannel.objects.filter(shop=shop_id).select_related("channel").order_by("pk").first()
    return sold_on.channel if sold_on else None


def _trigger_words(promotion: Promotion, currency: str) -> str:
    value = promotion.trigger_value
    pieces = int(value)
    if promotion.trigger_type == TriggerType.MINIMUM_QUANTITY:
        return "" if pieces == 1 else ngettext("from %(n)s piece on", "from %(n)s pieces on", pieces) % {"n": pieces}
    if promotion.trigger_type == TriggerType.EVERY_QUANTITY:
        return ngettext("every %(n)s piece", "every %(n)s pieces", pieces) % {"n": pieces}
    amount = format_money(value, currency)
    if promotion.trigger_type == TriggerType.MINIMUM_AMOUNT:
        return _("from %(amount)s on") % {"amount": amount}
    return _("every %(amount)s") % {"amount": amount}

"""A line of a basket with its price, and what lowered it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from marketplace.money import round_money
from offers.choices import DiscountKind
from offers.discounts import NOTHING, freight_off, line_percent_off
from offers.models import CampaignDiscount, Offer, Promotion
from offers.prices import UnitPrice, unit_price


@dataclass(frozen=True, slots=True)
class HeldPromotion:
    """A promotion of the shop that took something off."""

    promotion: Promotion
    amount: Decimal
    pieces: int
    is_shared: bool


@dataclass(frozen=True, slots=True)
class HeldDiscount:
    """A campaign's discount that took something off a price; None of a freight, which is not known here."""

    discount: CampaignDiscount
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Paid:
    """What a line costs for who pays by some method."""

    total: Decimal
    discount: HeldDiscount | None = None


@dataclass(frozen=True)
class Sale:
    """A line of a basket with its price. `total` is for all its pieces; `price` for one, rounded where they cannot
    all cost the same.
    """

    offer: Offer
    quantity: int
    base: UnitPrice
    total: Decimal
    promotion: HeldPromotion | None = None
    discount: HeldDiscount | None = None
    freight: CampaignDiscount | None = None
    by_payment: tuple[CampaignDiscount, ...] = ()
    offered: tuple[Promotion, ...] = ()

    @property
    def price(self) -> Decimal:
        return round_money(self.total / self.quantity, self.offer.currency)

    @property
    def origin_price(self) -> Decimal:
        return self.base.origin

    @property
    def origin_total(self) -> Decimal:
        return self.base.origin * self.quantity

    @property
    def freight_percent_off(self) -> Decimal:
        return self.freight.percent if self.freight else NOTHING

    @property
    def cash_total(self) -> Decimal | None:
        """What it costs for who pays at once; None where that changes nothing."""
        return self._lowest(each for each in self.by_payment if each.kind == DiscountKind.CASH_PRICE)

    @property
    def payment_totals(self) -> dict[str, Decimal]:
        """What it costs by the payment methods that are cheaper."""
        methods = sorted({each.payment_method for each in self.by_payment if each.payment_method})
        lowest = {
            name: self._lowest(each for each in self.by_payment if each.payment_method == name) for name in methods
        }
        return {name: total for name, total in lowest.items() if total is not None}

    @property
    def cash_price(self) -> Decimal | None:
        return self._unit(self.cash_total)

    @property
    def payment_prices(self) -> dict[str, Decimal]:
        return {
            name: round_money(total / self.quantity, self.offer.currency) for name, total in self.payment_totals.items()
        }

    @property
    def discounts(self) -> list[CampaignDiscount]:
        """The discounts of campaigns that lower one of its figures."""
        price = [self.discount.discount] if self.discount else []
        return [*price, *([self.freight] if self.freight else []), *self.by_payment]

    def paid_by(self, payment_type: str) -> Paid:
        """What it costs for who pays so: the lowest of the prices that hold for the method and for paying at once."""
        holding = [each for each in self.by_payment if _takes(each, payment_type)]
        best = max(holding, key=lambda each: each.percent, default=None)
        if best is None:
            return Paid(self.total)
        total = self._less(best)
        return Paid(total, HeldDiscount(best, self.total - total))

    def freight_price(self, price: Decimal) -> Decimal:
        """A freight as the best discount on it leaves it."""
        return freight_off(price, self.freight_percent_off, self.offer.currency)

    def _less(self, discount: CampaignDiscount) -> Decimal:
        return line_percent_off(self.total, self.quantity, discount.percent, self.offer.currency)

    def _lowest(self, discounts: Iterable[CampaignDiscount]) -> Decimal | None:
        return min((self._less(each) for each in discounts), default=None)

    def _unit(self, total: Decimal | None) -> Decimal | None:
        return None if total is None else round_money(total / self.quantity, self.offer.currency)


def _takes(discount: CampaignDiscount, payment_type: str) -> bool:
    """Whether the discount holds for who pays so."""
    named = payment_type.casefold()
    if discount.kind == DiscountKind.PAYMENT_METHOD:
        return discount.payment_method.casefold() == named
    storefront = discount.entry.campaign.storefront
    return named in {each.casefold() for each in storefront.cash_payment_types}


def plain_sale(offer: Offer, at: datetime) -> Sale:
    """One piece of an offer at the price that holds on no channel in particular, without any campaign or promotion."""
    base = unit_price(offer, channel="", quantity=1, at=at)
    return Sale(offer=offer, quantity=1, base=base, total=base.price)

"""What a seller says of an offer, and whether it can hold: every fault at once, so that one round mends them all."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import FieldError
from marketplace.money import format_money, round_money
from marketplace.shops.models import Shop, ShopChannel, TaxRate
from offers.choices import OfferCondition
from offers.custom_fields import read_custom_fields
from offers.models import (
    HEAVIEST_GRAMS,
    MOST_PRICES,
    MOST_SAFETY_STOCK,
    MOST_VOLUMES,
    Offer,
    OfferField,
)
from offers.prices import Price, Volume, follow, read_prices, read_volumes, write_prices, write_volumes
from offers.services.settings import MOST_STOCK
from shipping.models import LogisticClass

HIGHEST_PRICE = Decimal(10) ** 8
LONGEST_LEAD_TIME = 60

# A check: whether it holds, the term's name, and what is wrong where it does not.
_Check = tuple[bool, str, str]


@dataclass(frozen=True)
class OfferTerms:
    """What a seller says of an offer. Without `lead_time_days` the shop's default holds; 0 is shipped the same day.
    Without a logistic class it goes as the marketplace's first; `weight_grams` is one piece's with its packing.

    `safety_stock` and `stock_alert` None are the shop's defaults. `other_prices` hold instead of the price where they
    name a channel or a time. `additional_fields` are values of the operator's custom fields by code.
    """

    price: Decimal
    quantity: int
    lead_time_days: int | None = None
    logistic_class: str = ""
    weight_grams: int | None = None
    tax_code: str = ""
    condition: str = OfferCondition.NEW
    description: str = ""
    internal_description: str = ""
    discount_price: Decimal | None = None
    discount_starts_at: datetime | None = None
    discount_ends_at: datetime | None = None
    volumes: tuple[Volume, ...] = ()
    other_prices: tuple[Price, ...] = ()
    price_additional_info: str = ""
    safety_stock: int | None = None
    stock_alert: int | None = None
    min_order_quantity: int | None = None
    max_order_quantity: int | None = None
    package_quantity: int | None = None
    available_from: datetime | None = None
    available_until: datetime | None = None
    favorite_rank: int | None = None
    allow_quote_requests: bool = False
    additional_fields: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A change of the price alone moves what follows it.
        object.__setattr__(self, "volumes", follow(self.price, self.volumes))


# Terms that are not fields of the offer under the same name, or are kept otherwise.
_KEPT_OTHERWISE = frozenset({"logistic_class", "volumes", "other_prices"})
# Terms that are fields of the offer under the same name.
PLAIN_TERMS = tuple(each.name for each in fields(OfferTerms) if each.name not in _KEPT_OTHERWISE)
# The columns that hold the terms.
TERM_COLUMNS = (*PLAIN_TERMS, "logistic_class", "volume_prices", "other_prices")


def terms_of(offer: Offer) -> OfferTerms:
    """The terms as they stand."""
    return OfferTerms(
        logistic_class=offer.logistic_class.code if offer.logistic_class else "",
        volumes=read_volumes(offer.volume_prices, offer.price),
        other_prices=tuple(read_prices(offer.other_prices)),
        **{name: getattr(offer, name) for name in PLAIN_TERMS},
    )


def put_terms(offer: Offer, terms: OfferTerms, rules: "OfferRules") -> None:
    """Set the terms on the offer, unsaved; they have been checked."""
    for name in PLAIN_TERMS:
        setattr(offer, name, getattr(terms, name))
    offer.logistic_class = rules.class_named(terms.logistic_class, offer)
    offer.volume_prices = write_volumes(terms.volumes, terms.price)
    offer.other_prices = write_prices(terms.other_prices)
    offer.additional_fields = read_custom_fields(terms.additional_fields, rules.custom_fields)[0]


def tax_codes(shop_id: int) -> dict[str, TaxRate]:
    """The tax codes of the channels that the shop sells on; of one named by several the first."""
    channels = ShopChannel.objects.filter(shop=shop_id).values("channel")
    rates = TaxRate.objects.filter(channel__in=channels).order_by("-is_standard", "code", "pk")
    found: dict[str, TaxRate] = {}
    for rate in rates:
        found.setdefault(rate.code, rate)
    return found


def logistic_classes(offer: Offer | None = None) -> dict[str, LogisticClass]:
    """What an offer may go as, by code: the operator's active classes, and the one that the offer has."""
    kept = offer.logistic_class_id if offer else None
    classes = LogisticClass.objects.filter(is_active=True) | LogisticClass.objects.filter(pk=kept or 0)
    return {each.code: each for each in classes}


@dataclass
class OfferRules:
    """What terms of one shop's offers are held against: each table is read once, for any number of offers."""

    shop: Shop
    # Whether a reduction is over goes by this moment.
    at: datetime = field(default_factory=clock.now)

    def faults(self, terms: OfferTerms, offer: Offer | None = None) -> list[FieldError]:
        """Everything that is wrong with the terms, in the order of the form. `offer` keeps what it has already."""
        checks = (*self._money(terms), *self._stock(terms), *self._sale(terms, offer), *self._other_prices(terms))
        found = [FieldError("VALIDATION_ERROR", name, text) for holds, name, text in checks if not holds]
        return [*found, *read_custom_fields(terms.additional_fields, self.custom_fields)[1]]

    def class_named(self, code: str, offer: Offer | None) -> LogisticClass | None:
        """The logistic class of that code that an offer may go as; the one that it has stays good."""
        if offer is not None and offer.logistic_class and offer.logistic_class.code == code:
            return offer.logistic_class
        return self._classes.get(code)

    @cached_property
    def custom_fields(self) -> list[OfferField]:
        return list(OfferField.objects.all())

    @cached_property
    def _classes(self) -> dict[str, LogisticClass]:
        return logistic_classes()

    @cached_property
    def _tax_codes(self) -> dict[str, TaxRate]:
        return tax_codes(self.shop.pk)

    @cached_property
    def _channels(self) -> frozenset[str]:
        return frozenset(ShopChannel.objects.filter(shop=self.shop.pk).values_list("channel__code", flat=True))

    def _money(self, terms: OfferTerms) -> Iterator[_Check]:
        yield 0 < terms.price < HIGHEST_PRICE, "price", _("The price must be above 0.")
        yield self._is_round(terms.price), "price", _("The price has too many decimals.")
        base = Price(
            price=terms.price,
            discount_price=terms.discount_price,
            discount_starts_at=terms.discount_starts_at,
            discount_ends_at=terms.discount_ends_at,
            volumes=terms.volumes,
        )
        yield from self._reductions(base)
        yield from ((holds, "volumes", text) for holds, text in self._volumes(base))
        yield len(terms.price_additional_info) <= 255, "price_additional_info", _("At most 255 characters.")

    def _reductions(self, price: Price) -> Iterator[_Check]:
        if price.discount_price is not None:
            yield self._is_amount(price.discount_price), "discount_price", _("The reduced price must be above 0.")
            below = price.discount_price < price.price or price.has_discount_ended(self.at)
            text = _("The reduced price, %(reduced)s, must be below the price, %(price)s.")
            amounts = {"reduced": price.discount_price, "price": price.price}
            numbers = {name: format_money(amount, self.shop.currency) for name, amount in amounts.items()}
            yield below, "discount_price", text % numbers
        yield (
            _in_order(price.discount_starts_at, price.discount_ends_at),
            "discount_ends_at",
            _("The reduction must end after it starts."),
        )

    def _volumes(self, price: Price) -> Iterator[tuple[bool, str]]:
        quantities = [each.quantity for each in price.volumes]
        rising = all(low < high for low, high in zip(quantities, quantities[1:], strict=False))
        yield rising, _("Name each quantity once, the smallest first.")
        yield len(quantities) <= MOST_VOLUMES, _("At most %(most)s quantities are allowed.") % {"most": MOST_VOLUMES}
        for each in price.volumes:
            named = {"quantity": each.quantity}
            yield 2 <= each.quantity <= MOST_STOCK, _("A quantity is a number from 2 to a million.")
            yield self._is_amount(each.price), _("From %(quantity)s: the price must be above 0.") % named
            if each.discount_price is not None:
                below = each.discount_price < each.price or price.has_discount_ended(self.at)
                below = self._is_amount(each.discount_price) and below
                yield below, _("From %(quantity)s: the reduced price must be below the price.") % named

    def _other_prices(self, terms: OfferTerms) -> Iterator[_Check]:
        prices = terms.other_prices
        most = _("An offer has at most %(most)s prices.") % {"most": MOST_PRICES}
        yield len(prices) < MOST_PRICES, "other_prices", most
        places = [(each.channel, each.starts_at, each.ends_at) for each in prices]
        once = len(set(places)) == len(places)
        yield once, "other_prices", _("Two prices hold for the same channel and time.")
        for number, price in enumerate(prices[:MOST_PRICES], start=1):
            for holds, text in self._other_price(price):
                yield holds, "other_prices", _("Price %(number)s: %(fault)s") % {"number": number, "fault": text}

    def _other_price(self, price: Price) -> Iterator[tuple[bool, str]]:
        named = bool(price.channel or price.starts_at or price.ends_at)
        yield named, _("Name the channel or the time for which it holds.")
        known = not price.channel or price.channel in self._channels
        yield known, _("You do not sell on the channel %(code)s.") % {"code": price.channel}
        yield _in_order(price.starts_at, price.ends_at), _("It must end after it starts.")
        yield self._is_amount(price.price), _("The price must be above 0.")
        yield from ((holds, text) for holds, _name, text in self._reductions(price))
        yield from self._volumes(price)

    def _stock(self, terms: OfferTerms) -> Iterator[_Check]:
        million = _("The stock is a number from 0 to a million.")
        yield 0 <= terms.quantity <= MOST_STOCK, "quantity", million
        safety = _("The safety stock is a number from 0 to %(most)s.") % {"most": MOST_SAFETY_STOCK}
        yield _within(terms.safety_stock, 0, MOST_SAFETY_STOCK), "safety_stock", safety
        alert = _("The alert is a number from 0 to a million, or empty.")
        yield _within(terms.stock_alert, 0, MOST_STOCK), "stock_alert", alert
        for name in ("min_order_quantity", "max_order_quantity", "package_quantity"):
            yield _within(getattr(terms, name), 1, MOST_STOCK), name, _("A quantity is a number from 1 to a million.")
        yield from _order_quantities(terms)

    def _sale(self, terms: OfferTerms, offer: Offer | None) -> Iterator[_Check]:
        lead_time = _("Preparation takes from 0 to 60 working days.")
        yield _within(terms.lead_time_days, 0, LONGEST_LEAD_TIME), "lead_time_days", lead_time
        code = terms.logistic_class
        known = not code or self.class_named(code, offer) is not None
        yield known, "logistic_class", _("There is no such logistic class.")
        weight = _("A piece weighs from 1 g to 30 t.")
        yield _within(terms.weight_grams, 1, HEAVIEST_GRAMS), "weight_grams", weight
        yield terms.condition in OfferCondition.values, "condition", _("There is no such condition.")
        taxed = not terms.tax_code or terms.tax_code in self._tax_codes
        yield taxed, "tax_code", _("None of your channels has this tax code.")
        period = _("The period of sale must end after it starts.")
        yield _in_order(terms.available_from, terms.available_until), "available_until", period
        rank = _("The rank is a number from 0 to a million.")
        yield _within(terms.favorite_rank, 0, MOST_STOCK), "favorite_rank", rank

    def _is_amount(self, amount: Decimal) -> bool:
        return 0 < amount < HIGHEST_PRICE and self._is_round(amount)

    def _is_round(self, amount: Decimal) -> bool:
        return abs(amount) >= HIGHEST_PRICE or round_money(amount, self.shop.currency) == amount


def _order_quantities(terms: OfferTerms) -> Iterable[_Check]:
    least, most, pack = terms.min_order_quantity, terms.max_order_quantity, terms.package_quantity
    if least is not None and most is not None:
        yield least <= most, "max_order_quantity", _("The maximum order quantity must not be below the minimum.")
    if pack:
        whole = _("It must be a whole number of packs of %(pack)s.") % {"pack": pack}
        yield least is None or least % pack == 0, "min_order_quantity", whole
        yield most is None or most % pack == 0, "max_order_quantity", whole


def _within(number: int | None, least: int, most: int) -> bool:
    return number is None or least <= number <= most


def _in_order(start: datetime | None, end: datetime | None) -> bool:
    return start is None or end is None or start < end

"""What reductions take off a basket of one shop. Pure.

Of all that lowers one and the same price (the shop's own promotions and its discounts on the price in campaigns) the
best single one for the customer holds on each offer; they never add up. What holds for who pays at once or by some
method is reckoned from the price so lowered, and of these too the best single one holds. No piece comes below one of
the currency's smallest units, but for those that a promotion gives for nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision

from marketplace.money import round_money, share_money
from offers.choices import RewardType, TriggerType

_QUANTITY_TRIGGERS = (TriggerType.MINIMUM_QUANTITY, TriggerType.EVERY_QUANTITY)
_EVERY = (TriggerType.EVERY_QUANTITY, TriggerType.EVERY_AMOUNT)
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Good:
    """So many pieces of one offer at a unit price."""

    offer_id: int
    price: Decimal
    quantity: int

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Rule:
    """A promotion as it concerns a basket. `rewards` None: what was purchased is reduced. The sets name offers."""

    key: str
    trigger_type: str
    trigger_value: Decimal
    same_item: bool
    reward_type: str
    reward_value: Decimal
    max_quantity: int | None
    triggers: frozenset[int]
    rewards: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Reduction:
    """What something takes off all pieces of one offer; `pieces` of them are reduced."""

    key: str
    amount: Decimal
    pieces: int
    is_shared: bool = False


@dataclass(slots=True)
class _Group:
    """Goods that trigger together, and how often they do."""

    goods: list[Good]
    times: int = 0
    pieces: int = 0


def least_price(currency: str) -> Decimal:
    """One of the currency's smallest units."""
    return Decimal(1).scaleb(-get_currency_precision(currency))


def percent_off(price: Decimal, percent: Decimal, currency: str) -> Decimal:
    """A unit price lowered by so many percent."""
    return min(price, max(least_price(currency), round_money(price * (100 - percent) / 100, currency)))


def line_percent_off(total: Decimal, quantity: int, percent: Decimal, currency: str) -> Decimal:
    """All pieces of a line lowered by so many percent: piece by piece where each costs the same, so that a line costs
    what its pieces are said to.
    """
    unit = round_money(total / quantity, currency)
    if unit * quantity == total:
        return percent_off(unit, percent, currency) * quantity if unit else NOTHING
    return min(total, round_money(total * (100 - percent) / 100, currency))


def freight_off(price: Decimal, percent: Decimal, currency: str) -> Decimal:
    """A freight lowered by so many percent; it may come to nothing."""
    return round_money(price * (100 - percent) / 100, currency)


def best_of(reductions: Iterable[Reduction]) -> Reduction | None:
    """That which takes most off; of equal ones the first."""
    return max((each for each in reductions if each.amount > 0), key=lambda each: each.amount, default=None)


def reduce_goods(goods: Sequence[Good], rules: Sequence[Rule], currency: str) -> dict[int, list[Reduction]]:
    """By offer, what each promotion that holds would take off it, were it the only one. An offer stands in `goods` at
    most once.
    """
    found: dict[int, list[Reduction]] = {}
    ordered = sorted(goods, key=lambda good: (good.price, good.offer_id))
    for rule in rules:
        for offer_id, reduction in _reduced(ordered, rule, currency).items():
            found.setdefault(offer_id, []).append(reduction)
    return found


def _reduced(goods: Sequence[Good], rule: Rule, currency: str) -> dict[int, Reduction]:
    groups = [group for group in _groups(goods, rule) if group.times]
    if not groups:
        return {}
    if rule.rewards is None:
        parts = [(group.goods, group) for group in groups]
    else:
        # What several offers trigger, each by itself, is given together.
        whole = _Group([], sum(group.times for group in groups))
        parts = [([good for good in goods if good.offer_id in rule.rewards], whole)]
    found: dict[int, Reduction] = {}
    for rewarded, group in parts:
        found.update(_reward(rewarded, group, rule, currency))
    return found


def _groups(goods: Sequence[Good], rule: Rule) -> list[_Group]:
    chosen = [good for good in goods if good.offer_id in rule.triggers]
    if rule.trigger_type in _QUANTITY_TRIGGERS and rule.same_item:
        groups = [_Group([good]) for good in chosen]
    else:
        groups = [_Group(chosen)]
    for group in groups:
        if rule.trigger_type in _QUANTITY_TRIGGERS:
            bought = Decimal(sum(good.quantity for good in group.goods))
        else:
            bought = sum((good.total for good in group.goods), NOTHING)
        group.times = int(bought // rule.trigger_value)
        if rule.trigger_type == TriggerType.EVERY_QUANTITY:
            group.pieces = int(rule.trigger_value) * group.times
        if rule.trigger_type not in _EVERY:
            group.times = min(group.times, 1)
    return groups


def _reward(goods: Sequence[Good], group: _Group, rule: Rule, currency: str) -> dict[int, Reduction]:
    if rule.reward_type == RewardType.AMOUNT_OFF:
        return _amount_off(goods, rule.reward_value * group.times, rule.key, currency)
    if rule.reward_type == RewardType.FREE_ITEMS:
        limit: int | None = int(rule.reward_value) * group.times
    elif rule.max_quantity is not None:
        limit = rule.max_quantity * group.times
    else:
        limit = group.pieces or None
    return {
        good.offer_id: Reduction(rule.key, _saving(good.price, rule, currency) * pieces, pieces)
        for good, pieces in _cheapest(goods, limit)
        if pieces
    }


def _cheapest(goods: Sequence[Good], limit: int | None) -> Iterable[tuple[Good, int]]:
    """How many pieces of each are reduced, the cheapest first."""
    for good in goods:
        pieces = good.quantity if limit is None else min(good.quantity, limit)
        limit = None if limit is None else limit - pieces
        yield good, pieces


def _saving(price: Decimal, rule: Rule, currency: str) -> Decimal:
    """What one piece becomes cheaper by."""
    if rule.reward_type == RewardType.FREE_ITEMS:
        return price
    if rule.reward_type == RewardType.REDUCED_UNIT_PRICE:
        return max(NOTHING, price - max(least_price(currency), round_money(rule.reward_value, currency)))
    return price - percent_off(price, rule.reward_value, currency)


def _amount_off(goods: Sequence[Good], amount: Decimal, key: str, currency: str) -> dict[int, Reduction]:
    """An amount shared by value, leaving every piece at least the smallest price."""
    room = [max(NOTHING, good.total - least_price(currency) * good.quantity) for good in goods]
    whole = min(round_money(amount, currency), sum(room, NOTHING))
    if not whole:
        return {}
    shares = share_money(whole, room, currency)
    is_shared = sum(share > 0 for share in shares) > 1
    return {
        good.offer_id: Reduction(key, share, good.quantity, is_shared)
        for good, share in zip(goods, shares, strict=True)
        if share
    }


def spread(amount: Decimal, quantities: Sequence[int], currency: str) -> list[Decimal]:
    """An offer's reduction over its lines, to the cent."""
    return share_money(amount, [Decimal(quantity) for quantity in quantities], currency)

"""What reductions take off a basket, reckoned."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offers.choices import RewardType, TriggerType
from offers.discounts import (
    Good,
    Reduction,
    Rule,
    best_of,
    freight_off,
    line_percent_off,
    percent_off,
    reduce_goods,
    spread,
)

D = Decimal


def rule(**fields):
    values = {
        "key": "P",
        "trigger_type": TriggerType.MINIMUM_QUANTITY,
        "trigger_value": D(1),
        "same_item": True,
        "reward_type": RewardType.PERCENTAGE_OFF,
        "reward_value": D(10),
        "max_quantity": None,
        "triggers": frozenset({1, 2, 3}),
    }
    return Rule(**{**values, **fields})


def taken(goods, *rules):
    return {pk: [each.amount for each in found] for pk, found in reduce_goods(goods, rules, "EUR").items()}


def test_ten_percent_off_is_rounded_on_each_piece():
    """R022."""
    assert taken([Good(1, D("68.90"), 1)], rule()) == {1: [D("6.89")]}
    assert taken([Good(1, D("0.33"), 3)], rule(reward_value=D(50))) == {1: [D("0.48")]}


def test_nothing_holds_below_the_quantity():
    """R022."""
    three = rule(trigger_value=D(3))

    assert taken([Good(1, D(10), 2)], three) == {}
    assert taken([Good(1, D(10), 2), Good(2, D(10), 1)], three) == {}
    assert taken([Good(1, D(10), 3)], three) == {1: [D(3)]}


def test_a_selection_triggers_together_where_it_need_not_be_the_same_item():
    """R022."""
    three = rule(trigger_value=D(3), same_item=False)

    assert taken([Good(1, D(10), 2), Good(2, D(20), 1)], three) == {1: [D(2)], 2: [D(2)]}


@pytest.mark.parametrize(
    ("quantity", "free"),
    [(2, None), (3, D(10)), (5, D(10)), (6, D(20))],
)
def test_every_third_piece_is_free(quantity, free):
    """R022."""
    every = rule(
        trigger_type=TriggerType.EVERY_QUANTITY,
        trigger_value=D(3),
        reward_type=RewardType.FREE_ITEMS,
        reward_value=D(1),
    )

    assert taken([Good(1, D(10), quantity)], every) == ({} if free is None else {1: [free]})


def test_an_amount_off_is_shared_by_value_to_the_cent():
    """R022."""
    amount = rule(
        trigger_type=TriggerType.MINIMUM_AMOUNT,
        trigger_value=D(50),
        reward_type=RewardType.AMOUNT_OFF,
        reward_value=D(10),
    )

    found = reduce_goods([Good(1, D("33.33"), 1), Good(2, D("33.34"), 1)], [amount], "EUR")

    assert {pk: each[0] for pk, each in found.items()} == {
        1: Reduction("P", D("5.00"), 1, is_shared=True),
        2: Reduction("P", D("5.00"), 1, is_shared=True),
    }


def test_an_amount_off_every_amount_counts_how_often_it_was_spent():
    """R022."""
    every = rule(
        trigger_type=TriggerType.EVERY_AMOUNT,
        trigger_value=D(50),
        reward_type=RewardType.AMOUNT_OFF,
        reward_value=D(5),
    )

    assert taken([Good(1, D(120), 1)], every) == {1: [D(10)]}


def test_a_reduced_unit_price_never_raises_one():
    """R022."""
    reduced = rule(reward_type=RewardType.REDUCED_UNIT_PRICE, reward_value=D(8))

    assert taken([Good(1, D(10), 2)], reduced) == {1: [D(4)]}
    assert taken([Good(1, D(7), 2)], reduced) == {1: [D(0)]}


def test_no_more_pieces_are_reduced_than_the_promotion_says_and_the_cheapest_first():
    """R022."""
    one = rule(max_quantity=1, same_item=False, reward_value=D(50))

    assert taken([Good(1, D(20), 3), Good(2, D(10), 3)], one) == {2: [D(5)]}


def test_what_is_given_may_be_others_than_what_triggers():
    """R022."""
    gift = rule(
        triggers=frozenset({1}),
        rewards=frozenset({2}),
        trigger_value=D(2),
        reward_type=RewardType.FREE_ITEMS,
        reward_value=D(1),
    )

    assert taken([Good(1, D(50), 2), Good(2, D(5), 3)], gift) == {2: [D(5)]}
    assert taken([Good(1, D(50), 1), Good(2, D(5), 3)], gift) == {}


def test_a_price_never_comes_below_a_cent_but_a_freight_may_be_nothing():
    """R021."""
    assert percent_off(D("0.01"), D(99), "EUR") == D("0.01")
    assert percent_off(D("0.40"), D(99), "EUR") == D("0.01")
    assert freight_off(D("4.90"), D(100), "EUR") == D(0)


def test_a_line_costs_what_its_pieces_are_said_to():
    """R021."""
    assert line_percent_off(D("0.99"), 3, D(50), "EUR") == D("0.51")  # 0.17 a piece
    assert line_percent_off(D("1.00"), 3, D(50), "EUR") == D("0.50")


PRICES = st.decimals(D("0.01"), D("999.99"), places=2)
GOODS = st.lists(st.tuples(PRICES, st.integers(1, 12)), min_size=1, max_size=4).map(
    lambda found: [Good(number, price, quantity) for number, (price, quantity) in enumerate(found, start=1)]
)
RULES = st.builds(
    rule,
    trigger_type=st.sampled_from(TriggerType.values),
    trigger_value=st.integers(1, 30).map(D),
    same_item=st.booleans(),
    reward_type=st.sampled_from(RewardType.values),
    reward_value=st.integers(1, 100).map(D),
    max_quantity=st.none() | st.integers(1, 5),
    triggers=st.frozensets(st.integers(1, 4), min_size=1),
    rewards=st.none() | st.frozensets(st.integers(1, 4), min_size=1),
)


@given(GOODS, st.lists(RULES, max_size=3))
def test_nothing_is_given_beyond_what_it_costs(goods, rules):
    by_id = {good.offer_id: good for good in goods}

    for offer_id, found in reduce_goods(goods, rules, "EUR").items():
        for each in found:
            assert D(0) <= each.amount <= by_id[offer_id].total
            assert each.amount == each.amount.quantize(D("0.01"))
            assert 0 < each.pieces <= by_id[offer_id].quantity


@given(GOODS, RULES)
def test_only_free_pieces_cost_nothing(goods, given_rule):
    by_id = {good.offer_id: good for good in goods}

    for offer_id, [found] in reduce_goods(goods, [given_rule], "EUR").items():
        left = by_id[offer_id].total - found.amount
        assert left >= D("0.01") * by_id[offer_id].quantity or given_rule.reward_type == RewardType.FREE_ITEMS


@given(GOODS, st.lists(RULES, min_size=1, max_size=3))
def test_the_order_of_lines_does_not_matter(goods, rules):
    expected = reduce_goods(goods, rules, "EUR")

    for each in permutations(goods):
        assert reduce_goods(each, rules, "EUR") == expected


@given(GOODS, st.lists(RULES, min_size=1, max_size=3))
def test_the_best_single_one_holds(goods, rules):
    for found in reduce_goods(goods, rules, "EUR").values():
        best = best_of(found)
        assert best is None or all(best.amount >= each.amount for each in found)


@given(st.integers(0, 99_999), st.lists(st.integers(1, 50), min_size=1, max_size=6))
def test_what_an_offers_lines_bear_adds_up(cents, quantities):
    amount = D(cents) / 100

    assert sum(spread(amount, quantities, "EUR")) == amount

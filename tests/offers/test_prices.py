"""What a piece costs, by channel, time and quantity."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from offers.prices import Price, Volume, price_for, prices_of, read_prices, unit_price, write_prices, write_volumes

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Row:
    """The price columns of an offer."""

    price: Decimal = Decimal(20)
    discount_price: Decimal | None = None
    discount_starts_at: datetime | None = None
    discount_ends_at: datetime | None = None
    volume_prices: Any = field(default_factory=list)
    other_prices: Any = field(default_factory=list)


def cost(row: Row, *, channel: str = "ES", quantity: int = 1, at: datetime = NOON) -> Decimal:
    return unit_price(row, channel=channel, quantity=quantity, at=at).price


def test_a_plain_price_holds_everywhere_and_for_any_quantity():
    assert cost(Row(), channel="PT", quantity=1000) == 20


def test_a_reduced_price_holds_from_its_start_included_to_its_end_excluded():
    row = Row(discount_price=Decimal(15), discount_starts_at=NOON, discount_ends_at=NOON + HOUR)
    second = timedelta(seconds=1)

    assert [cost(row, at=NOON + step) for step in (-second, 0 * HOUR, HOUR - second, HOUR)] == [20, 15, 15, 20]
    assert unit_price(row, channel="ES", quantity=1, at=NOON).origin == 20


def test_a_reduction_without_dates_holds_always_and_one_above_the_price_never():
    assert cost(Row(discount_price=Decimal(15))) == 15
    assert cost(Row(discount_price=Decimal(25))) == 20


def test_a_volume_price_holds_from_its_quantity_on():
    row = Row(volume_prices=write_volumes([Volume(10, Decimal(16)), Volume(5, Decimal(18), Decimal(17))], Decimal(20)))

    assert [cost(row, quantity=quantity) for quantity in (1, 4, 5, 9, 10, 500)] == [20, 20, 17, 17, 16, 16]


def test_the_price_of_the_channel_goes_before_one_for_a_time_and_that_before_the_plain_one():
    prices = [
        Price(Decimal(11), channel="PT"),
        Price(Decimal(12), starts_at=NOON, ends_at=NOON + HOUR),
        Price(Decimal(13), channel="ES", starts_at=NOON, ends_at=NOON + HOUR),
        Price(Decimal(14), channel="ES"),
    ]
    row = Row(other_prices=write_prices(prices))

    assert cost(row, channel="PT") == 11
    assert cost(row, channel="DE") == 12
    assert cost(row, channel="DE", at=NOON + HOUR) == 20
    assert cost(row, channel="ES") == 13
    assert cost(row, channel="ES", at=NOON + HOUR) == 14


amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(10**8), places=2)
moments = st.none() | st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
volumes = st.lists(
    st.builds(Volume, quantity=st.integers(2, 10**6), price=amounts, discount_price=st.none() | amounts),
    max_size=4,
    unique_by=lambda each: each.quantity,
).map(lambda found: tuple(sorted(found, key=lambda each: each.quantity)))
prices = st.builds(
    Price,
    price=amounts,
    discount_price=st.none() | amounts,
    discount_starts_at=moments,
    discount_ends_at=moments,
    volumes=volumes,
    channel=st.sampled_from(["", "ES", "PT"]),
    starts_at=moments,
    ends_at=moments,
)


@given(st.lists(prices, max_size=5))
def test_what_rows_hold_is_what_was_written(found):
    assert read_prices(write_prices(found)) == found


@given(st.lists(prices, max_size=5), st.sampled_from(["ES", "PT", "DE"]), st.integers(1, 100))
def test_a_price_always_holds_where_and_when_it_is_asked_and_is_never_above_its_origin(found, channel, quantity):
    row = Row(other_prices=write_prices(found))

    held = price_for(row, channel=channel, at=NOON)
    asked = unit_price(row, channel=channel, quantity=quantity, at=NOON)

    assert held in prices_of(row)
    assert held.holds(channel, NOON)
    assert asked.price <= asked.origin
    assert asked.is_reduced == (asked.price < asked.origin)

"""What would be promised now, with settings as they are or as they would be (R086, R093, D12)."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from marketplace.tenancy import shop_scope
from shipping import reach
from shipping.choices import ClosureKind
from shipping.closing import ClosureTerms
from shipping.models import ShopShipping
from shipping.promise import Phase
from shipping.services.closures import shop_channels, shop_today
from shipping.services.previewing import preview_closure, preview_promise
from tests.factories.offers import make_offer, make_product
from tests.factories.orders import make_shipping_order
from tests.factories.shipping import make_charge, make_closure, make_method, make_shop_shipping, make_zone
from tests.factories.shops import make_shop

pytestmark = pytest.mark.django_db

# A Monday, 10:00 in Madrid.
AT = datetime(2026, 4, 13, 8, tzinfo=UTC)


@pytest.fixture
def spain(shop):
    zone, method = make_zone(code="ES"), make_method(code="STD")
    make_charge(shop, zone, method, price=Decimal("4.90"))
    return zone


def ship_day(made):
    return made.ship_by_day


def previewed(shop, channel, **changes):
    place = {"country": "ES", "zip_code": "28001"}
    return preview_promise(shop_id=shop.pk, channel=channel, at=AT, **{**place, **changes})


def test_the_promise_of_an_order_now(shop, in_shop, channel, spain):
    """R093: two days to prepare, one to three on the way; the week-end does not count."""
    found = previewed(shop, channel)

    made = found.option.promise
    assert (made.ship_by_day, made.earliest_day, made.latest_day) == (
        date(2026, 4, 15), date(2026, 4, 16), date(2026, 4, 20),
    )  # fmt: skip
    assert [day.phase for day in found.days] == [
        Phase.ORDER, Phase.PREPARE, Phase.SHIP, Phase.EARLIEST, Phase.DELIVER, Phase.OFF, Phase.OFF, Phase.LATEST,
    ]  # fmt: skip
    assert (found.option.freight.price, found.is_served) == (Decimal("4.90"), True)


def test_what_is_typed_is_reckoned_with_and_not_saved(shop, in_shop, channel, spain):
    """R086."""
    found = previewed(shop, channel, lead_time_days=0, cutoff=time(9))

    assert found.option.promise.ship_by_day == date(2026, 4, 14)
    assert not ShopShipping.objects.exists()


def test_without_a_word_the_shop_s_own_cut_off_holds(shop, in_shop, channel, spain):
    make_shop_shipping(shop, lead_time_days=0, cutoff=time(9))

    assert previewed(shop, channel).option.promise.ship_by_day == date(2026, 4, 14)
    assert previewed(shop, channel, cutoff=None).option.promise.ship_by_day == date(2026, 4, 13)


def test_an_offer_s_own_time_goes_before_what_is_typed(shop, in_shop, channel, spain):
    """R087."""
    own = make_offer(shop, product=make_product(title="Lamp"), lead_time_days=5)

    found = previewed(shop, channel, lead_time_days=1, goods=reach.find_goods(shop.pk, own.pk))

    assert (found.goods.label, found.option.promise.ship_by_day) == ("Lamp", date(2026, 4, 20))


def test_where_no_zone_is_nothing_is_sent(shop, in_shop, channel, spain):
    """R085."""
    found = previewed(shop, channel, country="FR", zip_code="")

    assert (found.is_served, found.option.is_shippable) == (False, False)


def test_without_a_method_there_is_no_promise(shop, in_shop, channel):
    assert previewed(shop, channel) is None


def test_a_closure_moves_what_is_promised_now_and_on_its_first_day(shop, in_shop, channel, spain):
    """D12: closed from Tuesday to Friday."""
    wanted = ClosureTerms(date(2026, 4, 14), date(2026, 4, 17), "Fair", ClosureKind.STAY_OPEN)

    found = preview_closure(shop_id=shop.pk, channel=channel, wanted=wanted, at=AT)

    told = [(ship_day(each.before), ship_day(each.after)) for each in found.moments]
    assert told == [(date(2026, 4, 15), date(2026, 4, 21)), (date(2026, 4, 16), date(2026, 4, 21))]
    assert (found.open_orders, found.closed_days) == (0, 4)


def test_while_a_shop_pauses_nothing_is_promised(shop, in_shop, channel, spain):
    wanted = ClosureTerms(date(2026, 4, 14), date(2026, 4, 17), "Fair", ClosureKind.PAUSED)

    found = preview_closure(shop_id=shop.pk, channel=channel, wanted=wanted, at=AT)

    assert ship_day(found.moments[0].after) == date(2026, 4, 21)
    assert found.moments[1].after is None


def test_of_a_closure_that_begins_today_one_moment_is_told(shop, in_shop, channel, spain):
    wanted = ClosureTerms(date(2026, 4, 13), date(2026, 4, 13), "Fair", ClosureKind.STAY_OPEN)

    assert len(preview_closure(shop_id=shop.pk, channel=channel, wanted=wanted, at=AT).moments) == 1


def test_a_changed_closure_is_told_against_what_it_was(shop, in_shop, channel, spain):
    kept = make_closure(shop, date(2026, 4, 14), date(2026, 4, 17), name="Fair")
    wanted = ClosureTerms(date(2026, 4, 14), date(2026, 4, 14), "Fair", ClosureKind.STAY_OPEN)

    found = preview_closure(shop_id=shop.pk, channel=channel, wanted=wanted, at=AT, closure_id=kept.pk)

    now = found.moments[0]
    assert (ship_day(now.before), ship_day(now.after), found.closed_days) == (
        date(2026, 4, 21), date(2026, 4, 16), 1,
    )  # fmt: skip


def test_a_holiday_that_is_worked_counts(shop, in_shop, channel, spain):
    """D12: 1 May 2026 is a Friday."""
    at = datetime(2026, 4, 29, 8, tzinfo=UTC)
    wanted = ClosureTerms(date(2026, 5, 1), date(2026, 5, 1), "Open", ClosureKind.WORKED)

    now = preview_closure(shop_id=shop.pk, channel=channel, wanted=wanted, at=at).moments[0]

    assert (ship_day(now.before), ship_day(now.after)) == (date(2026, 5, 4), date(2026, 5, 1))


def test_open_orders_that_ship_within_a_closure_are_counted(shop, channel, spain):
    """R095: their promise stays, and the seller is told so."""
    order = make_shipping_order(shop, at=AT)
    assert order.ship_by is not None
    day = order.ship_by.date()
    with shop_scope(shop):
        inside = preview_closure(
            shop_id=shop.pk, channel=channel, wanted=ClosureTerms(day, day, "Fair", ClosureKind.STAY_OPEN), at=AT
        )

    assert inside.open_orders == 1


def test_offers_are_counted_with_those_that_have_a_time_of_their_own(shop, in_shop):
    """R086, R087."""
    for days in (None, 0, 3):
        make_offer(shop, lead_time_days=days)

    assert (reach.count_offers(shop.pk).total, reach.count_offers(shop.pk).with_own_time) == (3, 2)


def test_the_shop_s_day_is_its_first_channel_s(shop, in_shop):
    assert shop_today(shop.pk, datetime(2026, 4, 13, 22, 30, tzinfo=UTC)) == date(2026, 4, 14)
    assert [each.code for each in shop_channels(shop.pk)] == ["ES"]


def test_a_shop_without_a_channel_has_a_day_too(db):
    nowhere = make_shop(code="nowhere")
    with shop_scope(nowhere):
        assert shop_today(nowhere.pk, AT) == date(2026, 4, 13)

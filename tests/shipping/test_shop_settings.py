"""Services of a shop's preparation, week, closures and carriers (R086, R091, R096, D12)."""

from dataclasses import asdict
from datetime import date, time, timedelta

import pytest

from marketplace.errors import Conflict, NotFound, ValidationFailed
from marketplace.tenancy import shop_scope
from shipping.choices import ClosureKind
from shipping.closing import ClosureTerms
from shipping.models import Closure, ShippingLimits, ShopShipping
from shipping.services.carriers import carriers_to_choose, number_warning, set_usual_carriers
from shipping.services.closures import add_closure, change_closure, closures_ahead, remove_closure
from shipping.services.settings import set_preparation, set_weekdays
from tests.factories.shipping import make_carrier, make_closure, make_shop_carrier
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
DAY = timedelta(days=1)


def away(first, last=None, kind=ClosureKind.STAY_OPEN):
    return ClosureTerms(first, last or first, "Away", kind)


def test_preparation_and_cut_off_are_saved(in_shop):
    """R086."""
    set_preparation(shop_id=in_shop.pk, lead_time_days=0, cutoff=time(14, 30), at=NOON)

    saved = ShopShipping.objects.get()
    assert (saved.lead_time_days, saved.cutoff, saved.weekdays, saved.updated_at) == (0, time(14, 30), None, NOON)


def test_a_shop_that_sets_its_week_keeps_the_operator_s_days_of_preparation(in_shop):
    ShippingLimits.objects.create(pk=1, default_lead_time_days=4)

    set_weekdays(shop_id=in_shop.pk, weekdays=[6, 1, 2, 2], at=NOON)

    saved = ShopShipping.objects.get()
    assert (saved.weekdays, saved.lead_time_days) == ([1, 2, 6], 4)


def test_the_marketplace_s_week_comes_back(in_shop):
    set_weekdays(shop_id=in_shop.pk, weekdays=[1, 2, 3], at=NOON)

    set_weekdays(shop_id=in_shop.pk, weekdays=None, at=NOON)

    assert ShopShipping.objects.get().weekdays is None


@pytest.mark.parametrize(
    "act",
    [
        lambda shop: set_preparation(shop_id=shop.pk, lead_time_days=11, at=NOON),
        lambda shop: set_preparation(shop_id=shop.pk, lead_time_days=1, cutoff=time(9), at=NOON),
        lambda shop: set_weekdays(shop_id=shop.pk, weekdays=[1, 2], at=NOON),
        lambda shop: add_closure(shop_id=shop.pk, terms=away(TODAY + DAY, TODAY + 9 * DAY), at=NOON),
    ],
)
def test_what_the_operator_does_not_allow_changes_nothing(in_shop, act):
    """D12."""
    ShippingLimits.objects.create(
        pk=1, longest_lead_time_days=10, earliest_cutoff=time(12), longest_closure_days=5, default_lead_time_days=2
    )

    with pytest.raises(ValidationFailed):
        act(in_shop)

    assert not ShopShipping.objects.exists()
    assert not Closure.objects.exists()


def test_a_closure_is_entered_changed_and_removed(in_shop):
    """R096."""
    entered = add_closure(shop_id=in_shop.pk, terms=away(TODAY + DAY, TODAY + 3 * DAY), at=NOON)
    change_closure(closure_id=entered.pk, changes=asdict(away(TODAY + 2 * DAY, kind=ClosureKind.PAUSED)), at=NOON)

    changed = Closure.objects.get()
    assert (changed.first_day, changed.last_day, changed.kind) == (TODAY + 2 * DAY, TODAY + 2 * DAY, "PAUSED")
    assert remove_closure(closure_id=entered.pk, at=NOON) is None
    assert not Closure.objects.exists()


def test_a_closure_does_not_stand_in_its_own_way(in_shop):
    entered = add_closure(shop_id=in_shop.pk, terms=away(TODAY + DAY, TODAY + 31 * DAY), at=NOON)

    change_closure(closure_id=entered.pk, changes=asdict(away(TODAY + 2 * DAY, TODAY + 32 * DAY)), at=NOON)

    assert Closure.objects.get().first_day == TODAY + 2 * DAY


def test_a_closure_can_be_shortened_where_the_limits_have_come_down_meanwhile(in_shop):
    entered = add_closure(shop_id=in_shop.pk, terms=away(TODAY + DAY, TODAY + 20 * DAY), at=NOON)
    ShippingLimits.objects.create(pk=1, longest_closure_days=5, most_closed_days=5)

    change_closure(closure_id=entered.pk, changes={"last_day": TODAY + 15 * DAY}, at=NOON)

    assert Closure.objects.get().last_day == TODAY + 15 * DAY
    with pytest.raises(ValidationFailed):
        change_closure(closure_id=entered.pk, changes={"last_day": TODAY + 16 * DAY}, at=NOON)


def test_nothing_given_changes_nothing(in_shop):
    """A row of settings would hold the operator's default of today."""
    assert set_preparation(shop_id=in_shop.pk, at=NOON).lead_time_days == 2

    assert not ShopShipping.objects.exists()


def test_a_closure_that_has_begun_is_ended_so_that_its_days_go_on_counting(shop, in_shop):
    """D12: else the yearly limit could be stepped around day by day."""
    running = make_closure(shop, TODAY - 5 * DAY, TODAY + 5 * DAY)

    left = remove_closure(closure_id=running.pk, at=NOON)

    assert left is not None
    assert left.last_day == TODAY - DAY
    assert not closures_ahead(shop.pk, TODAY).exists()


def test_a_closure_that_is_over_stays(shop, in_shop):
    over = make_closure(shop, TODAY - 5 * DAY, TODAY - DAY)

    with pytest.raises(Conflict):
        remove_closure(closure_id=over.pk, at=NOON)
    with pytest.raises(Conflict):
        change_closure(closure_id=over.pk, changes=asdict(away(TODAY)), at=NOON)

    assert Closure.objects.get().last_day == TODAY - DAY


def test_another_shop_s_closure_is_not_there(shop, other_shop):
    theirs = make_closure(other_shop, date(2030, 1, 1))

    with shop_scope(shop), pytest.raises(NotFound):
        remove_closure(closure_id=theirs.pk, at=NOON)


def test_without_a_choice_every_active_carrier_is_offered(in_shop):
    """R091."""
    names = [make_carrier(code=f"c{number}").code for number in range(3)]
    make_carrier(code="gone", is_active=False)

    assert [each.code for each in carriers_to_choose(shop_id=in_shop.pk)] == names


def test_two_of_ten_are_offered_alone(in_shop):
    """R091."""
    for number in range(10):
        make_carrier(code=f"c{number}")

    set_usual_carriers(shop_id=in_shop.pk, codes=["c7", "c3"])

    assert [each.code for each in carriers_to_choose(shop_id=in_shop.pk)] == ["c3", "c7"]


def test_the_carrier_that_a_shipment_has_stays_offered(shop, in_shop):
    """R091."""
    usual, former = make_carrier(code="a"), make_carrier(code="b", is_active=False)
    make_shop_carrier(shop, usual)

    assert [each.code for each in carriers_to_choose(shop_id=shop.pk, kept_id=former.pk)] == ["a", "b"]


def test_where_all_usual_carriers_are_gone_every_other_is_offered(shop, in_shop):
    make_shop_carrier(shop, make_carrier(code="gone", is_active=False))
    make_carrier(code="new")

    assert [each.code for each in carriers_to_choose(shop_id=shop.pk)] == ["new"]


def test_the_choice_is_replaced_whole(in_shop):
    make_carrier(code="a"), make_carrier(code="b"), make_carrier(code="c")
    set_usual_carriers(shop_id=in_shop.pk, codes=["a", "b"])

    set_usual_carriers(shop_id=in_shop.pk, codes=["b", "c", "c"])

    assert [each.code for each in carriers_to_choose(shop_id=in_shop.pk)] == ["b", "c"]


def test_an_unknown_carrier_changes_nothing(in_shop):
    make_carrier(code="a"), make_carrier(code="b")
    set_usual_carriers(shop_id=in_shop.pk, codes=["a"])

    with pytest.raises(ValidationFailed):
        set_usual_carriers(shop_id=in_shop.pk, codes=["b", "nobody"])

    assert [each.code for each in carriers_to_choose(shop_id=in_shop.pk)] == ["a"]


def test_a_number_of_another_shape_is_told(db):
    """R092."""
    carrier = make_carrier(label="UPS", number_shapes=["1Z**#"])

    assert number_warning(carrier, "1ZAB3") == ""
    assert number_warning(carrier, "1ZAB") == "This does not look like a number of UPS, such as 1ZXX0."
    assert number_warning(None, "1ZAB") == ""

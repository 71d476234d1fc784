"""What is offered to a destination: zone, methods, transit, and the days that count on the way (R090, R093, R096)."""

from datetime import date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.shops.calendars import build_calendar
from marketplace.worktime import is_working_day
from shipping.models import MethodTransit, ShippingLimits
from shipping.services.network import load_network
from shipping.services.shop_terms import load_shop_terms
from tests.factories.shipping import (
    make_carrier,
    make_class,
    make_closure,
    make_method,
    make_shop_carrier,
    make_shop_shipping,
    make_zone,
)
from tests.factories.shops import NOON, make_shop

pytestmark = pytest.mark.django_db


def network_to(country="ES", zip_code="28001", channel_code="ES"):
    found = load_network(channel_code=channel_code, country=country, zip_code=zip_code)
    assert found is not None
    return found


def weekdays_of(plan):
    return [weekday for weekday, _spans in plan.windows]


def terms_of(shop, network=None, at=NOON):
    return load_shop_terms([shop.pk], network=network or network_to(), at=at)[shop.pk]


def test_the_whole_network_is_one_query(channel, django_assert_num_queries):
    zone, method = make_zone(), make_method()
    MethodTransit.objects.create(method=method, zone=zone, transit_min_days=2, transit_max_days=4)

    with django_assert_num_queries(1):
        found = network_to()
        found.transit_plan(found.methods[0], None)

    assert (found.zone_id, found.methods[0].transit_max_days) == (zone.pk, 4)


def test_there_is_no_network_of_a_channel_that_is_none_or_rests(channel):
    channel.is_active = False
    channel.save(update_fields=["is_active"])

    assert load_network(channel_code="ES", country="ES", zip_code="") is None
    assert load_network(channel_code="NOWHERE", country="ES", zip_code="") is None


@pytest.mark.parametrize(
    ("zip_code", "zone"),
    [
        ("28001", "MAINLAND"),
        ("35001", "CANARIES"),
        ("35 600", "CANARIES"),
        ("35610", "FUERTE"),
        ("3", "MAINLAND"),
        ("", "MAINLAND"),
    ],
)
def test_the_zone_with_the_longest_beginning_of_the_postcode_is_taken(channel, zip_code, zone):
    make_zone(code="MAINLAND")
    make_zone(code="CANARIES", postcodes=["35", "38"])
    make_zone(code="FUERTE", postcodes=["3561"])

    assert network_to(zip_code=zip_code).zone_code == zone


def test_a_country_without_an_active_zone_is_not_served(channel):
    """R085."""
    make_zone(code="FR", countries=["FR"], is_active=False)
    make_zone(code="ES")

    assert network_to("FR").zone_id is None
    assert network_to("PT").zone_id is None


def test_of_zones_that_fit_alike_the_first_by_position_is_taken(channel):
    make_zone(code="B", position=1)
    make_zone(code="A", position=2)

    assert network_to().zone_code == "B"


def test_without_a_country_the_channel_s_is_meant(channel):
    zone, method = make_zone(code="ES"), make_method()
    make_zone(code="PT", countries=["PT"])
    MethodTransit.objects.create(method=method, zone=zone, transit_min_days=2, transit_max_days=4)

    found = network_to(country=None)

    assert (found.country, found.zone_code, found.methods[0].transit_min_days) == ("ES", "ES", 2)


def test_methods_come_in_the_operator_s_order_and_resting_ones_not_at_all(channel):
    """R090."""
    make_zone()
    make_method(code="SLOW", position=2)
    make_method(code="OFF", is_active=False)
    make_method(code="FAST", position=1)

    assert [method.code for method in network_to().methods] == ["FAST", "SLOW"]


def test_transit_to_one_zone_takes_the_place_of_the_method_s_own(channel):
    home, away = make_zone(code="HOME"), make_zone(code="AWAY", countries=["PT"])
    method = make_method(transit_min_days=1, transit_max_days=3)
    MethodTransit.objects.create(method=method, zone=away, transit_min_days=4, transit_max_days=6)

    for country, zone, transit in (("ES", home, (1, 3)), ("PT", away, (4, 6))):
        found = network_to(country)
        [offered] = found.methods
        assert (found.zone_id, (offered.transit_min_days, offered.transit_max_days)) == (zone.pk, transit)


def test_the_first_active_class_is_that_of_offers_that_name_none(channel):
    make_class(code="OLD", position=0, is_active=False)
    first = make_class(code="S", position=1)
    make_class(code="A", position=2)

    assert network_to().first_class_id == first.pk


@pytest.mark.parametrize(
    ("method_days", "carrier_days", "counted"),
    [
        ([], None, [1, 2, 3, 4, 5]),
        ([], [[1, 2, 3, 4, 5, 6]], [1, 2, 3, 4, 5]),
        ([1, 2, 3, 4, 5, 6], None, [1, 2, 3, 4, 5, 6]),
        ([1, 2, 3, 4, 5, 6], [[1, 2, 3, 4, 5, 6]], [1, 2, 3, 4, 5, 6]),
        ([1, 2, 3, 4, 5, 6], [[1, 2, 3, 4, 5, 6, 7], [2, 3, 4]], [2, 3, 4]),
        # A carrier that names no days delivers on the channel's.
        ([1, 2, 3, 4, 5, 6], [[1, 2, 3, 4, 5, 6], []], [1, 2, 3, 4, 5]),
        # No day is left: those of the method, and never more.
        ([6, 7], [[1, 2, 3, 4, 5]], [6, 7]),
        ([], [[6], [7]], [1, 2, 3, 4, 5]),
    ],
)
def test_carriers_take_days_away_and_add_none(shop, in_all_shops, method_days, carrier_days, counted):
    """R096."""
    make_zone()
    make_method(service_days=method_days)
    for days in carrier_days or ():
        make_shop_carrier(shop, make_carrier(service_days=days))

    network = network_to()
    plan = network.transit_plan(network.methods[0], terms_of(shop, network).carrier_days)

    assert weekdays_of(plan) == counted


def test_a_carrier_that_the_operator_has_switched_off_does_not_count(shop, in_all_shops):
    make_zone()
    make_method()
    make_shop_carrier(shop, make_carrier(service_days=[1], is_active=False))

    assert terms_of(shop).carrier_days is None


def test_on_the_way_the_holidays_of_both_ends_rest(channel):
    """R096."""
    make_zone(countries=["ES", "PT"])
    make_method()
    there = network_to("PT")
    calendar = build_calendar(there.transit_plan(there.methods[0], None))
    at_home = network_to("ES")

    # 10 June is Portugal's day, 12 October Spain's.
    assert not is_working_day(date(2026, 6, 10), calendar)
    assert not is_working_day(date(2026, 10, 12), calendar)
    assert is_working_day(date(2026, 6, 10), build_calendar(at_home.transit_plan(at_home.methods[0], None)))


def test_a_shop_without_settings_keeps_the_marketplace_s(shop, in_all_shops):
    """R086, R096."""
    make_zone()
    ShippingLimits.objects.create(pk=1, default_lead_time_days=4)
    network = network_to()

    terms = terms_of(shop, network)

    assert (terms.lead_time_days, terms.cutoff, terms.plan) == (4, None, network.plan)


def test_a_lead_time_of_zero_is_kept(shop, in_all_shops):
    """R087, D9."""
    make_zone()
    make_shop_shipping(shop, lead_time_days=0, cutoff=time(17, 30))

    terms = terms_of(shop)

    assert (terms.preparation().lead_time_days, terms.preparation(3).lead_time_days) == (0, 3)
    assert terms.preparation().cutoff == time(17, 30)


def test_a_shop_works_on_weekdays_of_its_own(shop, in_all_shops):
    """R096, D12: Saturday is none of the marketplace's days, and is open all day."""
    make_zone()
    make_shop_shipping(shop, weekdays=[6, 1, 2])

    assert weekdays_of(terms_of(shop).plan) == [1, 2, 6]


def test_closures_are_no_working_days_and_worked_holidays_are(shop, in_all_shops):
    """R096."""
    make_zone()
    make_closure(shop, date(2026, 3, 4), date(2026, 3, 5), name="Stocktaking")
    make_closure(shop, date(2026, 3, 9), kind="PAUSED")
    make_closure(shop, date(2026, 4, 3), kind="WORKED", name="Good Friday")

    calendar = terms_of(shop).calendar

    closed = {day: is_working_day(date(2026, 3, day), calendar) for day in (3, 4, 5, 6, 9, 10)}
    assert closed == {3: True, 4: False, 5: False, 6: True, 9: False, 10: True}
    assert is_working_day(date(2026, 4, 3), calendar)
    assert calendar.holidays.name_of(date(2026, 3, 4)) == "Stocktaking"


def test_only_a_pause_takes_offers_off_sale_and_only_on_its_days(shop, in_all_shops):
    """R096: days are the channel's, so that the pause ends at midnight in Madrid."""
    make_zone()
    make_closure(shop, date(2026, 3, 2), date(2026, 3, 3), kind="PAUSED")
    make_closure(shop, date(2026, 3, 5))
    terms = terms_of(shop)

    def paused(text):
        return terms.is_paused(datetime.fromisoformat(text))

    assert paused("2026-03-02T00:00+01:00")
    assert paused("2026-03-03T23:59+01:00")
    assert not paused("2026-03-04T00:00+01:00")
    assert not paused("2026-03-05T12:00+01:00")


def test_what_is_over_is_not_read(shop, in_all_shops):
    make_zone()
    make_closure(shop, date(2026, 2, 1), date(2026, 3, 1))
    ending_today = make_closure(shop, date(2026, 2, 1), date(2026, 3, 2))

    assert [closure.last_day for closure in terms_of(shop).closures] == [ending_today.last_day]


@pytest.mark.parametrize("number", [1, 10])
def test_the_terms_of_any_number_of_shops_are_one_query(channel, in_all_shops, number):
    make_zone()
    shops = [make_shop(channels=(channel,)) for _ in range(number)]
    for each in shops:
        make_shop_shipping(each)
        make_closure(each, date(2026, 3, 9))
        make_shop_carrier(each, make_carrier())
    network = network_to()

    with CaptureQueriesContext(connection) as queries:
        found = load_shop_terms([each.pk for each in shops], network=network, at=NOON)

    assert (len(queries), len(found)) == (1, number)


def test_another_shop_s_terms_stay_its_own(shop, other_shop, in_all_shops):
    make_zone()
    make_closure(other_shop, date(2026, 3, 9))
    make_shop_shipping(other_shop, lead_time_days=9)
    make_shop_carrier(other_shop, make_carrier(service_days=[1]))

    ours = terms_of(shop)

    assert (ours.lead_time_days, ours.closures, ours.carrier_days) == (2, (), None)

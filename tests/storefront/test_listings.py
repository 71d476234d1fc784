"""Pages of offers for the shop front: many at once, in as many queries as one (R085, R093, R094, R099)."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from tests.factories.offers import make_offer, make_product
from tests.factories.orders import spanish_zone, standard_method
from tests.factories.shipping import make_charge, make_closure, make_shop_shipping, make_zone
from tests.factories.shops import NOON, make_channel, make_shop

# Queries that read no row of the marketplace: transaction control, the scope's settings, the time limit; and those of
# every call: the key that authenticates it, the clock's offset.
_ASIDE = ("SAVEPOINT", "RELEASE", "ROLLBACK", "set_config", "shops_storefrontkey", "marketplace_clockoffset")


@pytest.fixture(autouse=True)
def _market(db):
    standard_method()
    spanish_zone()
    with clock.frozen(NOON):
        yield


def listed(storefront, *offers, **fields):
    ids = ",".join(str(getattr(offer, "pk", offer)) for offer in offers)
    return storefront.get("/api/storefront/offers", **{"ids": ids, "channel": "ES", **fields})


@pytest.mark.parametrize("number", [1, 10, 100])
def test_a_page_of_offers_of_as_many_shops_takes_seven_queries(storefront, channel, number):
    """R094, R021, R022: network, offers, shops, discounts of campaigns, promotions, rates and texts, each once."""
    product = make_product()
    offers = []
    for index in range(number):
        shop = make_shop(code=f"listed-{index}", channels=(channel,))
        make_shop_shipping(shop, lead_time_days=index % 4, cutoff=time(15))
        make_closure(shop, date(2026, 3, 4))
        make_charge(shop, spanish_zone(), standard_method())
        offers.append(make_offer(shop, product=product))

    with CaptureQueriesContext(connection) as queries:
        answer = listed(storefront, *offers)

    reads = [query["sql"] for query in queries if not any(word in query["sql"] for word in _ASIDE)]
    assert len(reads) == 7, reads
    told = answer.json()
    assert [each["offer_id"] for each in told["offers"]] == [offer.pk for offer in offers]
    assert {each["deliveries"][0]["shipping_price"] for each in told["offers"]} == {4.9}
    assert told["unknown"] == []


def test_the_page_and_the_single_offer_say_the_same(storefront, shop):
    make_charge(shop, spanish_zone(), standard_method())
    offer = make_offer(shop)

    [on_page] = listed(storefront, offer, zip_code="28001", why="true").json()["offers"]

    single = storefront.get(f"/api/storefront/offers/{offer.pk}", channel="ES", zip_code="28001", why="true").json()
    assert on_page == single


def test_offers_come_as_they_are_named_and_unknown_ones_are_told(storefront, shop):
    first, second = make_offer(shop), make_offer(shop)
    removed = make_offer(shop, removed_at=NOON)

    told = listed(storefront, second, 999_999, first, second, removed).json()

    assert [each["offer_id"] for each in told["offers"]] == [second.pk, first.pk]
    assert told["unknown"] == [999_999, removed.pk]


def test_the_destination_decides_price_and_promise(storefront, shop):
    """R085: three letters or two, and the channel's country where none is named."""
    portugal = make_zone(code="PT", countries=["PT"])
    make_charge(shop, spanish_zone(), standard_method(), price="4.90")
    make_charge(shop, portugal, standard_method(), price="6.90")
    make_zone(code="FR", countries=["FR"])
    offer = make_offer(shop)

    def to(**fields):
        [found] = listed(storefront, offer, **fields).json()["offers"]
        return [each["shipping_price"] for each in found["deliveries"]], found["shippable"], found["reason"]

    assert to() == ([4.9], True, None)
    assert to(country_iso_code="PRT") == ([6.9], True, None)
    assert to(country_iso_code="FR") == ([], False, "NOT_SHIPPABLE")
    assert to(country_iso_code="IT") == ([], False, "NOT_SHIPPABLE")


def test_the_postcode_decides_too(storefront, shop):
    make_charge(shop, spanish_zone(), standard_method(), price="4.90")
    make_charge(shop, spanish_zone(), standard_method(), postcode_from="07", postcode_to="07", price="9.90")
    offer = make_offer(shop)

    def price(path, **fields):
        return storefront.get(path, channel="ES", **fields).json()

    single = f"/api/storefront/offers/{offer.pk}"
    assert price(single)["deliveries"][0]["shipping_price"] == 4.9
    assert price(single, zip_code="07001")["deliveries"][0]["shipping_price"] == 9.9


def test_why_tells_the_days_of_the_promise(storefront, shop):
    """R093, R096: ordered on a Monday after the cut-off, with a closure on Thursday."""
    make_shop_shipping(shop, lead_time_days=1, cutoff=time(12))
    make_closure(shop, date(2026, 3, 4), name="Stocktaking")
    offer = make_offer(shop)

    [delivery] = listed(storefront, offer, why="true").json()["offers"][0]["deliveries"]

    why = delivery["why"]
    assert {name: why[name] for name in ("start_day", "cutoff", "lead_time_days", "transit_min_days")} == {
        "start_day": "2026-03-03",
        "cutoff": "12:00",
        "lead_time_days": 1,
        "transit_min_days": 1,
    }
    assert [(each["day"][8:], each["phase"], each["off"], each["name"]) for each in why["days"]] == [
        ("02", "ORDER", "CUTOFF", ""),
        ("03", "PREPARE", None, ""),
        ("04", "OFF", "HOLIDAY", "Stocktaking"),
        ("05", "SHIP", None, ""),
        ("06", "EARLIEST", None, ""),
        ("07", "OFF", "WEEKEND", ""),
        ("08", "OFF", "WEEKEND", ""),
        ("09", "DELIVER", None, ""),
        ("10", "LATEST", None, ""),
    ]
    [plain] = listed(storefront, offer).json()["offers"][0]["deliveries"]
    assert plain["why"] is None


def test_offers_of_another_channel_are_listed_and_not_orderable(storefront, shop):
    make_channel(code="PT", country="PT")

    [found] = listed(storefront, make_offer(shop), channel="PT").json()["offers"]

    assert (found["orderable"], found["shippable"]) == (False, False)


def test_an_offer_of_a_shop_that_sells_nowhere_is_shown_without_promise(storefront):
    offer = make_offer(make_shop(code="nowhere"))

    found = storefront.get(f"/api/storefront/offers/{offer.pk}").json()

    assert (found["orderable"], found["shippable"], found["deliveries"]) == (False, False, [])


@pytest.mark.parametrize(
    "fields",
    [
        {"ids": ""},
        {"ids": "abc"},
        {"ids": "0"},
        {"ids": "-1"},
        {"ids": "9" * 19},
        {"ids": ",".join(map(str, range(1, 102)))},
        {"channel": ""},
        {"channel": "NOWHERE"},
        {"country_iso_code": "SPAIN"},
        {"zip_code": "1" * 21},
        {"zip_code": "\x00"},
        {"why": "perhaps"},
    ],
)
def test_a_page_that_makes_no_sense_is_refused(storefront, fields):
    answer = listed(storefront, 1, **fields)

    assert (answer.status_code, sorted(answer.json())) == (400, ["code", "errors", "message", "status"])

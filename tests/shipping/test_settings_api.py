"""Ours for sellers: preparation, calendar, closures, carriers and the preview (R086, R091, R096, R135, D12)."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.tenancy import all_shops
from shipping.models import Closure, ShippingLimits, ShopShipping
from tests.factories.offers import make_offer
from tests.factories.shipping import make_carrier, make_charge, make_closure, make_method, make_shop_shipping, make_zone

pytestmark = pytest.mark.django_db

# A Monday, 10:00 in Madrid.
AT = datetime(2026, 4, 13, 8, tzinfo=UTC)
FAIR = {"first_day": "2026-04-14", "last_day": "2026-04-17", "name": "Fair", "kind": "STAY_OPEN"}


@pytest.fixture(autouse=True)
def monday():
    with clock.frozen(AT):
        yield


@pytest.fixture
def spain(shop):
    zone, method = make_zone(code="ES"), make_method(code="STD")
    make_charge(shop, zone, method, price=Decimal("4.90"))


def closures():
    with all_shops("a test reads"):
        return [(each.first_day, each.last_day, each.name, each.kind) for each in Closure.objects.all()]


def test_the_cut_off_is_set_and_taken_back(api, shop):
    """R086."""
    assert api.get("/api/x/preparation").json() == {"lead_time_days": 2, "cutoff": None}

    set_ = api.patch("/api/x/preparation", {"lead_time_days": 0, "cutoff": "14:30"}).json()
    assert set_ == {"lead_time_days": 0, "cutoff": "14:30"}
    assert api.patch("/api/x/preparation", {"lead_time_days": 1}).json() == {"lead_time_days": 1, "cutoff": "14:30"}
    assert api.patch("/api/x/preparation", {"cutoff": None}).json() == {"lead_time_days": 1, "cutoff": None}


@pytest.mark.parametrize("body", [{"lead_time_days": 6}, {"cutoff": "11:59"}, {"cutoff": "25:00"}])
def test_beyond_the_limits_nothing_is_set(api, shop, body):
    """D12."""
    make_shop_shipping(shop, lead_time_days=1, cutoff=time(13))
    ShippingLimits.objects.create(pk=1, longest_lead_time_days=5, earliest_cutoff=time(12))

    assert api.patch("/api/x/preparation", body).status_code == 400
    with all_shops("a test reads"):
        assert ShopShipping.objects.filter(lead_time_days=1, cutoff=time(13)).exists()


def test_what_is_left_out_is_neither_changed_nor_judged(api, shop):
    """R086: limits that came later hold for what is set from then on."""
    make_shop_shipping(shop, lead_time_days=9, cutoff=time(11))
    ShippingLimits.objects.create(pk=1, longest_lead_time_days=5, earliest_cutoff=time(12))

    first = api.patch("/api/x/preparation", {"cutoff": "14:00"})
    second = api.patch("/api/x/preparation", {"lead_time_days": 5})

    assert first.json() == {"lead_time_days": 9, "cutoff": "14:00"}
    assert second.json() == {"lead_time_days": 5, "cutoff": "14:00"}


def test_the_calendar_is_told_with_its_limits_and_holidays(api, shop):
    """R096, D12."""
    closure = make_closure(shop, date(2026, 4, 14), date(2026, 4, 17), name="Fair")

    told = api.get("/api/x/shipping/calendar").json()

    assert told["weekdays"] is None
    assert told["channel_weekdays"] == [1, 2, 3, 4, 5]
    assert told["closures"] == [{"id": closure.pk, **FAIR}]
    assert told["closed_days"] == 4
    assert {"day": "2026-05-01", "name": "Fiesta del Trabajo"} in told["holidays"]
    assert told["limits"] == {
        "allows_own_calendar": True,
        "fewest_weekdays": 3,
        "longest_closure_days": 31,
        "most_closed_days": 60,
        "earliest_cutoff": None,
        "longest_lead_time_days": 60,
    }


def test_the_week_is_set_and_taken_back(api):
    """D12."""
    assert api.patch("/api/x/shipping/calendar", {"weekdays": [6, 2, 3, 4]}).json()["weekdays"] == [2, 3, 4, 6]
    assert api.patch("/api/x/shipping/calendar", {"weekdays": None}).json()["weekdays"] is None


@pytest.mark.parametrize("body", [{"weekdays": [1]}, {"weekdays": []}, {"weekdays": [8, 1, 2]}, {"weekdays": "x"}, {}])
def test_a_week_that_cannot_be_is_refused(api, body):
    assert api.patch("/api/x/shipping/calendar", body).status_code == 400


def test_a_closure_is_entered_changed_and_removed(api):
    """D12."""
    made = api.post("/api/x/shipping/closures", FAIR)
    assert made.status_code == 201
    url = f"/api/x/shipping/closures/{made.json()['id']}"

    changed = api.patch(url, {"kind": "PAUSED", "last_day": "2026-04-15"}).json()
    assert changed == {"id": made.json()["id"], **FAIR, "kind": "PAUSED", "last_day": "2026-04-15"}

    assert api.delete(url).status_code == 204
    assert closures() == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"last_day": "2026-06-17"}, "CLOSURE_TOO_LONG", "last_day"),
        ({"first_day": "2026-04-01"}, "CLOSURE_PAST", "first_day"),
        ({"last_day": "2026-04-13"}, "DATES_REVERSED", "last_day"),
    ],
)
def test_a_closure_beyond_the_limits_says_which(api, changes, code, field):
    """D12."""
    answer = api.post("/api/x/shipping/closures", FAIR | changes)

    assert answer.status_code == 400
    assert [(each["code"], each["field"]) for each in answer.json()["errors"]] == [(code, field)]
    assert closures() == []


@pytest.mark.parametrize("changes", [{"name": ""}, {"kind": "OPEN"}, {"first_day": "soon"}, {"name": "x" * 61}])
def test_a_closure_that_makes_no_sense_is_refused(api, changes):
    assert api.post("/api/x/shipping/closures", FAIR | changes).status_code == 400


def test_a_closure_that_is_over_cannot_be_changed(api, shop):
    closure = make_closure(shop, date(2026, 4, 1), date(2026, 4, 2), name="Fair")

    assert api.delete(f"/api/x/shipping/closures/{closure.pk}").status_code == 409
    assert api.patch(f"/api/x/shipping/closures/{closure.pk}", {"name": "x"}).status_code == 409


def test_the_effect_of_a_closure_is_told_and_nothing_saved(api, spain):
    """D12."""
    told = api.post("/api/x/shipping/closures/preview", FAIR).json()

    assert told["orders"][0]["without"]["ship_by"] == "2026-04-15T21:59:59Z"
    assert told["orders"][0]["with"]["ship_by"] == "2026-04-21T21:59:59Z"
    assert told["orders"][1]["ordered_at"] == "2026-04-14T10:00:00Z"
    assert (told["open_orders"], told["closed_days"]) == (0, 4)
    assert closures() == []


def test_the_effect_of_a_change_is_told_against_what_it_was(api, shop, spain):
    closure = make_closure(shop, date(2026, 4, 14), date(2026, 4, 17), name="Fair")
    body = FAIR | {"closure_id": closure.pk, "kind": "PAUSED"}

    told = api.post("/api/x/shipping/closures/preview", body).json()

    assert told["orders"][1]["without"] is not None
    assert told["orders"][1]["with"] is None


def test_the_effect_of_another_shop_s_closure_is_not_there(api, other_shop, spain):
    theirs = make_closure(other_shop, date(2026, 4, 14))

    assert api.post("/api/x/shipping/closures/preview", FAIR | {"closure_id": theirs.pk}).status_code == 404


def test_the_effect_beyond_the_limits_is_refused(api, spain):
    answer = api.post("/api/x/shipping/closures/preview", FAIR | {"last_day": "2026-06-17"})

    assert answer.json()["errors"][0]["code"] == "CLOSURE_TOO_LONG"


def test_usual_carriers_are_replaced_as_a_whole(api):
    """R091."""
    make_carrier(code="a"), make_carrier(code="b"), make_carrier(code="c")

    assert api.put("/api/x/shipping/carriers", {"codes": ["a", "b"]}).json() == {"codes": ["a", "b"]}
    assert api.put("/api/x/shipping/carriers", {"codes": ["c"]}).json() == {"codes": ["c"]}
    refused = api.put("/api/x/shipping/carriers", {"codes": ["c", "nobody"]})
    assert (refused.status_code, refused.json()["code"]) == (400, "CARRIER_NOT_FOUND")
    assert [fault["field"] for fault in refused.json()["errors"]] == ["codes"]
    assert api.get("/api/x/shipping/carriers").json() == {"codes": ["c"]}


@pytest.mark.parametrize("code", ["ZZ", "ZZZ", "Spain"])
def test_a_preview_to_no_country_is_refused(api, spain, code):
    answer = api.get(f"/api/x/shipping/preview?country_iso_code={code}")

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["errors"]] == ["country_iso_code"]


def test_the_preview_reckons_with_another_week(api, spain):
    """D12: on a Monday, without Tuesdays; a week shorter than the limit is refused."""
    told = api.get("/api/x/shipping/preview?lead_time_days=1&weekdays=1,3,4,5").json()
    refused = api.get("/api/x/shipping/preview?weekdays=1,2")

    assert told["ship_by"] == "2026-04-15T21:59:59Z"
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "TOO_FEW_WEEKDAYS")
    assert api.get("/api/x/shipping/preview?weekdays=8").status_code == 400
    assert api.get("/api/x/shipping/calendar").json()["weekdays"] is None


def test_the_preview_tells_the_promise_with_its_days(api, spain):
    """R086, R093."""
    told = api.get("/api/x/shipping/preview?country_iso_code=ESP&zip_code=28001&lead_time_days=0").json()

    assert (told["ship_by"], told["latest"]) == ("2026-04-13T21:59:59Z", "2026-04-16T21:59:59Z")
    assert [(each["day"], each["phase"]) for each in told["days"]] == [
        ("2026-04-13", "SHIP"),
        ("2026-04-14", "EARLIEST"),
        ("2026-04-15", "DELIVER"),
        ("2026-04-16", "LATEST"),
    ]
    assert told["freight"] == {"price": 4.9, "currency_iso_code": "EUR", "source": "TABLE"}
    assert told["shippable"] is True


def test_the_preview_of_an_offer_has_its_own_time(api, shop, spain):
    """R087."""
    offer = make_offer(shop, lead_time_days=1)

    assert api.get(f"/api/x/shipping/preview?offer_id={offer.pk}").json()["lead_time_days"] == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("offer_id=987654", 404),
        ("country_iso_code=Q1", 400),
        ("channel=BR", 400),
        ("lead_time_days=61", 400),
        ("lead_time_days=x", 400),
    ],
)
def test_a_preview_of_what_is_not_there_is_refused(api, spain, query, status):
    assert api.get(f"/api/x/shipping/preview?{query}").status_code == status


def test_another_shop_s_offer_is_not_previewed(api, other_shop, spain):
    offer = make_offer(other_shop)

    assert api.get(f"/api/x/shipping/preview?offer_id={offer.pk}").status_code == 404


def test_without_a_method_there_is_nothing_to_preview(api):
    assert api.get("/api/x/shipping/preview").status_code == 409

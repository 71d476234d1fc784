"""The operator's forms of shipping: what makes no sense is refused (R090, R092, D12)."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from marketplace.tenancy import all_shops
from shipping.models import Carrier, MethodTransit, ShippingLimits, ShippingMethod, ShippingZone, ShopShipping
from tests.factories.shipping import make_carrier, make_method, make_shop_shipping, make_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(operator, signed_in):
    return signed_in(operator)


def send(office, model, typed, pk=None):
    name = f"admin:shipping_{model._meta.model_name}"
    url = reverse(f"{name}_change", args=[pk]) if pk else reverse(f"{name}_add")
    return office.post(url, typed)


def zone(**changes):
    fields = {"code": "ES", "label": "Spain", "countries": "es", "postcodes": "", "is_active": "on", "position": "0"}
    return fields | changes


def carrier(**changes):
    return {
        "code": "UPS",
        "label": "UPS",
        "tracking_url": "https://www.ups.example/?n={trackingId}",
        "number_shapes": "1z **** , ###",
        "service_days": ["1", "2"],
        "countries": "es,pt",
        "is_active": "on",
        **changes,
    }


def method(**changes):
    rows = {"transits-TOTAL_FORMS": "1", "transits-INITIAL_FORMS": "0"}
    fields = {"code": "EXP", "label": "Express", "transit_min_days": "1", "transit_max_days": "1", "is_active": "on"}
    return {**rows, **fields, "position": "1", "service_days": ["1", "6"], **changes}


def test_a_zone_is_made_with_its_postcodes(office):
    send(office, ShippingZone, zone(postcodes="35, 38-0"))

    made = ShippingZone.objects.get()
    assert (made.countries, made.postcodes) == (["ES"], ["35", "380"])
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"countries": "QQ"}, "There is no country QQ."),
        ({"postcodes": "-,35"}, "A postcode begins with a letter or a digit."),
        ({"postcodes": ""}, "holds all other postcodes of the country already"),
        ({"postcodes": "07,35"}, "07: “Islands” holds them already."),
    ],
)
def test_a_zone_that_makes_no_sense_is_refused(office, changes, said):
    make_zone(code="REST")
    make_zone(code="ISL", label="Islands", postcodes=["07"])

    page = send(office, ShippingZone, zone(postcodes="35") | changes)

    assert said in page.content.decode()
    assert ShippingZone.objects.count() == 2


def test_an_express_method_is_offered_to_all(office):
    """R090."""
    there = make_zone()

    send(office, ShippingMethod, method(**{
        "transits-0-zone": there.pk, "transits-0-transit_min_days": "1", "transits-0-transit_max_days": "2",
    }))  # fmt: skip

    made = ShippingMethod.objects.get()
    assert (made.code, made.service_days) == ("EXP", [1, 6])
    assert MethodTransit.objects.get().transit_max_days == 2


def test_a_transit_that_runs_backwards_is_refused(office):
    there = make_zone()
    backwards = {"transits-0-zone": there.pk, "transits-0-transit_min_days": "3", "transits-0-transit_max_days": "2"}

    for changes in ({"transit_min_days": "2"}, backwards):
        page = send(office, ShippingMethod, method(**changes))
        assert "The longest transit is not shorter than the shortest." in page.content.decode()

    assert not ShippingMethod.objects.exists()


def test_a_carrier_is_made_with_its_shapes(office):
    """R092."""
    send(office, Carrier, carrier())

    made = Carrier.objects.get()
    assert (made.number_shapes, made.service_days, made.countries) == (["1Z****", "###"], [1, 2], ["ES", "PT"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tracking_url": "javascript:alert('{trackingId}')"}, "must begin with http:// or https://"),
        ({"tracking_url": "https://www.ups.example/"}, "Write {trackingId} where the number goes."),
        ({"tracking_url": "https://{trackingId}.example/"}, "Write {trackingId} where the number goes."),
        ({"tracking_url": "https://[x/{trackingId}"}, "This is no address."),
        ({"number_shapes": "1Z"}, "1Z is no shape"),
        ({"countries": "QQ"}, "There is no country QQ."),
    ],
)
def test_a_carrier_that_makes_no_sense_is_refused(office, changes, said):
    """R092."""
    page = send(office, Carrier, carrier(**changes))

    assert said in page.content.decode()
    assert not Carrier.objects.exists()


def test_a_carrier_without_a_page_is_kept(office):
    send(office, Carrier, carrier(tracking_url="", number_shapes="", countries="", service_days=[]))

    assert Carrier.objects.get().number_shapes == []


def test_the_limits_are_one_row(office):
    """D12."""
    typed = {"allows_own_calendar": "on", "fewest_weekdays": "5", "longest_closure_days": "14"}
    typed |= {"most_closed_days": "30", "earliest_cutoff": "12:00", "longest_lead_time_days": "10"}

    send(office, ShippingLimits, typed | {"default_lead_time_days": "1"})

    kept = ShippingLimits.objects.get()
    assert (kept.pk, kept.fewest_weekdays, kept.default_lead_time_days) == (1, 5, 1)
    assert office.get(reverse("admin:shipping_shippinglimits_add")).status_code == 403


def test_the_operator_helps_a_shop_with_its_week(office, shop):
    row = make_shop_shipping(shop, weekdays=[1, 2, 3])

    send(office, ShopShipping, {"lead_time_days": "3", "cutoff": "", "weekdays": []}, row.pk)

    with all_shops("a test reads"):
        assert ShopShipping.objects.filter(weekdays__isnull=True, lead_time_days=3).exists()


def test_the_shapes_of_a_carrier_stand_in_its_form(office):
    kept = make_carrier(number_shapes=["1Z****"], service_days=[6])
    make_method(service_days=[1])

    page = office.get(reverse("admin:shipping_carrier_change", args=[kept.pk])).content.decode()

    assert "1Z****" in page
    assert page.count(" checked") >= 1

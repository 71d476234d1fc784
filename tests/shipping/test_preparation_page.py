"""The page of a shop's preparation, with its preview (R086, R093)."""

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.permissions import Right
from marketplace.tenancy import all_shops
from shipping import sections
from shipping.models import ShippingLimits, ShopShipping
from shipping.sections import PreparationSection
from tests.factories.offers import make_offer, make_product
from tests.factories.shipping import make_charge, make_method, make_shop_shipping, make_zone

pytestmark = pytest.mark.django_db

# A Monday, 10:00 in Madrid.
AT = datetime(2026, 4, 13, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with clock.frozen(AT):
        yield


@pytest.fixture
def spain(shop):
    zone, method = make_zone(code="ES"), make_method(code="STD")
    make_charge(shop, zone, method, price=Decimal("4.90"))


@pytest.fixture
def client(owner, signed_in):
    return signed_in(owner)


def shown(client, shop, path="shipping", **query):
    return client.get(f"/shop/{shop.pk}/{path}", query).content.decode()


def test_the_page_shows_what_a_customer_is_told_now(client, shop, spain):
    """R086, R093."""
    page = shown(client, shop)

    assert "Delivery between Thu 16 Apr and Mon 20 Apr, €4.90" in page
    assert "by Wed 15 Apr" in page
    assert "Mon 13 Apr, 10:00 in Madrid" in page
    assert page.count('<li class="off"') == 2


def test_the_preview_follows_what_is_typed_and_saves_nothing(client, shop, spain):
    """R086."""
    part = client.get(
        f"/shop/{shop.pk}/shipping/preview",
        {"lead_time_days": "0", "cutoff": "09:00"},
        headers={"HX-Request": "true", "HX-Target": "preview"},
    ).content.decode()

    assert "<html" not in part
    assert "by Tue 14 Apr" in part
    assert "from 09:00 on: counts as Tue 14 Apr&#x27;s" in part
    with all_shops("a test reads"):
        assert not ShopShipping.objects.exists()


@pytest.mark.parametrize(
    ("is_allowed", "whose"), [(True, "Your own, Mon–Wed"), (False, "The marketplace&#x27;s, Mon–Fri")]
)
def test_the_week_is_called_the_shop_s_while_it_may_have_one(client, shop, spain, is_allowed, whose):
    """D12."""
    make_shop_shipping(shop, weekdays=[1, 2, 3])
    ShippingLimits.objects.create(pk=1, allows_own_calendar=is_allowed)

    assert f"<dd>{whose}" in shown(client, shop)


def test_without_script_the_preview_is_the_page_with_what_was_typed(client, shop, spain):
    page = shown(client, shop, "shipping/preview", lead_time_days="1")

    assert "<html" in page
    assert 'value="1"' in page
    assert "by Tue 14 Apr" in page


@pytest.mark.parametrize(
    "typed",
    [
        {"lead_time_days": "-"},
        {"lead_time_days": "99999999999999999999"},
        {"cutoff": "25:99"},
        {"country": "XX"},
        {"zip_code": "\0" * 4},
        {"zip_code": "1" * 400},
        {"channel": "nowhere"},
    ],
)
def test_half_typed_values_are_left_out(client, shop, spain, typed):
    assert "Delivery between Thu 16 Apr and Mon 20 Apr, €4.90" in shown(client, shop, "shipping/preview", **typed)


@pytest.mark.parametrize("typed", ["11", "61", "-1", "1.5", "", "x", "9" * 30])
def test_a_time_that_cannot_be_is_said_beside_the_dates_of_the_saved_one(client, shop, spain, typed):
    """R086, D12."""
    ShippingLimits.objects.create(pk=1, longest_lead_time_days=10)

    page = shown(client, shop, "shipping/preview", lead_time_days=typed)

    assert "This is no possible preparation time: enter a whole number of working days, from 0 to 10." in page
    assert "by Wed 15 Apr" in page


@pytest.mark.parametrize(("hour", "is_told"), [("25:99", True), ("08:59", True), ("09:00", False), ("", False)])
def test_an_hour_that_cannot_be_is_said(client, shop, spain, hour, is_told):
    """R086, D12."""
    ShippingLimits.objects.create(pk=1, earliest_cutoff=time(9))

    assert ("This hour is not possible." in shown(client, shop, "shipping/preview", cutoff=hour)) is is_told


def test_a_country_that_the_shop_does_not_send_to_is_said(client, shop, spain):
    """R085."""
    make_zone(code="PT", countries=["PT"])

    assert "You do not send there" in shown(client, shop, "shipping/preview", country="PT")


def test_the_shop_s_own_country_is_the_first_to_choose(client, shop, spain):
    make_zone(code="DE", countries=["DE"])
    make_zone(code="PT", countries=["PT"])

    form = client.get(f"/shop/{shop.pk}/shipping").context["destination"]

    assert [code for code, _name in form.fields["country"].choices] == ["ES", "DE", "PT"]


def test_the_offers_that_a_change_touches_are_counted(client, shop, spain):
    """R086, R087."""
    make_offer(shop, product=make_product(title="Desk lamp"))
    make_offer(shop, lead_time_days=1)

    page = shown(client, shop)

    assert "2 offers; 1 has a time of its own" in page
    assert "Who orders one “Desk lamp” now to Spain is told" in page


def test_a_long_strip_leaves_out_its_middle(client, shop, spain):
    page = shown(client, shop, "shipping/preview", lead_time_days="60")

    assert page.count("<li class=") == 17
    assert "<b>…</b>" in page


def test_preparation_and_cut_off_are_saved(client, shop):
    """R086."""
    answer = client.post(f"/shop/{shop.pk}/shipping", {"lead_time_days": "3", "cutoff": "14:30"})

    assert answer.status_code == 302
    with all_shops("a test reads"):
        saved = ShopShipping.objects.get()
    assert (saved.lead_time_days, saved.cutoff) == (3, time(14, 30))
    assert 'value="14:30"' in shown(client, shop)


def test_what_the_operator_does_not_allow_is_said_beside_the_field(client, shop):
    """D12."""
    ShippingLimits.objects.create(pk=1, earliest_cutoff=time(12), longest_lead_time_days=5)

    answer = client.post(f"/shop/{shop.pk}/shipping", {"lead_time_days": "6", "cutoff": "11:00"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Enter at most 5 working days." in page
    assert "takes orders as the same day&#x27;s until 12:00 at least" in page
    with all_shops("a test reads"):
        assert not ShopShipping.objects.exists()


def test_the_former_address_leads_to_the_page(client, shop):
    answer = client.get(f"/shop/{shop.pk}/settings/preparation")

    assert (answer.status_code, answer["Location"]) == (302, f"/shop/{shop.pk}/shipping")


def test_without_a_method_nothing_is_promised(client, shop):
    assert "Nothing can be promised yet" in shown(client, shop)


def test_sections_of_other_apps_stand_on_the_page(client, shop, settings, tmp_path):
    (tmp_path / "sample.html").write_text("Shop {{ shop.pk }}: {{ section.said }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    told = PreparationSection("sample", "sample.html", Right.SHOP_WRITE, lambda shop_id, at: {"said": f"at {at:%H}"})
    sections.register(told)
    sections.register(PreparationSection("silent", "none.html", Right.SHOP_WRITE, lambda shop_id, at: None))
    try:
        assert f"Shop {shop.pk}: at 08" in shown(client, shop)
    finally:
        sections.unregister("sample")
        sections.unregister("silent")


def test_the_page_costs_the_same_with_one_offer_and_with_ten(client, shop, spain):
    make_shop_shipping(shop)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            shown(client, shop)
        return len(queries)

    make_offer(shop)
    one = cost()
    for _number in range(9):
        make_offer(shop)

    assert cost() == one

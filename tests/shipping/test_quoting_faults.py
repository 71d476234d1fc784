"""R099: a rate table that gives no price is recorded and told, once, until it gives one again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from marketplace import clock
from marketplace.notices.mailing import mail_notices
from marketplace.notices.models import Notice
from marketplace.outbox.models import OutboxMessage
from marketplace.permissions import Role
from marketplace.tenancy import shop_scope
from offers.models import Offer, Product
from shipping.choices import ChargeBasis, RateTable
from shipping.fault_news import count_untold, tell_faults
from shipping.models import Charge, FreightFault, ShopShipping
from shipping.services.charges import replace_rates
from shipping.services.faults import end_forgotten_faults
from shipping.tables.columns import GivenRow
from tests.factories.offers import make_offer
from tests.factories.orders import make_order, spanish_zone, standard_method
from tests.factories.shipping import make_charge, make_contingency, make_fault, make_shop_shipping
from tests.factories.shops import NOON, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_all_shops")]

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def weighed(shop):
    """Up to 5 kg for 3.00, anything for 8.00 in the contingency table, and an offer without a weight."""
    zone, method = spanish_zone(), standard_method()
    make_charge(shop, zone, method, basis=ChargeBasis.WEIGHT, below=5, price="3.00")
    make_contingency(shop, zone, method, price="8.00")
    return make_offer(shop)


@pytest.fixture
def ask(storefront, django_capture_on_commit_callbacks):
    """Quote an offer at a moment; the price and its mark."""

    def quote(offer, *, at=NOON, quantity=1, zip_code="28001"):
        body = {
            "channel": "ES",
            "country_iso_code": "ES",
            "zip_code": zip_code,
            "items": [{"offer_id": offer.pk, "quantity": quantity}],
        }
        with clock.frozen(at), django_capture_on_commit_callbacks(execute=True):
            answer = storefront.post("/api/storefront/quotes", body)
        assert answer.status_code == 200
        [delivery] = answer.json()["quotes"][0]["deliveries"]
        return delivery["shipping_price"], delivery["contingency"], delivery["contingency_reason"]

    return quote


def weigh(offer, grams):
    Offer.objects.filter(pk=offer.pk).update(weight_grams=grams)


def faults():
    return list(FreightFault.objects.order_by("pk").values_list("reason", "count", "ended_at"))


def test_the_contingency_price_is_marked_and_the_fault_recorded(weighed, ask, shop):
    assert ask(weighed) == (8, True, "WEIGHT_UNKNOWN")

    fault = FreightFault.objects.get()
    assert (fault.shop_id, fault.zone_id, fault.method_id) == (shop.pk, spanish_zone().pk, standard_method().pk)
    assert (fault.reason, fault.count, fault.first_at, fault.has_contingency) == ("WEIGHT_UNKNOWN", 1, NOON, True)
    assert fault.details == {
        "country": "ES",
        "zip_code": "28001",
        "goods": [[weighed.pk, 1]],
        "value": "12.30",
        "weight_grams": None,
    }


def test_a_page_that_is_looked_at_all_the_time_writes_once_a_minute(weighed, ask):
    for seconds in (0, 1, 30, 59, 60, 61, 119, 120):
        ask(weighed, at=NOON + timedelta(seconds=seconds))

    fault = FreightFault.objects.get()
    assert (fault.count, fault.first_at, fault.last_at) == (3, NOON, NOON + 2 * MINUTE)


def test_the_next_price_of_the_table_ends_it(weighed, ask):
    ask(weighed)
    weigh(weighed, 1000)

    assert ask(weighed, at=NOON + MINUTE) == (3, False, None)
    assert faults() == [("WEIGHT_UNKNOWN", 1, NOON + MINUTE)]

    weigh(weighed, None)
    ask(weighed, at=NOON + 2 * MINUTE)
    assert faults()[1:] == [("WEIGHT_UNKNOWN", 1, None)]


def test_without_a_postcode_a_missing_row_is_no_fault_and_ends_none(weighed, ask, shop):
    """The table may have it for postcodes; a missing weight stays a fault."""
    zone, method = spanish_zone(), standard_method()
    Charge.objects.all().delete()
    make_charge(shop, zone, method, postcode_from="28", postcode_to="28", basis=ChargeBasis.WEIGHT, below=5, price="3")
    weigh(weighed, 1000)

    assert ask(weighed, zip_code="") == (8, True, "NO_ROW")
    assert faults() == []
    assert ask(weighed, zip_code="08001") == (8, True, "NO_ROW")
    ask(weighed, zip_code="", at=NOON + MINUTE)
    assert faults() == [("NO_ROW", 1, None)]
    make_charge(shop, zone, method, basis=ChargeBasis.WEIGHT, price="3")
    weigh(weighed, None)
    ask(weighed, zip_code="", at=NOON + MINUTE)
    assert faults()[1:] == [("WEIGHT_UNKNOWN", 1, None)]


def test_other_goods_that_have_a_price_end_nothing(weighed, ask, shop):
    """Else a page with both would tell of the same fault again with every look."""
    light = make_offer(shop, weight_grams=1000)
    ask(weighed)

    assert ask(light, at=NOON + MINUTE) == (3, False, None)
    assert faults() == [("WEIGHT_UNKNOWN", 1, None)]


def test_fewer_pieces_or_another_postcode_do_not_end_what_is_too_heavy(weighed, ask):
    weigh(weighed, 1000)

    assert ask(weighed, quantity=6) == (8, True, "NO_ROW")
    assert ask(weighed, quantity=4, at=NOON + MINUTE) == (3, False, None)
    assert faults() == [("NO_ROW", 1, None)]
    Charge.objects.update(below=50)
    ask(weighed, quantity=6, zip_code="08001", at=NOON + 2 * MINUTE)
    assert faults() == [("NO_ROW", 1, None)]
    ask(weighed, quantity=7, at=NOON + 3 * MINUTE)
    assert faults() == [("NO_ROW", 1, NOON + 3 * MINUTE)]


def test_a_changed_table_that_gives_any_price_ends_it(weighed, ask, shop):
    weigh(weighed, 1000)
    ask(weighed, quantity=6)
    make_shop_shipping(shop, updated_at=NOON + MINUTE)

    ask(weighed, at=NOON + 2 * MINUTE)

    assert faults() == [("NO_ROW", 1, NOON + 2 * MINUTE)]
    assert ShopShipping.objects.get().updated_at == NOON + MINUTE


def test_so_does_one_of_a_shop_that_has_set_nothing_else(weighed, ask, shop):
    """Replacing its table leaves no row of settings, which would fix the preparation time that the operator sets."""
    weigh(weighed, 1000)
    ask(weighed, quantity=6)
    row = GivenRow(1, zone="ES", method="STD", basis="WEIGHT", below="5", price="4")
    with shop_scope(shop):
        replace_rates(shop_id=shop.pk, table=RateTable.MAIN, rows=[row], at=NOON + MINUTE)

    ask(weighed, at=NOON + 2 * MINUTE)

    assert faults() == [("NO_ROW", 1, NOON + 2 * MINUTE)]
    assert not ShopShipping.objects.exists()


@pytest.mark.parametrize("reason", ["TIMED_OUT", "FAILED"])
def test_a_table_that_can_be_read_again_ends_a_failure_whatever_is_asked(weighed, ask, shop, reason):
    make_fault(shop, spanish_zone(), standard_method(), reason=reason)
    weigh(weighed, 1000)

    ask(weighed, at=NOON + MINUTE)

    assert faults() == [(reason, 1, NOON + MINUTE)]


def test_what_nobody_has_met_for_a_day_is_over(weighed, ask):
    ask(weighed)

    with clock.frozen(NOON + DAY):
        assert end_forgotten_faults() == 0
    with clock.frozen(NOON + DAY + MINUTE):
        assert end_forgotten_faults() == 1
    assert faults() == [("WEIGHT_UNKNOWN", 1, NOON + DAY + MINUTE)]


def test_those_who_may_change_the_table_are_told_once_and_by_mail(weighed, ask, shop, owner, sales, stranger):
    """The bell, a mail, and the end of both."""
    support = make_member(shop, Role.SUPPORT)
    for minutes in range(3):
        ask(weighed, at=NOON + minutes * MINUTE)
        with clock.frozen(NOON + minutes * MINUTE):
            assert tell_faults() == (1 if minutes == 0 else 0)
    assert count_untold() == 0

    told = Notice.objects.filter(kind="freight_fault")
    assert owner.user_id in set(told.values_list("user_id", flat=True))
    assert not told.filter(user__in=[support.user_id, stranger.user_id]).exists()
    assert told.filter(user=owner.user_id, read_at=None).count() == 1
    mail_notices(at=NOON + 3 * MINUTE)
    mail = OutboxMessage.objects.get(recipient=owner.user.email)
    assert "Casa Norte" in mail.subject
    assert "España" in mail.body["text"]

    weigh(weighed, 1000)
    ask(weighed, at=NOON + 4 * MINUTE)
    assert not told.filter(read_at=None).exists()


def test_a_fault_that_is_over_before_it_was_told_is_in_the_list_and_read(weighed, ask, owner):
    ask(weighed)
    weigh(weighed, 1000)
    ask(weighed, at=NOON + MINUTE)

    assert tell_faults() == 1
    notice = Notice.objects.get(kind="freight_fault", user=owner.user_id)
    assert notice.read_at is not None


def test_the_notice_says_where_what_and_what_follows(weighed, ask, owner, signed_in, shop):
    Product.objects.update(title="Giralda lamp")
    ask(weighed, quantity=2)
    with clock.frozen(NOON):
        tell_faults()

        page = signed_in(owner).get(f"/shop/{shop.pk}/notices/").content.decode()

    assert "No freight to España by Standard" in page
    asked = "28001 Spain · weight unknown · €24.60 · 2 × Giralda lamp"
    assert f"An offer has no weight. Last asked for: {asked}" in page
    assert "Customers get the price of your contingency table." in page


def test_the_operator_reads_what_was_asked_for(weighed, ask, operator, signed_in):
    Product.objects.update(title="Giralda lamp")
    weigh(weighed, 2400)
    ask(weighed, quantity=3)
    office = signed_in(operator)

    rows = office.get(reverse("admin:shipping_freightfault_changelist")).content.decode()
    page = office.get(reverse("admin:shipping_freightfault_change", args=[FreightFault.objects.get().pk]))

    assert all(words in rows for words in ("28001 Spain", "7.2 kg", "€36.90", "counted once a minute"))
    told = page.content.decode()
    assert all(words in told for words in ("28001 Spain", "7.2 kg", "€36.90", "3 × Giralda lamp"))
    assert "weight_grams" not in told


def test_an_order_is_promised_the_contingency_freight_and_keeps_it(weighed, shop):
    """R095."""
    order = make_order(shop, offers=[weighed])

    assert order.promise_policy["freight"] == {"price": "8.00", "source": "CONTINGENCY", "reason": "WEIGHT_UNKNOWN"}


def test_a_quote_stands_though_its_fault_cannot_be_recorded(weighed, ask, monkeypatch):
    """Recording is no part of the quote: a row that the database refuses is a line in the log."""
    monkeypatch.setattr("shipping.services.faults._UPSERT", "INSERT INTO nowhere VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s)")

    assert ask(weighed) == (8, True, "WEIGHT_UNKNOWN")
    assert not FreightFault.objects.exists()


def test_a_quote_without_faults_writes_nothing_and_asks_no_more(weighed, ask, django_assert_max_num_queries):
    weigh(weighed, 1000)

    assert ask(weighed) == (3, False, None)
    assert not FreightFault.objects.exists()
    assert Decimal(3) == Charge.objects.get().price

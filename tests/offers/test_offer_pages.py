"""Offers in the portal: the list by what can be sold, and one plain form."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.shops.choices import ShopState
from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops, shop_scope
from offers.forms.terms import TermsForm
from offers.models import Offer
from offers.pages.differences import offer_differences
from offers.search import reindex_offers
from offers.services.selling import offer_version
from tests.factories.offers import make_offer, make_product
from tests.factories.shipping import make_class
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
FORM = {"shop_sku": "LAMP-1", "price": "12.30", "quantity": "5", "condition": "11", "sheet_confirmed": "on"}


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def visit(signed_in, inventory, shop):
    """Fetches or posts a path below the shop's offers, as the member of the stock room unless another is named."""

    def go(path="", data=None, member=inventory, **options):
        client, url = signed_in(member), f"/shop/{shop.pk}/offers/{path}"
        return client.get(url, **options) if data is None else client.post(url, data, **options)

    return go


def skus(page):
    return [item.row.shop_sku for item in page.context["rows"]]


def the_offer(shop):
    with shop_scope(shop):
        return Offer.objects.select_related("product").get()


@pytest.mark.parametrize(
    ("tab", "expected"), [("sale", ["A"]), ("out", ["B"]), ("paused", ["C", "D"]), ("all", ["A", "B", "C", "D"])]
)
def test_what_is_sold_out_stands_in_a_tab_of_its_own(visit, shop, tab, expected):
    """R028."""
    make_offer(shop, shop_sku="A", product=make_product(title="1"))
    make_offer(shop, shop_sku="B", product=make_product(title="2"), quantity=0)
    make_offer(shop, shop_sku="C", product=make_product(title="3"), is_active=False)
    make_offer(shop, shop_sku="D", product=make_product(title="4"), is_active=False, quantity=0)
    make_offer(shop, shop_sku="E", removed_at=NOON)

    assert skus(visit(f"?tab={tab}")) == expected


@pytest.mark.parametrize("text", ["lamp", "A-1", "4006381333931"])
def test_offers_are_found_by_title_sku_and_ean(visit, shop, text):
    wanted = make_offer(shop, shop_sku="A-1", product=make_product(title="Lámpara", ean="4006381333931"))
    other = make_offer(shop, shop_sku="B-2")
    with shop_scope(shop):
        reindex_offers([wanted.pk, other.pk])

    assert skus(visit(f"?q={text}")) == ["A-1"]


def test_price_and_stock_filter(visit, shop):
    make_offer(shop, shop_sku="CHEAP", price=Decimal(5))
    make_offer(shop, shop_sku="DEAR", price=Decimal(50), quantity=2)

    assert skus(visit("?price_min=10")) == ["DEAR"]
    assert skus(visit("?stock_min=3")) == ["CHEAP"]
    assert [chip.value for chip in visit("?price_min=10&price_max=60").context["chips"]] == ["10 – 60"]


def test_the_file_holds_price_and_stock(visit, shop):
    make_offer(shop, shop_sku="A", product=make_product(title="Lámpara"))

    content = b"".join(visit("?format=csv").streaming_content).decode("utf-8-sig").splitlines()

    assert content[0].startswith("Product,SKU,EAN,Product number,State,Condition,")
    assert content[0].endswith(",Tax code,Changed,Stock,Price,Reduced price,Safety stock,Currency")
    assert content[1].startswith("Lámpara,A,,")
    assert content[1].endswith(",2026-03-02T12:00:00+00:00,10,12.30,,0,EUR")


def test_ten_rows_cost_the_queries_of_one(signed_in, inventory, shop):
    client = signed_in(inventory)
    make_offer(shop)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/shop/{shop.pk}/offers/")
        return len(captured)

    queries()
    one = queries()
    for _index in range(9):
        make_offer(shop)

    assert queries() == one


def test_an_offer_of_a_suspended_shop_is_not_told_to_be_on_sale(visit, shop):
    offer = make_offer(shop)
    with all_shops("the operator suspends it"):
        Shop.objects.filter(pk=shop.pk).update(state=ShopState.SUSPENDED)

    page = visit(f"{offer.pk}/").content.decode()

    assert "Not on sale" in page
    assert page.count("The shop is suspended.") == 1


def test_saving_changes_price_and_stock(visit, shop):
    offer = make_offer(shop)

    visit(f"{offer.pk}/save", {**FORM, "price": "9.90", "quantity": "3", "version": offer_version(offer)})

    assert (the_offer(shop).price, the_offer(shop).quantity) == (Decimal("9.90"), 3)


def test_class_and_weight_are_chosen_on_the_page(visit, shop):
    """R098."""
    make_class(code="SMALL", label="Small", position=1)
    make_class(code="BULKY", label="Bulky", position=2)
    offer = make_offer(shop)
    form = {**FORM, "version": offer_version(offer), "logistic_class": "BULKY", "weight_grams": "2400"}

    shown = visit(f"{offer.pk}/").content.decode()
    answer = visit(f"{offer.pk}/save", form)
    again = visit(f"{offer.pk}/").content.decode()

    assert "default: Small" in shown
    assert answer.status_code == 302
    assert '<option value="BULKY" selected>Bulky</option>' in again
    assert 'value="2400"' in again


def test_a_class_that_is_no_longer_offered_stays_and_is_not_the_first(visit, shop):
    old = make_class(code="OLD", label="Old", position=1, is_active=False)
    make_class(code="SMALL", label="Small", position=2)
    offer = make_offer(shop, logistic_class=old)

    shown = visit(f"{offer.pk}/").content.decode()

    assert '<option value="OLD" selected>Old</option>' in shown
    assert "default: Small" in shown


def test_a_price_is_read_in_the_readers_language(visit, shop, inventory):
    inventory.user.language = "de"
    inventory.user.save()
    offer = make_offer(shop)

    visit(f"{offer.pk}/save", {**FORM, "price": "1249,90", "version": offer_version(offer)})

    assert the_offer(shop).price == Decimal("1249.90")


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("es", "1.890,00", "1890.00"),
        ("de", "1.054,75", "1054.75"),
        ("en", "1,890.00", "1890.00"),
        ("es", "12,5", "12.50"),
        ("es", "1.890", "1890.00"),
        ("de", "12.345.678", "12345678.00"),
        ("pt", "1.890", "1890.00"),
        ("en", "1,890", "1890.00"),
        ("es", "18.90", "18.90"),
        ("en", "1.89", "1.89"),
        ("es", "+1.890", "1890.00"),
    ],
)
def test_a_price_may_have_its_thousands_parted(visit, shop, inventory, language, typed, read):
    inventory.user.language = language
    inventory.user.save()
    offer = make_offer(shop)

    visit(f"{offer.pk}/save", {**FORM, "price": typed, "version": offer_version(offer)})

    assert the_offer(shop).price == Decimal(read)


@pytest.mark.parametrize("language", ["es", "pt", "de"])
@pytest.mark.parametrize("typed", ["0.890", "001.890", "+0.890"])
def test_what_could_be_read_as_two_prices_is_asked_for_again(visit, shop, inventory, language, typed):
    inventory.user.language = language
    inventory.user.save()
    offer = make_offer(shop, price=Decimal("12.30"))

    answer = visit(f"{offer.pk}/save", {**FORM, "price": typed, "version": offer_version(offer)})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["price"])
    assert the_offer(shop).price == Decimal("12.30")


def differences(page):
    return [(each.label, each.theirs, each.yours) for each in page.context["differences"]]


def test_a_lost_update_shows_both_versions_and_keeps_what_was_typed(visit, shop):
    offer = make_offer(
        shop,
        quantity=4,
        safety_stock=2,
        description="Theirs",
        available_from=NOON,
        volume_prices=[{"quantity": 5, "price": "11.00", "discount_price": None}],
    )
    rows = {"volume-rows": "1", "volume-0-quantity": "8", "volume-0-price": "10.50"}
    typed = {**FORM, **rows, "quantity": "9", "condition": "1", "description": "Mine"}

    answer = visit(f"{offer.pk}/save", {**typed, "version": "2026-01-01T00:00:00+00:00"})

    assert answer.status_code == 409
    assert differences(answer) == [
        ("Stock", "4", "9"),
        ("Safety stock", "2", "—"),
        ("Condition", "New", "Used, like new"),
        ("On sale from", "Mon 2 Mar 2026, 13:00", "—"),
        ("Description", "Theirs", "Mine"),
        ("Prices by quantity", "from 5: 11.00", "from 8: 10.50"),
    ]
    assert answer.context["form"]["quantity"].value() == "9"
    assert the_offer(shop).quantity == 4
    visit(f"{offer.pk}/save", {**typed, "version": answer.context["form"]["version"].value()})
    assert the_offer(shop).quantity == 9


def test_a_version_that_says_the_same_shows_no_difference(visit, shop):
    offer = make_offer(shop, available_from=NOON + timedelta(seconds=30))
    shown = visit(f"{offer.pk}/").context["form"]
    typed = {bound.html_name: bound.value() or "" for bound in shown}
    moment = {"available_from": "2026-03-02T13:00"}

    answer = visit(f"{offer.pk}/save", {**typed, **moment, "version": "2026-01-01T00:00:00+00:00"})

    assert differences(answer) == []


def test_both_versions_name_the_channel_and_keep_a_row_that_cannot_be_read(shop):
    offer = make_offer(shop, other_prices=[{"channel": "ES", "price": "9.00"}])
    row = {"other-rows": "1", "other-0-channel": "ES", "other-0-price": "8.50"}
    broken = {"volume-rows": "1", "volume-0-quantity": "many", "volume-0-price": "7.50"}
    late = {**FORM, "version": "2026-01-01T00:00:00+00:00"}
    with shop_scope(shop):
        form = TermsForm(QueryDict(urlencode({**late, **row, **broken})), shop_id=shop.pk, offer=offer)
        form.is_valid()
        told = {each.label: (each.theirs, each.yours) for each in offer_differences(form, offer)}

    assert told["Prices by channel and time"] == ("España, 9.00", "España, 8.50")
    assert told["Prices by quantity"] == ("—", "From quantity: many, Price of one: 7.50")

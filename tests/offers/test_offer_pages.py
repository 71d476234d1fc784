"""Offers in the portal: the list by what can be sold, and one plain form."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.shops.choices import ShopState
from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops, shop_scope
from offers.models import Offer
from offers.search import reindex_offers
from offers.services.selling import offer_version
from shipping.models import ShippingLimits
from tests.factories.offers import make_category, make_offer, make_product
from tests.factories.shipping import make_class, make_closure
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


def test_an_offer_of_an_existing_product_is_made(visit, shop):
    product = make_product(ean="4006381333931")

    answer = visit("new", {**FORM, "product": "4006381333931"}, follow=True)

    offer = the_offer(shop)
    assert (offer.product, offer.price, offer.quantity, offer.lead_time_days) == (product, Decimal("12.30"), 5, None)
    assert [str(message) for message in answer.context["messages"]] == ["Offer LAMP-1 is on sale."]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"quantity": "0"}, "There is no stock."),
        ({"available_from": "2026-04-01T10:00"}, "On sale from Wed 1 Apr 2026, 10:00 on."),
    ],
)
def test_an_offer_that_nobody_can_buy_yet_is_not_told_to_be_on_sale(visit, shop, typed, told):
    make_product(product_sku="P-77")

    made = visit("new", {**FORM, **typed, "product": "P-77"}, follow=True)
    again = visit(f"{the_offer(shop).pk}/activate", {}, follow=True)

    assert [str(message) for page in (made, again) for message in page.context["messages"]] == [
        f"Offer LAMP-1 is saved, but customers cannot buy it yet. {told}",
        f"Offer LAMP-1 is no longer paused, but customers cannot buy it yet. {told}",
    ]


def test_finding_and_choosing_a_product_keep_what_was_typed(visit, shop):
    make_product(product_sku="P-77", title="Lámpara Duna 40")
    typed = {**FORM, "words": "duna", "volume-rows": "1", "volume-0-quantity": "5"}

    found = visit("new", {**typed, "find": "now"})
    chosen = visit("new", {**typed, "choose": "P-77"})
    away = visit("new", {**typed, "product": "P-77", "another": "1"})

    assert [product.product_sku for product in found.context["found"]] == ["P-77"]
    assert [page.context["product"] and page.context["product"].product_sku for page in (found, chosen, away)] == [
        None, "P-77", None
    ]  # fmt: skip
    for page in (found, chosen, away):
        assert page.context["terms_form"]["price"].value() == "12.30"
        assert page.context["terms_form"].volumes[0]["quantity"].value() == "5"
        assert page.context["sku_form"]["shop_sku"].value() == "LAMP-1"
        # The tick is given for one sheet.
        assert not page.context["tick_form"]["sheet_confirmed"].value()
    with shop_scope(shop):
        assert not Offer.objects.exists()


@pytest.mark.parametrize(("words", "status"), [("duna", 200), ("", 422)])
def test_enter_looks_for_a_product_where_words_for_it_stand(visit, words, status):
    assert visit("new", {"find": "enter", "words": words}).status_code == status


def test_a_row_more_leaves_the_tick(visit, shop):
    make_product(product_sku="P-77")

    page = visit("new", {**FORM, "product": "P-77", "volume-rows": "0", "add": "volume"})

    assert page.context["tick_form"]["sheet_confirmed"].value()
    assert not visit("new", {"product": "P-77", "add": "volume"}).context["tick_form"]["sheet_confirmed"].value()


def test_an_offer_of_a_suspended_shop_is_not_told_to_be_on_sale(visit, shop):
    offer = make_offer(shop)
    with all_shops("the operator suspends it"):
        Shop.objects.filter(pk=shop.pk).update(state=ShopState.SUSPENDED)

    page = visit(f"{offer.pk}/").content.decode()

    assert "Not on sale" in page
    assert page.count("The shop is suspended.") == 1


def test_an_offer_of_a_new_product_is_made(visit, shop):
    make_category(code="LIGHT")
    sheet = {"title": "Lámpara", "brand": "Alcolea", "category": "LIGHT", "ean": "4006381333931"}

    visit("new", {**FORM, **sheet, "lead_time_days": "0", "tax_code": "STANDARD"})

    offer = the_offer(shop)
    assert (offer.product.title, offer.lead_time_days, offer.tax_code) == ("Lámpara", 0, "STANDARD")


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(visit, shop):
    make_category(code="LIGHT")
    typed = {**FORM, "title": "Lámpara", "category": "LIGHT", "ean": "4006381333932"}

    answer = visit("new", typed)

    assert answer.status_code == 422
    assert list(answer.context["product_form"].errors) == ["ean"]
    assert answer.context["terms_form"]["price"].value() == "12.30"
    assert 'href="#id_ean"' in answer.content.decode()
    with shop_scope(shop):
        assert not Offer.objects.exists()


def test_without_a_product_its_title_and_category_are_asked_for(visit):
    answer = visit("new", FORM)

    assert list(answer.context["product_form"].errors) == ["title", "category"]


def test_a_taken_sku_is_told_beside_it(visit, shop):
    make_offer(shop, shop_sku="LAMP-1")
    make_product(product_sku="P-77")

    answer = visit("new", {**FORM, "product": "P-77"})

    assert answer.status_code == 422
    assert answer.context["sku_form"].errors == {"shop_sku": ["You already have an offer with the SKU LAMP-1."]}


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
    ],
)
def test_a_price_may_have_its_thousands_parted(visit, shop, inventory, language, typed, read):
    inventory.user.language = language
    inventory.user.save()
    offer = make_offer(shop)

    visit(f"{offer.pk}/save", {**FORM, "price": typed, "version": offer_version(offer)})

    assert the_offer(shop).price == Decimal(read)


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


NOTE = "Nothing is on sale until Tue 3 Mar, that day included: Stocktaking."


def test_a_pause_of_the_shop_is_told_with_its_end(visit, shop, owner):
    """R096: on the list, in its file and on the offer; the way to the calendar is for who may change it."""
    make_closure(shop, NOON.date(), NOON.date() + timedelta(days=1), name="Stocktaking", kind="PAUSED")
    offer, sold_out = make_offer(shop), make_offer(shop, quantity=0)

    listed = visit("").content.decode()
    page = visit(f"{offer.pk}/").content.decode()
    file = b"".join(visit("?format=csv").streaming_content).decode()

    assert [text.count("Paused until Tue 3 Mar") for text in (listed, page, file)] == [1, 1, 1]
    assert NOTE in listed
    assert NOTE in page
    assert "Out of stock" in visit(f"{sold_out.pk}/").content.decode()
    calendar = f"/shop/{shop.pk}/shipping/calendar"
    assert calendar not in page
    assert calendar in visit(f"{offer.pk}/", member=owner).content.decode()


@pytest.mark.parametrize(
    ("kind", "days", "is_allowed"), [("STAY_OPEN", 0, True), ("PAUSED", 1, True), ("PAUSED", 0, False)]
)
def test_no_other_closure_pauses(visit, shop, kind, days, is_allowed):
    """Of another kind, not begun, or the shop may keep no calendar of its own (D12)."""
    ShippingLimits.objects.create(pk=1, allows_own_calendar=is_allowed)
    make_closure(shop, NOON.date() + timedelta(days=days), name="Stocktaking", kind=kind)
    offer = make_offer(shop)

    page = visit(f"{offer.pk}/").content.decode()

    assert "Stocktaking" not in page
    assert "On sale" in page


def test_pausing_putting_on_sale_and_removing(visit, shop):
    offer = make_offer(shop)

    visit(f"{offer.pk}/pause", {})
    assert the_offer(shop).sale_state == "PAUSED"
    visit(f"{offer.pk}/activate", {})
    assert the_offer(shop).sale_state == "ON_SALE"
    assert "Orders that were placed stay as they are." in visit(f"{offer.pk}/remove").content.decode()
    visit(f"{offer.pk}/remove", {})
    assert the_offer(shop).sale_state == "REMOVED"
    assert visit(f"{offer.pk}/").status_code == 404


def test_many_offers_are_paused_and_put_on_sale_at_once(visit, shop, other_shop):
    mine, foreign = [make_offer(shop), make_offer(shop)], make_offer(other_shop)

    answer = visit("pause", {"selected": [*(offer.pk for offer in mine), foreign.pk]}, follow=True)

    assert [str(message) for message in answer.context["messages"]] == ["2 offers paused."]
    with shop_scope(shop):
        assert Offer.objects.paused().count() == 2
    with shop_scope(other_shop):
        assert Offer.objects.sellable(clock.now()).get() == foreign
    visit("activate", {"selected": [mine[0].pk]})
    with shop_scope(shop):
        assert Offer.objects.sellable(clock.now()).get() == mine[0]


def test_who_reads_alone_sees_no_form_and_no_button(visit, shop, sales):
    offer = make_offer(shop)

    page = visit(f"{offer.pk}/", member=sales).content.decode()

    assert "Your role reads offers and does not change them." in page
    assert "Save offer" not in page
    assert f"/shop/{shop.pk}/offers/new" not in visit(member=sales).content.decode()


@pytest.mark.parametrize("path", ["new", "{}/save", "{}/pause", "{}/activate", "{}/remove", "pause", "activate"])
def test_who_reads_alone_changes_nothing(visit, shop, sales, path):
    offer = make_offer(shop)

    answer = visit(path.format(offer.pk), {**FORM, "selected": [offer.pk]}, member=sales)

    assert answer.status_code == 403
    assert the_offer(shop).updated_at == NOON


@pytest.mark.parametrize("role", ["support", "accountancy"])
def test_roles_without_offers_have_no_page(request, visit, shop, role):
    assert visit(member=request.getfixturevalue(role)).status_code == 403


@pytest.mark.parametrize("path", ["{}/", "{}/save", "{}/pause", "{}/activate", "{}/remove"])
def test_another_shops_offer_is_not_there(visit, other_shop, path):
    foreign = make_offer(other_shop)
    data = None if path == "{}/" else FORM

    assert visit(path.format(foreign.pk), data).status_code == 404
    assert the_offer(other_shop).updated_at == NOON

"""A new offer in the portal: its product is found or described, its sheet is answered for (R002)."""

from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.choices import AttributeType
from offers.models import Offer
from tests.factories.offers import make_attribute, make_category, make_offer, make_product, make_value_list
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
FORM = {"shop_sku": "LAMP-1", "price": "12.30", "quantity": "5", "condition": "11", "sheet_confirmed": "on"}


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def visit(signed_in, inventory, shop):
    """Fetches or posts a path below the shop's offers, as the member of the stock room."""

    def go(path="", data=None, **options):
        client, url = signed_in(inventory), f"/shop/{shop.pk}/offers/{path}"
        return client.get(url, **options) if data is None else client.post(url, data, **options)

    return go


def the_offer(shop):
    with shop_scope(shop):
        return Offer.objects.select_related("product").get()


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

    assert [product.product_sku for product, _is_sold in found.context["found"]] == ["P-77"]
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


@pytest.mark.parametrize(("words", "status"), [("duna", 422), ("duna mesa", 200)])
def test_enter_saves_once_the_words_were_looked_for(visit, words, status):
    found = visit("new", {"find": "enter", "words": "duna"})
    assert 'name="looked_for" value="duna"' in found.content.decode()

    again = visit("new", {"find": "enter", "words": words, "looked_for": "duna"})

    assert again.status_code == status
    assert f'name="looked_for" value="{words}"' in again.content.decode()


def test_a_row_more_leaves_the_tick(visit, shop):
    make_product(product_sku="P-77")

    page = visit("new", {**FORM, "product": "P-77", "volume-rows": "0", "add": "volume"})

    assert page.context["tick_form"]["sheet_confirmed"].value()
    assert not visit("new", {"product": "P-77", "add": "volume"}).context["tick_form"]["sheet_confirmed"].value()


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


def test_without_the_tick_nothing_is_published(visit, shop):
    """R002."""
    make_product(product_sku="P-77", title="Lámpara")

    page = visit("new", {"product": "P-77", "shop_sku": "A", "price": "9", "quantity": "1", "condition": "11"})

    assert list(page.context["tick_form"].errors) == ["sheet_confirmed"]
    assert "Lámpara" in page.content.decode()
    with shop_scope(shop):
        assert not Offer.objects.exists()


def test_who_confirmed_the_sheet_is_recorded(visit, shop, inventory):
    """R002."""
    make_product(product_sku="P-77")
    form = {"product": "P-77", "shop_sku": "A", "price": "9", "quantity": "1", "condition": "11"}

    visit("new", {**form, "sheet_confirmed": "on"})

    with shop_scope(shop):
        offer = Offer.objects.get()
    assert (offer.sheet_confirmed_at, offer.sheet_confirmed_by) == (NOON, inventory.user.get_full_name())


def test_the_sheet_is_shown_in_words_beside_the_tick(visit, shop):
    """R002."""
    colours = make_value_list("RED", code="COLOURS")
    make_attribute(code="colour", label="Colour", type=AttributeType.LIST, value_list=colours)
    make_product(product_sku="P-77", attributes={"colour": "RED"})

    page = visit("new?product=P-77")

    assert [(each.label, each.text) for each in page.context["sheet_attributes"]] == [("Colour", "Red")]


def test_a_product_that_the_shop_sells_already_says_so_and_leads_to_its_offer(visit, shop, other_shop):
    lamp = make_product(product_sku="P-77", title="Lámpara Duna")
    offer = make_offer(shop, product=lamp, shop_sku="DUNA-1")
    make_offer(other_shop, product=make_product(product_sku="P-78", title="Farol Duna"))

    found = visit("new", {"find": "now", "words": "duna"})
    chosen = visit("new", {"choose": "P-77"}).content.decode()
    other = visit("new", {"choose": "P-78"}).content.decode()

    assert [(product.product_sku, is_sold) for product, is_sold in found.context["found"]] == [
        ("P-78", False),
        ("P-77", True),
    ]
    assert found.content.decode().count("you sell it already") == 1
    assert f'You sell this product already: <a href="/shop/{shop.pk}/offers/{offer.pk}/">DUNA-1</a>' in chosen
    assert "You sell this product already" not in other


def test_a_product_is_found_by_words_of_its_title(visit, shop):
    make_product(product_sku="P-77", title="Lámpara Duna 40")
    make_product(title="Farol")

    page = visit("new?product=duna")

    assert [product.product_sku for product, _is_sold in page.context["found"]] == ["P-77"]

"""Making and changing offers: the rules that page and API share."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.actors import Actor, ActorKind
from marketplace.errors import Conflict, Forbidden, NotFound, ValidationFailed
from marketplace.search.services import search
from marketplace.tenancy import shop_scope
from offers.models import Offer, Product
from offers.search import KIND
from offers.services.integration import check_products_writable
from offers.services.selling import (
    OfferTerms,
    activate_offer,
    change_offer,
    create_offer,
    offer_version,
    pause_offer,
    remove_offer,
    terms_of,
    update_offer,
)
from offers.services.sheets import ProductWish
from tests.factories.offers import make_category, make_offer, make_offer_settings, make_product
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
TERMS = OfferTerms(price=Decimal("12.30"), quantity=5)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def create(in_shop):
    def make(sku="LAMP-1", terms=TERMS, **wish):
        return create_offer(
            shop_id=in_shop.pk, shop_sku=sku, product=ProductWish(**wish), terms=terms, sheet_confirmed=True, at=NOON
        )

    return make


def fields_of(caught):
    return [fault.field for fault in caught.value.errors]


@pytest.mark.parametrize("code", ["P-77", "4006381333931"])
def test_an_existing_sheet_is_found_by_number_or_ean(create, code):
    product = make_product(product_sku="P-77", ean="4006381333931")

    offer = create(code=code)

    assert offer.product == product
    assert (offer.price, offer.quantity, offer.currency, offer.is_active) == (Decimal("12.30"), 5, "EUR", True)


def test_a_new_sheet_is_made_with_the_offer(create):
    category = make_category(code="LIGHT")

    offer = create(title="Lámpara Duna", brand="Alcolea", category_code="LIGHT", ean="4006381333931")

    assert (offer.product.title, offer.product.category, offer.product.ean) == (
        "Lámpara Duna",
        category,
        "4006381333931",
    )


def test_a_new_offer_can_be_searched_at_once(create, in_shop):
    offer = create(title="Lámpara Duna", category_code=make_category().code)

    assert search(shop_id=in_shop.pk, kind=KIND, text="lampara", limit=5) == [offer.pk]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"code": "NONE"}, "product"),
        ({"category_code": "LIGHT"}, "title"),
        ({"title": "Lámpara"}, "category"),
        ({"title": "Lámpara", "category_code": "NONE"}, "category"),
        ({"title": "Lámpara", "category_code": "LIGHT", "ean": "4006381333932"}, "ean"),
        ({"title": "Lámpara", "category_code": "LIGHT", "ean": "96385074"}, "ean"),
    ],
)
def test_a_product_that_cannot_be_told_makes_nothing(create, wish, field):
    make_category(code="LIGHT")
    make_product(ean="96385074")

    with pytest.raises(ValidationFailed) as caught:
        create(**wish)

    assert fields_of(caught) == [field]
    assert not Offer.objects.exists()
    assert Product.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price": Decimal(0)}, "price"),
        ({"price": Decimal("-1")}, "price"),
        ({"price": Decimal("1.234")}, "price"),
        ({"quantity": -1}, "quantity"),
        ({"lead_time_days": 61}, "lead_time_days"),
        ({"tax_code": "NONE"}, "tax_code"),
        ({"condition": "99"}, "condition"),
    ],
)
def test_terms_that_break_a_rule_name_their_field(create, change, field):
    make_product(product_sku="P-77")

    with pytest.raises(ValidationFailed) as caught:
        create(code="P-77", terms=replace(TERMS, **change))

    assert fields_of(caught) == [field]


def test_a_lead_time_of_nothing_is_nothing_and_an_empty_one_is_the_default(create):
    """R086."""
    make_product(product_sku="P-77")

    zero = create("A", code="P-77", terms=replace(TERMS, lead_time_days=0))
    empty = create("B", code="P-77")

    assert (zero.lead_time_days, empty.lead_time_days) == (0, None)


def test_a_sku_is_the_shops_own_and_used_once(create, in_shop, other_shop):
    make_product(product_sku="P-77")
    make_offer(other_shop, shop_sku="LAMP-1")
    create(code="P-77")

    with pytest.raises(Conflict) as caught:
        create(code="P-77")

    assert caught.value.message == "You already have an offer with the SKU LAMP-1."
    assert fields_of(caught) == ["shop_sku"]


def test_a_removed_offer_comes_back_under_its_sku(create):
    """R007."""
    make_product(product_sku="P-77")
    removed = create(code="P-77")
    remove_offer(offer_id=removed.pk, at=NOON)

    again = create(code="P-77", terms=replace(TERMS, price=Decimal(20)))

    assert again.pk == removed.pk
    assert (again.removed_at, again.price) == (None, Decimal(20))


def test_a_removed_offers_sku_does_not_pass_to_another_product(create):
    """R007."""
    make_product(product_sku="P-77")
    make_product(product_sku="P-78")
    removed = create(code="P-77")
    remove_offer(offer_id=removed.pk, at=NOON)

    with pytest.raises(Conflict):
        create(code="P-78")


def test_an_offer_changed_meanwhile_is_not_overwritten(in_shop):
    offer = make_offer(in_shop, quantity=5)
    seen = offer_version(offer)
    change_offer(offer_id=offer.pk, changes={"quantity": 4}, at=LATER)

    with pytest.raises(Conflict):
        update_offer(offer_id=offer.pk, terms=replace(terms_of(offer), quantity=9), version=seen, at=LATER)

    offer.refresh_from_db()
    assert offer.quantity == 4


def test_changing_one_term_leaves_the_others(in_shop):
    offer = make_offer(in_shop, quantity=5, lead_time_days=3)

    change_offer(offer_id=offer.pk, changes={"price": Decimal("9.90")}, at=LATER)

    offer.refresh_from_db()
    assert (offer.price, offer.quantity, offer.lead_time_days, offer.updated_at) == (Decimal("9.90"), 5, 3, LATER)


def test_pausing_takes_an_offer_off_sale_and_back(in_shop):
    offer = make_offer(in_shop)

    pause_offer(offer_id=offer.pk, at=LATER)
    assert not Offer.objects.sellable(clock.now()).exists()

    activate_offer(offer_id=offer.pk, at=LATER)
    assert Offer.objects.sellable(clock.now()).get() == offer


def test_a_removed_offer_is_kept_but_found_no_more(create, in_shop):
    """R007."""
    offer = create(title="Lámpara", category_code=make_category().code)

    remove_offer(offer_id=offer.pk, at=LATER)

    assert Offer.objects.get(pk=offer.pk).removed_at == LATER
    assert search(shop_id=in_shop.pk, kind=KIND, text="lampara", limit=5) == []
    with pytest.raises(NotFound):
        activate_offer(offer_id=offer.pk, at=LATER)


def test_another_shops_offer_cannot_be_touched(in_shop, other_shop):
    foreign = make_offer(other_shop)

    for act in (pause_offer, activate_offer, remove_offer):
        with pytest.raises(NotFound):
            act(offer_id=foreign.pk, at=LATER)

    with shop_scope(other_shop):
        assert Offer.objects.sellable(clock.now()).get() == foreign


def test_nothing_is_sold_until_the_sheet_is_confirmed_and_then_it_is_written_who_did(in_shop):
    """R002."""
    make_product(product_sku="P-77")
    asked = {
        "shop_id": in_shop.pk,
        "shop_sku": "LAMP-1",
        "product": ProductWish(code="P-77"),
        "terms": TERMS,
        "actor": Actor(ActorKind.MEMBER, "Ana"),
        "at": NOON,
    }

    with pytest.raises(ValidationFailed) as caught:
        create_offer(**asked, sheet_confirmed=False)
    assert (caught.value.code, fields_of(caught), Offer.objects.count()) == (
        "SHEET_NOT_CONFIRMED",
        ["sheet_confirmed"],
        0,
    )

    offer = create_offer(**asked, sheet_confirmed=True)
    assert (offer.sheet_confirmed_at, offer.sheet_confirmed_by) == (NOON, "Ana")


def test_an_integrated_shop_is_written_by_its_integrator_alone(in_shop):
    """R008."""
    check_products_writable(in_shop.pk)
    make_offer_settings(in_shop, is_integrated=True)

    with pytest.raises(Forbidden) as caught:
        check_products_writable(in_shop.pk)

    assert caught.value.code == "SHOP_INTEGRATED"

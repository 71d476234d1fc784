"""Products and offers as the operator changes them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.search.services import search
from marketplace.tenancy import all_shops, shop_scope
from offers.admin import offers as offers_admin
from offers.models import Offer, Product
from offers.search import KIND, reindex_offers
from tests.factories.offers import changes_of, make_import, make_offer, make_product
from tests.factories.shipping import make_class
from tests.factories.shops import NOON, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(operator, signed_in):
    """The operator's browser."""
    return signed_in(operator)


def typed(page):
    """What the form would send as it stands."""
    form = page.context["adminform"].form
    sent = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    hidden = re.search(r'name="initial-quantity" value="(\d+)"', page.content.decode())
    return sent | {"initial-quantity": hidden[1] if hidden else ""}


def test_what_is_sold_while_the_operator_types_stays_sold(office, shop):
    with all_shops("a test makes its rows"):
        offer = make_offer(shop, quantity=5)
    url = reverse("admin:offers_offer_change", args=[offer.pk])
    form = typed(office.get(url))
    with shop_scope(shop):
        Offer.objects.filter(pk=offer.pk).update(quantity=1)

    answer = office.post(url, form | {"description": "Boxed"})

    assert answer.status_code == 302
    with shop_scope(shop):
        offer.refresh_from_db()
    assert (offer.quantity, offer.description) == (1, "Boxed")


def test_the_operator_sets_the_stock(office, shop):
    with all_shops("a test makes its rows"):
        offer = make_offer(shop, quantity=5)
    url = reverse("admin:offers_offer_change", args=[offer.pk])

    office.post(url, typed(office.get(url)) | {"quantity": "7"})

    with shop_scope(shop):
        offer.refresh_from_db()
    assert offer.quantity == 7


def test_a_picture_without_a_scheme_is_taken_as_a_secure_address(office, shop):
    with all_shops("a test makes its rows"):
        offer = make_offer(shop)
    url = reverse("admin:offers_product_change", args=[offer.product_id])

    answer = office.post(url, typed(office.get(url)) | {"media_urls": "pictures.example/lamp.jpg"})

    assert answer.status_code == 302
    with shop_scope(shop):
        assert Product.objects.get(pk=offer.product_id).media_url == "https://pictures.example/lamp.jpg"


def test_a_product_is_found_by_the_title_that_the_operator_gave_it(office, shop):
    with all_shops("a test makes its rows"):
        offer = make_offer(shop)
    url = reverse("admin:offers_product_change", args=[offer.product_id])

    office.post(url, typed(office.get(url)) | {"title": "Quinqué"})

    with shop_scope(shop):
        assert search(shop_id=shop.pk, kind=KIND, text="quinque", limit=5) == [offer.pk]


def test_the_operator_sets_class_and_weight(office, shop):
    """R098."""
    bulky = make_class(code="BULKY", label="Bulky")
    offer = make_offer(shop)
    url = reverse("admin:offers_offer_change", args=[offer.pk])

    answer = office.post(url, typed(office.get(url)) | {"logistic_class": str(bulky.pk), "weight_grams": "2400"})

    assert answer.status_code == 302
    with shop_scope(shop):
        offer.refresh_from_db()
        assert (offer.logistic_class, offer.weight_grams) == (bulky, 2400)


def test_the_offer_shows_who_confirmed_its_sheet_and_when_and_nobody_writes_it(office, shop):
    """R002."""
    offer = make_offer(shop, sheet_confirmed_at=NOON, sheet_confirmed_by="Ana Ruiz")
    url = reverse("admin:offers_offer_change", args=[offer.pk])

    page = office.get(url)
    office.post(url, typed(page) | {"sheet_confirmed_by": "Somebody"})

    assert "Ana Ruiz" in page.content.decode()
    with shop_scope(shop):
        offer.refresh_from_db()
    assert offer.sheet_confirmed_by == "Ana Ruiz"


def test_what_the_operator_changes_holds_at_once_and_is_in_the_history(office, shop, operator):
    """R009."""
    offer = make_offer(shop, quantity=5)
    url = reverse("admin:offers_offer_change", args=[offer.pk])

    office.post(url, typed(office.get(url)) | {"safety_stock": "2", "price": "9.90"})

    with shop_scope(shop):
        offer.refresh_from_db()
    assert (offer.sellable_quantity, offer.safety_in_force) == (3, 2)
    (change,) = changes_of(offer)
    assert (change.source, change.who) == ("OPERATOR", str(operator))
    history = office.get(reverse("admin:offers_offerchange_changelist"), {"offer__id__exact": offer.pk})
    assert (history.status_code, str(operator) in history.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("wrong", "field"), [({"regex": "[a"}, "regex"), ({"type": "LIST", "accepted_values": ""}, "accepted_values")]
)
def test_a_custom_field_that_no_offer_could_fill_is_refused(office, wrong, field):
    form = {"code": "size", "label": "Size", "type": "REGEX", "regex": "[a-z]+"}

    page = office.post(reverse("admin:offers_offerfield_add"), form | wrong)

    assert (page.status_code, list(page.context["adminform"].form.errors)) == (200, [field])
    assert office.post(reverse("admin:offers_offerfield_add"), form).status_code == 302


def found(page):
    return [row.pk for row in page.context["cl"].result_list]


def test_the_operator_finds_offers_of_all_shops_and_no_list_is_counted(office, shop, other_shop):
    """Millions of offers are neither counted nor read through for a search."""
    lamp = make_product(title="Duna lamp", ean="4006381333931")
    mine, theirs = make_offer(shop, shop_sku="A-77", product=lamp), make_offer(other_shop, product=lamp)
    gone = make_offer(shop, shop_sku="OLD-1", removed_at=NOON)
    with all_shops("a test indexes its rows"):
        reindex_offers([mine.pk, theirs.pk])
    url = reverse("admin:offers_offer_changelist")

    with CaptureQueriesContext(connection) as queries:
        asked = [found(office.get(url, {"q": text})) for text in ("dun LAMP", "a-77", "400638", "OLD-1", "mp")]

    assert asked == [[mine.pk, theirs.pk], [mine.pk], [mine.pk, theirs.pk], [gone.pk], []]
    assert not [query["sql"] for query in queries if "COUNT(" in query["sql"] and "offers_offer" in query["sql"]]
    assert found(office.get(url, {"shop__id__exact": other_shop.pk})) == [theirs.pk]
    assert found(office.get(url, {"removed_at__isempty": "0"})) == [gone.pk]


def test_the_operator_finds_products_as_the_portal_does(office):
    lamp = make_product(title="Duna lamp", product_sku="P-9", ean="4006381333931", missing_attributes=["socket"])
    other = make_product(title="Chair")
    url = reverse("admin:offers_product_changelist")

    asked = [found(office.get(url, {"q": text})) for text in ("una lam", "p-9", "4006381333931", "none")]

    assert asked == [[lamp.pk], [lamp.pk], [lamp.pk], []]
    assert found(office.get(url, {"category__id__exact": other.category_id})) == [other.pk]
    assert found(office.get(url, {"missing": "yes"})) == [lamp.pk]
    assert found(office.get(url, {"missing": "no"})) == [other.pk]


@pytest.mark.parametrize("model", ["importrun", "exportrun", "offerchange", "sellerproduct"])
def test_long_lists_of_the_operator_are_not_counted(office, shop, model):
    make_import(shop)
    changed = make_offer(shop)
    with all_shops("a test changes its rows"):
        Offer.objects.filter(pk=changed.pk).update(quantity=3)

    with CaptureQueriesContext(connection) as queries:
        page = office.get(reverse(f"admin:offers_{model}_changelist"), {"q": changed.shop_sku})

    assert page.status_code == 200
    assert not [query["sql"] for query in queries if f'COUNT(*) AS "__count" FROM "offers_{model}"' in query["sql"]]


def test_a_search_beside_a_filter_finds_more_than_the_newest_of_all(office, shop, monkeypatch):
    """What the filter asks for is not cut off by newer offers of other shops."""
    monkeypatch.setattr(offers_admin, "MOST_FOUND", 2)
    with all_shops("a test makes its rows"):
        old = make_offer(shop, shop_sku="OLD", product=make_product(title="Lamp"))
        newer = [make_offer(make_shop(), product=make_product(title="Lamp")) for _each in range(2)]
        reindex_offers([each.pk for each in (old, *newer)])

    page = office.get(reverse("admin:offers_offer_changelist"), {"q": "lamp", "shop__id__exact": shop.pk})

    assert [offer.pk for offer in page.context["cl"].result_list] == [old.pk]


def test_no_value_of_a_list_has_the_bar_that_parts_several(office):
    field = {"code": "wood", "label": "Wood", "type": "MULTIPLE_VALUES_LIST", "accepted_values": "A|B,C"}

    page = office.post(reverse("admin:offers_offerfield_add"), field)

    assert page.context["adminform"].form.errors["accepted_values"] == [
        "No value may have a “|”: in files it stands between several."
    ]

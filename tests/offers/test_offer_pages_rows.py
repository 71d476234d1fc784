"""What the rows of the list say, and the cells that are opened in them."""

from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.models import Offer
from offers.services.history import last_change_of
from offers.services.selling import offer_version
from tests.factories.offers import make_offer
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


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


def fresh(offer):
    with shop_scope(offer.shop):
        return Offer.objects.get(pk=offer.pk)


def test_the_row_says_why_it_is_not_on_sale(visit, shop):
    make_offer(shop, quantity=4, safety_stock=4, safety_in_force=4)

    assert "All 4 pieces in stock are kept back as safety stock." in visit().content.decode()


def test_the_row_says_no_reason_that_its_state_says(visit, shop):
    make_offer(shop, shop_sku="OUT", quantity=0)
    make_offer(shop, shop_sku="PAUSED", is_active=False)
    make_offer(shop, shop_sku="BOTH", is_active=False, quantity=0)

    text = visit().content.decode()

    assert "The offer is paused." not in text
    assert text.count("There is no stock.") == 1


def test_the_cell_of_a_reduced_offer_says_which_price_it_is(visit, shop):
    offer = make_offer(shop, price=Decimal("39.90"), discount_price=Decimal("33.92"))

    form = visit(f"{offer.pk}/price", **HTMX).content.decode()
    wrong = visit(f"{offer.pk}/price", {"price": "30", "version": offer_version(offer)}, **HTMX).content.decode()

    assert "Price before the reduction<span" in form
    assert "Price before the reduction<span" in wrong
    assert "The reduced price, €33.92, must be below the price, €30.00." in wrong
    assert "Price before the reduction" not in visit(f"{make_offer(shop).pk}/price", **HTMX).content.decode()


def test_a_number_written_otherwise_is_told_with_an_example(visit, shop):
    offer = make_offer(shop)

    wrong = visit(f"{offer.pk}/price", {"price": "12,50", "version": offer_version(offer)}, **HTMX)

    assert "Enter a number such as 12.50." in wrong.content.decode()


def test_an_undo_says_what_was_undone(visit, shop):
    """R012."""
    offer = make_offer(shop, shop_sku="A", quantity=10)
    told = []
    for path, data in (("stock", {"quantity": "20"}), ("price", {"price": "5"})):
        visit(f"{offer.pk}/{path}", {**data, "version": offer_version(fresh(offer))})
        with shop_scope(shop):
            change = last_change_of(offer.pk)
        page = visit(f"{offer.pk}/undo", {"change": change}, follow=True)
        told += [str(message) for message in page.context["messages"]][-1:]

    assert told == [
        "The change of the stock of A is undone: 10 in stock.",
        "The change of the price of A is undone.",
    ]

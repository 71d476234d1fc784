"""What happens to an offer between the check of a file and its write."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.errors import Conflict
from offers.choices import ImportMode
from offers.models import Offer
from offers.prices import Price, write_prices
from offers.services.import_offers import MOST_REMOVED, import_offers
from offers.services.import_progress import Progress
from offers.services.import_running import claim_next
from tests.factories.imports import send_file
from tests.factories.offers import make_offer, make_product
from tests.factories.shops import NOON

EAN = "8412345678905"
DAY = timedelta(days=1)


@pytest.fixture
def product(db):
    return make_product(ean=EAN)


def worked_off(shop, file, **changes):
    """Have the file worked off, and the offers changed when its rows have been checked; its second row is refused."""
    run = send_file(shop, file)
    assert claim_next()

    def meanwhile():
        Offer.objects.update(**changes)
        return False

    with clock.frozen(NOON):
        import_offers(run, Progress(run, meanwhile))
    assert run.lines_in_error == 1
    return Offer.objects.get()


def test_prices_that_are_deleted_meanwhile_are_not_written_back(in_shop, product):
    """R003."""
    dated = Price(price=Decimal("7.00"), starts_at=NOON + DAY, ends_at=NOON + 2 * DAY)
    make_offer(in_shop, product=product, shop_sku="A-1", other_prices=write_prices([dated]))

    offer = worked_off(in_shop, "sku;price[channel=ES];quantity\nA-1;;5\nA-3;1;1\n", other_prices=[])

    assert (offer.quantity, offer.other_prices) == (5, [])


@pytest.mark.parametrize(
    "file",
    [
        "sku;product-id;product-id-type;price\nA-1;;;9\nA-3;;;1\n",
        "sku;price\nA-1;9\nA-3;1\n",
        "sku;product-id;product-id-type;price;price[channel=ES]\nA-1;;;9;11\nA-3;;;1;1\n",
    ],
)
def test_an_offer_that_is_removed_meanwhile_is_not_sold_again_by_a_row_without_its_product(in_shop, product, file):
    """R002, R007."""
    make_offer(in_shop, product=product, shop_sku="A-1", price=10)

    offer = worked_off(in_shop, file, removed_at=NOON)

    assert (offer.removed_at, offer.sheet_confirmed_at, offer.price) == (NOON, None, 10)


def test_an_offer_that_is_removed_meanwhile_comes_back_by_a_row_that_names_its_product(in_shop, product):
    """R007."""
    make_offer(in_shop, product=product, shop_sku="A-1", price=10)

    file = f"sku;product-id;product-id-type;price\nA-1;{EAN};EAN;9\nA-3;;;1\n"
    offer = worked_off(in_shop, file, removed_at=NOON)

    assert (offer.removed_at, offer.sheet_confirmed_at, offer.price) == (None, NOON, 9)


@pytest.mark.parametrize(("more", "told"), [(1, "1 offer would be removed"), (2, "2 offers would be removed")])
def test_more_that_would_be_removed_than_was_confirmed_are_counted(in_shop, product, more, told):
    """R004."""
    for number in range(1 + more):
        make_offer(in_shop, product=product, shop_sku=f"A-{number}")
    run = send_file(in_shop, "sku;quantity\nA-0;5\n", mode=ImportMode.REPLACE)
    run.options = {MOST_REMOVED: 0}

    with pytest.raises(Conflict) as refused, clock.frozen(NOON):
        import_offers(run, Progress(run, lambda: False))

    assert refused.value.message == (f"{told}, more than you confirmed. Nothing was changed: try the file again.")

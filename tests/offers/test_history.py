"""The history of price and stock, and taking a change back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.actors import Actor, ActorKind
from marketplace.errors import Conflict, NotFound
from marketplace.tenancy import shop_scope
from offers.choices import ChangeSource
from offers.models import Offer
from offers.pages.history import history_page
from offers.prices import Price, Volume
from offers.services.history import history_of, last_change_of, undo_change
from offers.services.selling import change_offer
from offers.services.stock import give_back_stock, lock_offers, take_stock
from tests.factories.offers import make_offer
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
ANA = Actor(ActorKind.MEMBER, "Ana")
LATER = NOON + timedelta(hours=1)


def change(offer, **changes):
    change_offer(offer_id=offer.pk, changes=changes, actor=ANA, source=ChangeSource.PORTAL, at=LATER)
    return last_change_of(offer.pk)


def undo(offer, change_id):
    return undo_change(offer_id=offer.pk, change_id=change_id, actor=ANA, source=ChangeSource.PORTAL, at=LATER)


def sell(offer, quantity):
    take_stock(offers=lock_offers([offer.pk]), wanted={offer.pk: quantity}, at=LATER)


def stock(offer):
    return Offer.objects.get(pk=offer.pk).quantity


def test_a_change_names_who_made_it_and_by_which_way(in_shop):
    offer = make_offer(in_shop)

    change(offer, price=Decimal("9.90"), quantity=4)
    sell(offer, 1)

    told = [
        (row.source, row.who, row.price_before, row.price, row.quantity_before, row.quantity)
        for row in history_of(offer.pk)
    ]
    assert told == [
        ("ORDER", "", Decimal("9.90"), Decimal("9.90"), 4, 3),
        ("PORTAL", "Ana", Decimal("12.30"), Decimal("9.90"), 10, 4),
    ]


def test_what_changes_neither_price_nor_stock_is_no_history(in_shop):
    offer = make_offer(in_shop)

    assert change(offer, description="New") is None


def test_a_price_is_taken_back(in_shop):
    offer = make_offer(in_shop)
    made = change(offer, price=Decimal("9.90"))

    assert undo(offer, made).price == Decimal("12.30")


def test_a_sale_since_then_stays_sold(in_shop):
    offer = make_offer(in_shop, quantity=10)
    made = change(offer, quantity=50)
    sell(offer, 3)

    undo(offer, made)

    assert stock(offer) == 7


def test_pieces_that_were_sold_meanwhile_cannot_be_taken_back(in_shop):
    offer = make_offer(in_shop, quantity=2)
    made = change(offer, quantity=10)
    sell(offer, 5)

    with pytest.raises(Conflict) as caught:
        undo(offer, made)

    assert (caught.value.code, stock(offer)) == ("UNDO_TOO_LATE", 5)


def test_a_return_since_then_stays_too(in_shop):
    offer = make_offer(in_shop, quantity=10)
    made = change(offer, quantity=4)
    give_back_stock(quantities={offer.pk: 1}, at=LATER)

    undo(offer, made)

    assert stock(offer) == 11


@pytest.mark.parametrize("field", ["quantity", "price"])
def test_what_was_changed_again_is_not_taken_back(in_shop, field):
    offer = make_offer(in_shop)
    made = change(offer, **{field: Decimal(20)})
    change(offer, **{field: Decimal(30)})

    with pytest.raises(Conflict) as caught:
        undo(offer, made)

    assert caught.value.code == "UNDO_TOO_LATE"


def test_a_change_is_taken_back_once(in_shop):
    offer = make_offer(in_shop)
    made = change(offer, quantity=20)
    undo(offer, made)

    with pytest.raises(Conflict):
        undo(offer, made)

    assert stock(offer) == 10


def test_a_later_change_of_the_stock_does_not_keep_a_price(in_shop):
    offer = make_offer(in_shop)
    made = change(offer, price=Decimal("9.90"))
    change(offer, quantity=3)

    undone = undo(offer, made)

    assert (undone.price, undone.quantity) == (Decimal("12.30"), 3)


def test_a_change_of_another_offer_is_not_there(in_shop):
    offer, other = make_offer(in_shop), make_offer(in_shop)
    made = change(other, quantity=3)

    with pytest.raises(NotFound):
        undo(offer, made)


def test_the_line_is_drawn_in_the_order_of_time(in_shop):
    """A shop's moments may be told in another order than they were written, as those of a demo are."""
    offer = make_offer(in_shop, quantity=10)
    for hours, quantity in ((3, 7), (1, 9), (2, 8)):
        at = NOON + timedelta(hours=hours)
        change_offer(offer_id=offer.pk, changes={"quantity": quantity}, at=at)

    page = history_page(offer, NOON + timedelta(hours=4))

    assert page.stock is not None
    places = [float(point.partition(",")[0]) for point in page.stock.points.split()]
    assert places == sorted(places)
    assert [each.quantity for each in page.changes] == [7, 8, 9]


VOLUMES = (Volume(5, Decimal("9.00"), Decimal("7.00")),)
DATED = (Price(price=Decimal("8.00"), channel="ES", starts_at=NOON, ends_at=LATER),)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"volumes": VOLUMES}, "volume_prices"),
        ({"other_prices": DATED}, "other_prices"),
        ({"discount_starts_at": NOON}, "discount_starts_at"),
        ({"discount_ends_at": LATER}, "discount_ends_at"),
    ],
)
def test_other_prices_and_the_dates_of_a_reduction_have_a_history_and_are_taken_back(in_shop, changes, name):
    offer = make_offer(in_shop)
    before = Offer.objects.values(name).get()

    made = change(offer, **changes)
    row = history_of(offer.pk).get()
    changed = Offer.objects.values(name).get()
    undo(offer, made)

    assert row.prices_before[name] != row.prices[name]
    assert changed != before
    assert Offer.objects.values(name).get() == before


def test_a_change_of_stock_keeps_no_prices(in_shop):
    offer = make_offer(in_shop)

    change(offer, quantity=1)

    assert history_of(offer.pk).values_list("prices_before", "prices").get() == (None, None)


@pytest.mark.parametrize("later", [{"volumes": VOLUMES}, {"other_prices": DATED}, {"discount_ends_at": LATER}])
def test_a_price_is_not_taken_back_after_its_other_prices_changed(in_shop, later):
    offer = make_offer(in_shop)
    made = change(offer, price=Decimal("20.00"))
    change(offer, **later)

    with pytest.raises(Conflict):
        undo(offer, made)


def test_the_history_tells_other_prices(api, shop):
    offer = make_offer(shop, shop_sku="A-1")
    with shop_scope(shop):
        change(offer, volumes=VOLUMES, discount_ends_at=LATER)

    told = api.get(f"/api/x/offers/{offer.pk}/history").json()["data"][0]

    assert told["prices_before"] == {
        "discount_starts_at": None, "discount_ends_at": None, "volumes": [], "other_prices": []
    }  # fmt: skip
    assert told["prices"] == {
        "discount_starts_at": None,
        "discount_ends_at": "2026-03-02T13:00:00Z",
        "volumes": [{"quantity": 5, "price": 9.0, "discount_price": 7.0}],
        "other_prices": [],
    }
